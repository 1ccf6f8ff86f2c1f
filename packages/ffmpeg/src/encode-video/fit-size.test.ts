import type { EncodeVideoParams } from '@reelmill/core';
import { err, failure, ok } from '@reelmill/core';
import { expect, it } from 'vitest';
import type { ChunkRequest } from './chunk-request.ts';
import { fitSize } from './fit-size.ts';

/** Two seconds that may have 100 000 bytes. */
const chunk = (isCeiling: boolean): ChunkRequest => ({
  range: { trackIndex: 0, decodeFromSeconds: null, startSeconds: 0, endSeconds: null },
  rungs: [
    {
      encoding: { encoder: 'libx264', bitrateBps: 400_000, isCeiling, preset: 'fast', profile: 'high' },
      ...{ startTicks: 0, endTicks: 60, timeBase: { num: 1, den: 30 } },
    } as EncodeVideoParams,
  ],
});

/** An encoder that gives so many times what it is asked for. */
const encoder = (excess: number) => {
  const asked: number[] = [];
  const encode = async ({ rungs }: ChunkRequest) => {
    const [params] = rungs;
    const bitrateBps = params && 'bitrateBps' in params.encoding ? params.encoding.bitrateBps : 0;
    asked.push(bitrateBps);
    const endByte = Math.round((bitrateBps / 8) * 2 * excess);
    const file = { segments: [{ header: new Uint8Array(), startByte: 0, endByte, durationSeconds: 2 }] };
    return ok({ renditions: [file as never] });
  };
  return { asked, encode };
};

it('encodes once what is below its ceiling and near it', async () => {
  const { asked, encode } = encoder(0.95);
  expect((await fitSize(chunk(true), encode)).ok).toBe(true);
  expect(asked.length).toBe(1);
});

it('encodes again, at a corrected rate, what is above', async () => {
  const { asked, encode } = encoder(1.3);
  expect((await fitSize(chunk(true), encode)).ok).toBe(true);
  expect(asked.length).toBe(2);
  expect(asked[1]).toBeLessThan(400_000 / 1.3);
});

it('encodes once more what is far below', async () => {
  const { asked, encode } = encoder(0.5);
  expect((await fitSize(chunk(true), encode)).ok).toBe(true);
  expect(asked[1]).toBeGreaterThan(700_000);
});

it('gives up with a sentence where nothing helps', async () => {
  let encodes = 0;
  const stubborn = async () => {
    encodes += 1;
    const segments = [{ header: new Uint8Array(), startByte: 0, endByte: 200_000, durationSeconds: 2 }];
    return ok({ renditions: [{ segments } as never] });
  };
  expect(await fitSize(chunk(true), stubborn)).toMatchObject({
    ok: false,
    error: { code: 'TARGET_SIZE_TOO_SMALL' },
  });
  expect(encodes).toBe(4);
});

it('leaves an average rate alone, and hands on what failed', async () => {
  const { asked, encode } = encoder(3);
  expect((await fitSize(chunk(false), encode)).ok).toBe(true);
  expect(asked.length).toBe(1);
  const broken = failure('FFMPEG_FAILED', 'transient', 'broken');
  expect(await fitSize(chunk(true), async () => err(broken))).toEqual(err(broken));
});
