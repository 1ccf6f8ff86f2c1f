import type { Rung } from '../ladder/plan-ladder.ts';
import type { Fraction } from '../media/fraction.ts';
import type { EncodeVideoParams, VideoEncoding } from '../steps/encode-video.ts';
import type { PictureParams } from '../steps/picture.ts';
import { encodeWork } from './encode-work.ts';
import { keepsHdr } from './keep-hdr.ts';
import { reorderedFrames, type VideoStep } from './plan-video.ts';

/** What an encode of ours has made needs nothing done to it. */
const AS_IT_IS: PictureParams = {
  deinterlace: false,
  toneMap: false,
  isFullRange: false,
  keepOneFrameIn: 1,
};

/** A high dynamic range that an encode of ours has kept ends where the next one does not keep it. */
export const ofEncode = (
  made: Pick<EncodeVideoParams, 'encoding'>,
  next: VideoEncoding | null,
): PictureParams =>
  keepsHdr(made.encoding) && !(next && keepsHdr(next)) ? { ...AS_IT_IS, toneMap: true } : AS_IT_IS;

/**
 * The same chunks once more in another size, each made of what `above` made of it, with the same pictures at the same times
 * and cut at the same ones. It may not put pictures in another order where `above` does not. `frameRate` is that of all
 * chunks together, null for a single picture.
 */
export const deriveVideo = (
  above: readonly VideoStep[],
  { rung, encoding }: { readonly rung: Rung; readonly encoding: VideoEncoding },
  frameRate: Fraction | null,
): readonly VideoStep[] =>
  above.map((step) => ({
    ...step,
    key: `${step.key.slice(0, -step.params.rung.name.length)}${rung.name}`,
    params: {
      ...step.params,
      picture: ofEncode(step.params, encoding),
      rung,
      cascade: [{ width: rung.width, height: rung.height }],
      encoding,
      resample: null,
      ...(frameRate === null ? {} : { frameRate }),
      delayTicks: reorderedFrames(encoding) === 0 ? 0 : step.params.delayTicks,
    },
    inputs: { source: { step: step.key } },
    batch: null,
    work: encodeWork(step.params.expectedFrames, rung, encoding),
  }));
