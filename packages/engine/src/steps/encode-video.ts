import { ok, type VideoFacts } from '@reelmill/core';
import { encodeVideo as runEncode } from '@reelmill/ffmpeg';
import type { ArtifactEntry } from '../ports/index.ts';
import { segmentFragments } from './segment-fragments.ts';
import { sourcePath } from './step-inputs.ts';
import type { StepKind } from './step-kind.ts';

/** Every rung of the ladder from one decode, cut into CMAF segments at the same times in each. */
export const encodeVideo: StepKind<'encode-video'> = {
  kind: 'encode-video',
  version: 1,
  usesToolchain: true,
  run: async ({ params, inputs, toolchain, signal, workFolder, keep, onProgress }) => {
    const encoded = await runEncode(toolchain, {
      inputPath: sourcePath(inputs),
      outputFolder: workFolder,
      params,
      signal,
      onProgress: (progress) => onProgress(progress.frames / Math.max(1, params.expectedFrames)),
    });
    if (!encoded.ok) return encoded;
    const entries: ArtifactEntry[] = [];
    const renditions: VideoFacts['renditions'] = [];
    for (const { rung, path, file } of encoded.value.renditions) {
      const segmented = await segmentFragments(path, file, rung.name, 'video/mp4', keep);
      entries.push(...segmented.entries);
      renditions.push({
        name: rung.name,
        width: rung.width,
        height: rung.height,
        track: segmented.track,
      });
    }
    const { frames, durationSeconds } = encoded.value;
    const facts: VideoFacts = {
      frameRate: frames > 1 && durationSeconds > 0 ? frames / durationSeconds : null,
      renditions,
    };
    return ok({ entries, facts, warnings: encoded.value.warnings });
  },
};
