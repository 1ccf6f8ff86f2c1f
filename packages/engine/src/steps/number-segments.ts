import type { SegmentRun } from '@reelmill/core';
import type { ArtifactEntry } from '../ports/index.ts';
import type { JoinedChunks } from './join-chunks.ts';

/**
 * Numbers segments without a hole. Chunks number theirs by the grid of segment lengths, so that each can be made alone;
 * a source whose pictures are further apart than a segment is long leaves some numbers out, and DASH counts.
 */
export const numberSegments = (joined: JoinedChunks): JoinedChunks => {
  const names = new Map<string, string>();
  const numbered = <F extends { readonly run: SegmentRun }>(facts: F): F => ({
    ...facts,
    run: {
      ...facts.run,
      segments: facts.run.segments.map((segment, index) => {
        const path = segment.path.replace(/\d+(?=\.\w+$)/, String(index + 1).padStart(5, '0'));
        names.set(segment.path, path);
        return { ...segment, path };
      }),
    },
  });
  const { video, audio, entries } = joined;
  return {
    ...joined,
    video: video.map(numbered),
    audio: audio.map(numbered),
    entries: entries.map((entry): ArtifactEntry => ({ ...entry, path: names.get(entry.path) ?? entry.path })),
  };
};
