import type { PlannedOutput, PlanSource } from '../../plan/plan.ts';
import { planPicture } from '../../plan/plan-picture.ts';
import type { PosterOutput } from './poster-output.ts';

const STILL: { readonly batch: null; readonly lane: 'light'; readonly work: number } = {
  batch: null,
  lane: 'light',
  work: 0.4,
};

/** A still at the wanted time, or at the midpoint of anything shorter; cover art where there is no picture track. */
export const planPoster = (output: PosterOutput, source: PlanSource): PlannedOutput => {
  const { video } = source;
  if (!video) return planCover(output, source);
  const offset = video.shownSeconds > output.atSeconds ? output.atSeconds : video.shownSeconds / 2;
  const scale = Math.min(1, output.maxWidth / video.displayWidth);
  return {
    steps: [
      {
        key: output.name,
        kind: 'poster',
        params: {
          trackIndex: video.index,
          atSeconds: roundToMicroseconds(video.firstFrameSeconds + offset),
          width: Math.max(1, Math.round(video.displayWidth * scale)),
          height: Math.max(1, Math.round(video.displayHeight * scale)),
          picture: { ...planPicture(video), keepOneFrameIn: 1 },
        },
        inputs: { source: 'source' },
        ...STILL,
        publishes: { kind: 'poster', name: output.name },
      },
    ],
    notes: [],
  };
};

const planCover = (output: PosterOutput, { facts: { probe } }: PlanSource): PlannedOutput => {
  if (probe.coverTrackIndex === null) {
    return { steps: [], notes: ['There is no poster: the file holds sound only and no cover picture.'] };
  }
  return {
    steps: [
      {
        key: output.name,
        kind: 'poster',
        params: {
          trackIndex: probe.coverTrackIndex,
          atSeconds: null,
          width: output.maxWidth,
          height: output.maxWidth,
          picture: {
            deinterlace: false,
            toneMap: false,
            isFullRange: false,
            keepOneFrameIn: 1,
          },
        },
        inputs: { source: 'source' },
        ...STILL,
        publishes: { kind: 'poster', name: output.name },
      },
    ],
    notes: ['The poster is the cover picture of the file.'],
  };
};

const roundToMicroseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;
