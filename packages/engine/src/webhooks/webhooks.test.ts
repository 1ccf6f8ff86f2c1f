import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { GIVE_UP_AFTER_MS, nextAttemptAtMs } from './retry.ts';
import { signedHeaders } from './sign.ts';

it('signs as the specification says', () => {
  const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
  const headers = signedHeaders(secret, 'msg_1', 1_674_087_231_999, '{"a":1}');
  const signature = createHmac('sha256', '0123456789abcdef0123456789abcdef')
    .update('msg_1.1674087231.{"a":1}')
    .digest('base64');
  expect(headers).toEqual({
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1674087231',
    'webhook-signature': `v1,${signature}`,
  });
});

it('tries soon, then more and more seldom, for three days', () => {
  let [nowMs, attempts] = [0, 0];
  const waits: number[] = [];
  for (;;) {
    attempts += 1;
    const next = nextAttemptAtMs(attempts, 0, nowMs, 0.5);
    if (next === null) break;
    waits.push(next - nowMs);
    nowMs = next;
  }
  expect(waits.slice(0, 3)).toEqual([5_000, 30_000, 120_000]);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(nowMs).toBeGreaterThan(GIVE_UP_AFTER_MS * 0.9);
  expect(nowMs).toBeLessThanOrEqual(GIVE_UP_AFTER_MS);
  expect(attempts).toBeLessThan(40);
});
