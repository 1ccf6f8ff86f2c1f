import { failure } from '../../failure/failure.ts';
import { err, ok, type Result } from '../../failure/result.ts';
import { fraction } from '../../media/fraction.ts';
import { pictureFormatOf } from '../../media/picture-file.ts';
import type { VideoTrack } from '../../media/probe.ts';
import type { PlannedOutput, PlanSource } from '../../plan/plan.ts';
import { planPicture } from '../../plan/plan-picture.ts';
import { slugOf } from '../../slug/slug.ts';
import type { FrameBundleMetadata } from '../../steps/frames.ts';
import { acceptFramesStep } from './accept-frames.ts';
import type { FramesOutput } from './frames-output.ts';

/** Their names have six digits. */
const MOST_FRAMES = 999_999;
/** Some hours of a small display, some minutes of a large one. */
const MOST_BYTES = 16 * 2 ** 30;
const BYTES_PER_PIXEL = 2;

/** A source of a strange shape is not enlarged to more than this many times the display. */
const MOST_OVERSIZE = 16;

/** All pictures in one step: raw frames cost so little that chunks of them would gain nothing. */
export const planFrames = (output: FramesOutput, source: PlanSource): Result<PlannedOutput> => {
  const { video } = source;
  const replacement = source.replacements.get(output.name);
  if (replacement) {
    const step = acceptFramesStep(output.name, replacement);
    return ok({ steps: [step], notes: [`Put in place by hand: ${output.name}.`] });
  }
  if (!video) return ok({ steps: [], notes: ['There are no frames: the file holds sound only.'] });
  const pictureFormat = pictureFormatOf(source.facts.probe);
  const isStill = pictureFormat !== null && video.frameCount <= 1;
  const expectedFrames = isStill ? 1 : Math.max(1, Math.round(video.shownSeconds * output.frameRate));
  const frames = expectedFrames * (isStill ? output.stillFrames : 1);
  const bytes = frames * output.width * output.height * BYTES_PER_PIXEL;
  if (frames > MOST_FRAMES || bytes > MOST_BYTES) return err(tooLarge(frames, bytes));
  return ok({
    steps: [
      {
        key: output.name,
        kind: 'frames',
        params: {
          trackIndex: video.index,
          pictureFormat,
          picture: { ...planPicture(video), keepOneFrameIn: 1 },
          frameRate: isStill ? null : fraction(output.frameRate * 4, 4),
          expectedFrames,
          repeat: isStill ? output.stillFrames : 1,
          width: output.width,
          height: output.height,
          scaled: scaledSize(output, video),
          fit: output.fit,
          dithering: output.dithering,
          metadata: {
            slug: slugOf(source.fileName),
            original_filename: source.fileName,
            type: typeOf(pictureFormat),
            format: 'rgb565',
            fps: output.frameRate,
          },
        },
        inputs: { source: 'source' },
        batch: null,
        lane: 'cpu',
        work: 0.3 + (video.frameCount * video.codedWidth * video.codedHeight) / 2e8 + bytes / 2e8,
        publishes: { kind: 'frames', name: output.name },
      },
    ],
    notes: [],
  });
};

const typeOf = (format: ReturnType<typeof pictureFormatOf>): FrameBundleMetadata['type'] => {
  if (format === null) return 'video';
  return format === 'gif' ? 'gif' : 'image';
};

/** As ffmpeg's scale filter rounds `force_original_aspect_ratio`, but of the shape that is shown. */
const scaledSize = ({ fit, width, height }: FramesOutput, { displayWidth, displayHeight }: VideoTrack) => {
  const wide = Math.max(1, Math.round((height * displayWidth) / displayHeight));
  const high = Math.max(1, Math.round((width * displayHeight) / displayWidth));
  switch (fit) {
    case 'stretch':
      return { width, height };
    case 'contain':
      return { width: Math.min(width, wide), height: Math.min(height, high) };
    case 'cover':
      return {
        width: Math.min(width * MOST_OVERSIZE, Math.max(width, wide)),
        height: Math.min(height * MOST_OVERSIZE, Math.max(height, high)),
      };
  }
};

const tooLarge = (frames: number, bytes: number) =>
  failure(
    'TOO_LONG',
    'limit-exceeded',
    `The bundle would hold ${frames} frames in ${Math.ceil(bytes / 2 ** 30)} GiB; at most ${MOST_FRAMES} frames in ${MOST_BYTES / 2 ** 30} GiB are made. Ask for fewer a second, or smaller ones.`,
    { frames, bytes },
  );
