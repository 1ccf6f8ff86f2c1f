import { toNumber } from '../media/fraction.ts';
import type { StillFormat } from '../steps/still.ts';
import { ofEncode } from './derive-video.ts';
import type { PlannedStep, Publication } from './plan.ts';
import { STILL_WORK } from './plan-still.ts';
import type { VideoStep } from './plan-video.ts';

/**
 * A still of what was encoded of a video, at a time or in the middle of anything shorter: made of the chunk that shows it,
 * as soon as that is there. `chunks` of one rung, in their order.
 */
export const stillOfChunks = (
  wish: { readonly atSeconds: number; readonly maxWidth: number; readonly format: StillFormat },
  publishes: Publication,
  chunks: readonly VideoStep[],
): PlannedStep => {
  const [first] = chunks;
  if (!first) throw new Error('a still was planned of no chunks');
  const { rung, timeBase, endTicks } = (chunks.at(-1) ?? first).params;
  const lengthSeconds = endTicks * toNumber(timeBase);
  const atSeconds = wish.atSeconds < lengthSeconds ? wish.atSeconds : lengthSeconds / 2;
  const startOf = ({ params }: VideoStep): number => params.startTicks * toNumber(timeBase);
  const chunk = chunks.findLast((candidate) => startOf(candidate) <= atSeconds) ?? first;
  const scale = Math.min(1, wish.maxWidth / rung.width);
  return {
    key: publishes.name,
    kind: 'still',
    params: {
      trackIndex: 0,
      firstFrameSeconds: roundToMicroseconds(0 - startOf(chunk)),
      atSeconds: [roundToMicroseconds(atSeconds)],
      keep: 'each',
      format: wish.format,
      width: Math.max(1, Math.round(rung.width * scale)),
      height: Math.max(1, Math.round(rung.height * scale)),
      picture: ofEncode(chunk.params, null),
    },
    inputs: { source: { step: chunk.key } },
    batch: null,
    lane: 'light',
    work: STILL_WORK,
    publishes,
  };
};

const roundToMicroseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;
