import { toNumber } from '@reelmill/core';
import type { ChunkEncode, Clip, MadeRung } from './ladder.ts';

/** The encoder's answer at one bitrate. */
interface Try {
  readonly bytes: number;
  readonly ssim: number;
}

const TRIES = 3;

/**
 * What the fixed ladder takes for the SSIM each of its rungs is to have, in bytes by the rungs' names: every rung at one
 * bitrate for the whole clip, under the same cap. Three bitrates are tried, each chosen by those before it; the bytes lie on
 * the line through the two nearest, of the logarithms of size and of what is lost.
 */
export const bytesByBitrate = async (
  clip: Clip,
  encodes: readonly ChunkEncode[],
  start: readonly MadeRung[],
  goals: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> => {
  const seconds = Math.max(...encodes.map(({ params }) => params.endTicks * toNumber(params.timeBase)));
  const tries = new Map(start.map(({ name }): [string, Try[]] => [name, []]));
  const guess = (name: string): number => {
    const known = tries.get(name) ?? [];
    const from = start.find((rung) => rung.name === name);
    return bytesFor(known.length > 0 || !from ? known : [from], goals.get(name) ?? 1);
  };
  for (let round = 0; round < TRIES; round += 1) {
    const made = await clip.make(
      encodes.map((encode) => atBitrate(encode, (guess(encode.params.rung.name) * 8) / seconds)),
    );
    for (const { name, bytes, ssim } of made) tries.get(name)?.push({ bytes, ssim });
  }
  return new Map([...tries].map(([name, known]) => [name, bytesFor(known, goals.get(name) ?? 1)]));
};

const atBitrate = (encode: ChunkEncode, bitrateBps: number): ChunkEncode => {
  const { encoding } = encode.params;
  if (encoding.encoder !== 'libx264') throw new Error('the fixed ladder is H.264');
  const { encoder, preset, profile } = encoding;
  const rate = { bitrateBps: Math.round(bitrateBps), isCeiling: false };
  return { ...encode, params: { ...encode.params, encoding: { encoder, preset, profile, ...rate } } };
};

/**
 * The same, but for one rate factor a rung, as the fixed ladder has: one is tried, and the bytes lie on the line through it
 * and `start`.
 */
export const bytesByFactor = async (
  clip: Clip,
  encodes: readonly ChunkEncode[],
  start: readonly MadeRung[],
  goals: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> => {
  const goalOf = (name: string): number => goals.get(name) ?? 1;
  const lostMore = (name: string): number =>
    Math.log((1 - goalOf(name)) / (1 - (start.find((rung) => rung.name === name)?.ssim ?? 0)));
  const made = await clip.make(
    encodes.map((encode) => withMoreCrf(encode, lostMore(encode.params.rung.name) / LOSS_PER_CRF)),
  );
  const triesOf = (of: string): readonly Try[] => [...start, ...made].filter(({ name }) => name === of);
  return new Map(start.map(({ name }) => [name, bytesFor(triesOf(name), goalOf(name))]));
};

/** By how much the logarithm of what is lost grows with each step of the rate factor, about. */
const LOSS_PER_CRF = 0.115;

const withMoreCrf = (encode: ChunkEncode, more: number): ChunkEncode => {
  const { encoding } = encode.params;
  if (!('crf' in encoding)) throw new Error('the fixed ladder has rate factors');
  const crf = Math.round((encoding.crf + more) * 10) / 10;
  return { ...encode, params: { ...encode.params, encoding: { ...encoding, crf } } };
};

/** Half of what is lost for twice the bytes, where no two tries say otherwise. */
const LOSS_BY_BYTES = -1;

const bytesFor = (tries: readonly Try[], ssim: number): number => {
  const goal = Math.log(1 - ssim);
  const [near, next] = tries
    .map((one) => ({ bytes: Math.log(one.bytes), lost: Math.log(1 - one.ssim) }))
    .toSorted((a, b) => Math.abs(a.lost - goal) - Math.abs(b.lost - goal));
  if (!near) throw new Error('nothing was tried');
  const slope = next && next.bytes !== near.bytes ? (next.lost - near.lost) / (next.bytes - near.bytes) : 0;
  // Tries beside each other may differ by chance alone.
  return Math.exp(near.bytes + (goal - near.lost) / (slope < -0.3 && slope > -3 ? slope : LOSS_BY_BYTES));
};
