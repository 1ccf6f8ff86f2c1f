import { err, ok, type Result } from '../../failure/result.ts';
import { scaledSize } from '../../ladder/fit-size.ts';
import { bytesOfJumps } from '../../plan/bytes-of-range.ts';
import type { PlannedOutput, PlanSource } from '../../plan/plan.ts';
import { planPicture } from '../../plan/plan-picture.ts';
import { requireEncoders } from '../../plan/require-encoders.ts';
import { impossible, type Part } from './choose-part.ts';
import { CONTAINERS } from './containers.ts';
import type { ConvertOutput } from './convert-output.ts';
import { ANIMATION_ENCODERS } from './encoders.ts';
import { frameRateFraction } from './frame-rate.ts';
import { MAX_ANIMATION_SECONDS } from './track-options.ts';

/** CPU seconds for a million pixels, palette and all, measured. */
const SECONDS_PER_MEGAPIXEL = { gif: 0.08, webp: 0.3 };

/** A GIF or an animated WebP; its first minute where more was asked for. */
export const planAnimation = (
  output: Extract<ConvertOutput, { container: 'gif' | 'webp' }>,
  part: Part,
  source: PlanSource,
): Result<PlannedOutput> => {
  const { container, name } = output;
  const { label, extension } = CONTAINERS[container];
  const { video, facts } = source;
  if (!video)
    return err(impossible(`The file has no moving pictures, so there is no ${label} to make of it.`));
  const able = requireEncoders(ANIMATION_ENCODERS[container], source.capabilities, label);
  if (!able.ok) return able;
  const { maxWidth, maxHeight, frameRate, plays } = output.video;
  const size = scaledSize(video, Math.min(maxWidth / video.displayWidth, maxHeight / video.displayHeight));
  const durationSeconds = Math.min(part.durationSeconds, MAX_ANIMATION_SECONDS);
  const bytes = facts.videoIndex && bytesOfJumps(facts.videoIndex, [part.startSeconds], durationSeconds);
  const megapixels = (durationSeconds * frameRate * size.width * size.height) / 1e6;
  return ok({
    steps: [
      {
        key: name,
        kind: 'animate',
        params: {
          container,
          fileName: `${name}.${extension}`,
          // Rates are chosen from all pictures.
          picture: { ...planPicture(video), keepOneFrameIn: 1 },
          ...size,
          frameRate: frameRateFraction(frameRate),
          plays,
          startSeconds: part.startSeconds,
          durationSeconds,
        },
        inputs: {
          source: {
            part: {
              content: contentOf(source),
              range: {
                trackIndex: video.index,
                decodeFromSeconds: null,
                startSeconds: video.firstFrameSeconds,
                endSeconds: null,
                ...(bytes ? { bytes } : {}),
              },
            },
          },
        },
        batch: null,
        lane: 'cpu',
        work: 0.2 + megapixels * SECONDS_PER_MEGAPIXEL[container],
        publishes: { kind: 'convert', name },
      },
    ],
    notes:
      part.durationSeconds > MAX_ANIMATION_SECONDS && facts.videoIndex
        ? [`"${name}" ends after ${MAX_ANIMATION_SECONDS} s: longer animations are larger than the video.`]
        : [],
  });
};

/** All of it: an animation is quick to make again. */
const contentOf = ({ facts: { videoIndex } }: PlanSource): readonly string[] =>
  videoIndex ? [videoIndex.setup, ...videoIndex.digests] : [];
