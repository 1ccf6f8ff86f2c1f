import { failure } from '../../failure/failure.ts';
import { err, ok, type Result } from '../../failure/result.ts';
import { scaledSize } from '../../ladder/fit-size.ts';
import { type Fraction, toNumber } from '../../media/fraction.ts';
import type { VideoTrack } from '../../media/probe.ts';
import { hevcProfile } from '../../plan/keep-hdr.ts';
import type { PlanSource } from '../../plan/plan.ts';
import { frameRateOf, planPicture } from '../../plan/plan-picture.ts';
import { planVideo, type VideoStep } from '../../plan/plan-video.ts';
import type { VideoEncoding, VideoRate } from '../../steps/encode-video.ts';
import type { Part } from './choose-part.ts';
import type { ConvertTracks, EncodedVideo } from './convert-output.ts';
import { frameRateFraction } from './frame-rate.ts';
import { bitrateForSize } from './rate-for-size.ts';

/** Keyframes, and the grid chunks are cut on. A segment is held in memory: ProRes has twenty times the bits of others. */
const SEGMENT_SECONDS = 4;
const PRORES_SEGMENT_SECONDS = 2;
/** Beyond any chunk: its first picture is its only keyframe. */
const NO_MORE_KEYFRAMES = 100_000;

/** The pictures that are encoded, chunk by chunk; none where they are copied or left out. */
export const planPictures = (
  output: ConvertTracks,
  part: Part,
  { video, facts }: PlanSource,
): Result<readonly VideoStep[]> => {
  const wanted = output.video;
  if (wanted.codec === 'copy' || wanted.codec === 'none' || !video || !facts.videoIndex) return ok([]);
  const resampleTo = wanted.frameRate === null ? null : frameRateFraction(wanted.frameRate);
  const framesPerSecond = resampleTo ? toNumber(resampleTo) : keptRate(video);
  const rate = rateOf(wanted, output, { durationSeconds: part.durationSeconds, framesPerSecond });
  if (!rate.ok) return rate;
  const segmentSeconds = wanted.codec === 'prores' ? PRORES_SEGMENT_SECONDS : SEGMENT_SECONDS;
  const size = sizeOf(wanted, video);
  return ok(
    planVideo(
      {
        keyPrefix: `${output.name}-`,
        segmentSeconds,
        resampleTo,
        rungs: [
          {
            rung: { name: `${Math.min(size.width, size.height)}p`, ...size, maxBitrateBps: null },
            encoding: encodingOf(
              wanted,
              rate.value,
              video,
              keyframeDistance(video, resampleTo, segmentSeconds),
            ),
          },
        ],
      },
      video,
      facts.videoIndex,
      part.isTrimmed ? part : null,
    ),
  );
};

const keptRate = (video: VideoTrack): number => (frameRateOf(video) ?? 1) / planPicture(video).keepOneFrameIn;

const sizeOf = ({ maxWidth, maxHeight, maxShortSide }: EncodedVideo, video: VideoTrack) => {
  const { displayWidth, displayHeight } = video;
  const within = (bound: number | null, side: number): number => (bound === null ? 1 : bound / side);
  return scaledSize(
    video,
    Math.min(
      1,
      within(maxWidth, displayWidth),
      within(maxHeight, displayHeight),
      within(maxShortSide, Math.min(displayWidth, displayHeight)),
    ),
  );
};

/** ProRes has no rate: its profile decides. */
const rateOf = (
  wanted: EncodedVideo,
  output: ConvertTracks,
  length: { readonly durationSeconds: number; readonly framesPerSecond: number },
): Result<VideoRate | null> => {
  if (wanted.codec === 'prores') return ok(null);
  const { quality } = wanted;
  if ('crf' in quality) return ok(quality);
  if ('bitrateBps' in quality) return ok({ bitrateBps: quality.bitrateBps, isCeiling: false });
  const bitrateBps = bitrateForSize(quality.targetSizeBytes, output.audio, length);
  if (bitrateBps.lacksBytes > 0)
    return err(
      failure(
        'TARGET_SIZE_TOO_SMALL',
        'unsupported',
        `${quality.targetSizeBytes} bytes are too few for ${length.durationSeconds.toFixed(1)} s of picture and sound; at least ${quality.targetSizeBytes + bitrateBps.lacksBytes} are needed.`,
      ),
    );
  return ok({ bitrateBps: bitrateBps.value, isCeiling: true });
};

const encodingOf = (
  wanted: EncodedVideo,
  rate: VideoRate | null,
  video: VideoTrack,
  keyframeDistance: number,
): VideoEncoding => {
  if (wanted.codec === 'prores' || rate === null)
    return { encoder: 'prores_ks', profile: 'profile' in wanted ? wanted.profile : 'standard' };
  const { preset } = wanted;
  switch (wanted.codec) {
    case 'h264':
      return { encoder: 'libx264', ...rate, preset, profile: 'high' };
    case 'hevc':
      return { encoder: 'libx265', ...rate, preset, ...hevcProfile(wanted.hdr, video) };
    case 'vp9':
      return { encoder: 'libvpx-vp9', ...rate, preset };
    case 'av1':
      return { encoder: 'libsvtav1', ...rate, preset, keyframeDistance };
  }
};

/** Never more often than there are segments, whose files are numbered. */
const keyframeDistance = (video: VideoTrack, resampleTo: Fraction | null, segmentSeconds: number): number =>
  resampleTo || video.constantFrameRate
    ? Math.ceil((resampleTo ? toNumber(resampleTo) : keptRate(video)) * segmentSeconds)
    : NO_MORE_KEYFRAMES;
