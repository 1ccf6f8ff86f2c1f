import { type EncodeVideoParams, ok } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import type { ChunkRequest } from './chunk-request.ts';
import { reachQuality } from './reach-quality.ts';

const rung = (height: number): EncodeVideoParams => ({
  picture: { deinterlace: false, toneMap: false, isFullRange: false, keepOneFrameIn: 1 },
  rung: { name: `${height}p`, width: (height * 16) / 9, height, maxBitrateBps: null },
  cascade: [],
  segmentSeconds: 4,
  firstSegment: 1,
  encoding: { encoder: 'libx264', crf: 23, preset: 'veryfast', profile: 'high' },
  resample: null,
  timeBase: { num: 1, den: 30 },
  startTicks: 0,
  endTicks: 30,
  delayTicks: 2,
  expectedFrames: 30,
  targetSsim: 0.97,
  isWhole: true,
});
const range = { trackIndex: 0, decodeFromSeconds: null, startSeconds: 0, endSeconds: null };
const crfOf = ({ encoding }: EncodeVideoParams): number => ('crf' in encoding ? encoding.crf : 0);

/** An encoder whose rungs score by a rule; says which rungs it was asked for at which rate factor. */
const encoder = (ssimOf: (name: string, crf: number) => number, segmentBits: number) => {
  const asked: string[][] = [];
  const tools = {
    encode: async (chunk: ChunkRequest) => {
      asked.push(chunk.rungs.map((params) => `${params.rung.name} ${crfOf(params)}`));
      return ok({
        renditions: chunk.rungs.map((params) => ({
          path: `${params.rung.name} ${crfOf(params)}`,
          init: { codec: 'avc1', bytes: new Uint8Array() },
          segments: [
            { header: new Uint8Array(), startByte: 0, endByte: segmentBits / 8, durationSeconds: 4 },
          ],
          sampleCount: 1,
          durationSeconds: 1,
        })),
        warnings: [],
      });
    },
    measure: async (chunk: ChunkRequest) =>
      ok(
        chunk.rungs.map((params) => [
          { atSeconds: 0, ssim: ssimOf(params.rung.name, crfOf(params)), mse: 1, vmaf: null },
        ]),
      ),
  };
  return { asked, tools };
};
const reached = async (
  ssimOf: (name: string, crf: number) => number,
  over: Partial<EncodeVideoParams> = {},
  segmentBits = 0,
) => {
  const { asked, tools } = encoder(ssimOf, segmentBits);
  const rungs = [rung(720), rung(360)].map((params) => ({ ...params, ...over }));
  const made = await reachQuality({ range, rungs }, tools);
  if (!made.ok) throw new Error(made.error.message);
  return { asked, ...made.value };
};

describe('a chunk with a target', () => {
  it('is encoded once where it is good enough', async () => {
    const { asked, qualities } = await reached(() => 0.98);
    expect(asked).toEqual([['720p 23', '360p 23']]);
    expect(qualities).toEqual([
      { ssim: 0.98, crf: 23, encodes: 1, limit: null },
      { ssim: 0.98, crf: 23, encodes: 1, limit: null },
    ]);
  });

  it('has only the rungs below it encoded again, by what they lack', async () => {
    const { asked, renditions, qualities } = await reached((name, crf) =>
      name === '360p' ? 0.98 : 1 - 0.033 * 1.1 ** (crf - 23),
    );
    expect(asked).toEqual([['720p 23', '360p 23'], ['720p 22']]);
    expect(renditions.map(({ path }) => path)).toEqual(['720p 22', '360p 23']);
    expect(qualities?.map(({ encodes }) => encodes)).toEqual([2, 1]);
  });

  it('stays within 3 of its neighbours, after two corrections at the most', async () => {
    const never = await reached(() => 0.5);
    expect(never.asked).toEqual([
      ['720p 23', '360p 23'],
      ['720p 20', '360p 20'],
    ]);
    const slowly = await reached((_, crf) => (crf >= 22 ? 0.969 : 0.9699));
    expect(slowly.asked).toHaveLength(3);
  });

  it('gets no lower a rate factor than it may have', async () => {
    const { asked } = await reached(() => 0.5, { leastCrf: 22 });
    expect(asked).toEqual([
      ['720p 23', '360p 23'],
      ['720p 22', '360p 22'],
    ]);
    expect((await reached(() => 0.5, { leastCrf: 23 })).asked).toHaveLength(1);
  });

  it('that stays below says what keeps it there', async () => {
    const capped = { rung: { ...rung(720).rung, maxBitrateBps: 1_000_000 } };
    const limitsOf = async (ssim: number, over: Partial<EncodeVideoParams>, bits: number) =>
      (await reached(() => ssim, over, bits)).qualities?.map(({ limit }) => limit);
    expect(await limitsOf(0.5, capped, 3_800_000)).toEqual(['bitrate-cap', 'bitrate-cap']);
    expect(await limitsOf(0.5, capped, 2_000_000)).toEqual(['rate-factor', 'rate-factor']);
    expect(await limitsOf(0.5, {}, 3_800_000)).toEqual(['rate-factor', 'rate-factor']);
    expect(await limitsOf(0.98, capped, 3_800_000)).toEqual([null, null]);
  });
});
