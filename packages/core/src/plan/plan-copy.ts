import type { Mp4Layout } from '../steps/mux-mp4.ts';
import { ofBlob } from './of-blob.ts';
import type { PlannedStep, PlanSource, Publication } from './plan.ts';

/** A file that stands in place of an output, its tracks as they are. `original` is what the output would be made from. */
export const planCopy = (
  wish: { readonly layout: Mp4Layout; readonly publishes: Publication },
  { facts: { probe }, video, blob }: PlanSource,
  original: PlanSource,
): PlannedStep => {
  if (!video || blob === undefined) throw new Error('only a file with pictures stands in place of an output');
  const step: PlannedStep = {
    key: `${wish.publishes.name}-copy`,
    kind: 'copy-mp4',
    params: {
      layout: wish.layout,
      sourceSizeBytes: original.facts.probe.sizeBytes,
      videoTrackIndex: video.index,
      videoCodec: video.codec,
      audioTrackIndex: probe.audio[0]?.index ?? null,
      startSeconds: video.firstFrameSeconds,
      durationSeconds: video.shownSeconds,
      width: video.displayWidth,
      height: video.displayHeight,
      frameCount: video.frameCount,
    },
    inputs: { source: 'source' },
    batch: null,
    lane: 'io',
    work: 0.4 + video.shownSeconds * 0.004,
    publishes: wish.publishes,
  };
  return ofBlob(step, blob);
};
