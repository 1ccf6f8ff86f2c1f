import { expect, it } from 'vitest';
import { describeUser, readQuota } from './users.ts';

it('reads limits as people write them, and leaves those to everybody that are not named', () => {
  expect(readQuota({ bytes: '1.5 TB', minutes: 'none' })).toEqual({
    ok: true,
    value: { bytes: 1.5e12, minutes: null },
  });
  expect(readQuota({})).toEqual({ ok: true, value: {} });
  expect(readQuota({ bytes: 'much' })).toMatchObject({ error: { message: expect.stringContaining('50GB') } });
  expect(readQuota({ jobs: '-1' })).toMatchObject({ error: { message: expect.stringContaining('"-1"') } });
});

it('says on one line what somebody has and may have', () => {
  const line = describeUser({
    id: 'ann',
    used: { bytes: 1_500_000, minutes: 12.4, jobs: 1 },
    quota: { bytes: 5e10, minutes: null, jobs: 4 },
    ownQuota: { bytes: 5e10 },
  });
  expect(line).toMatch(/^ann +1\.5 MB of 50(\.0)? GB\* +12 min +1 of 4 jobs$/);
});
