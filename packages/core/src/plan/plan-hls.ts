import { failure } from '../failure/failure.ts';
import { err, ok, type Result } from '../failure/result.ts';
import { cascadeTo, planLadder, type Rung } from '../ladder/plan-ladder.ts';
import { fraction, toNumber } from '../media/fraction.ts';
import type { AudioTrack, Probe, VideoTrack } from '../media/probe.ts';
import type { SourceFacts, VideoIndex } from '../media/source-index.ts';
import type { HlsOutput } from '../recipe/recipe.ts';
import { type Chunk, cutChunks } from './cut-chunks.ts';
import type { Capabilities, PlannedOutput, PlannedStep, SourceRange } from './plan.ts';
import { frameRateOf, planPicture } from './plan-picture.ts';

const REQUIRED_ENCODERS = { video: 'libx264', audio: 'aac' } as const;

/** CPU seconds per encoded pixel with x264 veryfast, measured (shared performance anchors): 26 s for 600 frames of five rungs. */
const SECONDS_PER_PIXEL = 1e-8;
const PRESET_COST: Readonly<Record<HlsOutput['video']['preset'], number>> = {
  ultrafast: 0.5,
  superfast: 0.7,
  veryfast: 1,
  faster: 1.6,
  fast: 2.2,
  medium: 2.8,
  slow: 4.5,
};

/** Video ladder from one decode, sound as one rendition group of exactly the video's length, then playlists. */
export const planHls = (
  output: HlsOutput,
  facts: SourceFacts,
  video: VideoTrack | undefined,
  capabilities: Capabilities,
): Result<PlannedOutput> => {
  const audio = facts.probe.audio.find((track) => track.decodable);
  const missing = [video && REQUIRED_ENCODERS.video, audio && REQUIRED_ENCODERS.audio].find(
    (encoder) => encoder !== undefined && !capabilities.encoders.includes(encoder),
  );
  if (missing) {
    return err(
      failure(
        'ENCODER_MISSING',
        'unsupported',
        `This machine's ffmpeg has no ${missing} encoder, which HLS needs.`,
      ),
    );
  }
  const videoSteps = video && facts.videoIndex ? encodeVideo(output, video, facts.videoIndex) : [];
  const audioSteps = audio ? [encodeAudio(output, facts, video, audio)] : [];
  const steps: readonly PlannedStep[] = [...audioSteps, ...videoSteps];
  return ok({
    steps: [
      ...steps,
      {
        key: 'package-hls',
        kind: 'package-hls',
        params: { language: languageTag(audio) },
        inputs: Object.fromEntries(steps.map((step) => [step.key, { step: step.key }])),
        batch: null,
        lane: 'light',
        work: 0.1,
        publishes: 'hls',
      },
    ],
    notes: notesOn(output, facts.probe, video, audio),
  });
};

/** Files say `eng`, players want the shortest BCP 47 tag (RFC 8216 §4.3.4.1): `en`. Null for what is no language. */
const languageTag = (audio: AudioTrack | undefined): string | null => {
  if (!audio?.language) return null;
  try {
    return Intl.getCanonicalLocales(audio.language)[0] ?? null;
  } catch {
    return null;
  }
};

/** Chunk after chunk in the order people watch, every rung of each from one decode. */
const encodeVideo = (output: HlsOutput, video: VideoTrack, index: VideoIndex): readonly PlannedStep[] => {
  const picture = planPicture(video);
  const { keepOneFrameIn } = picture;
  const { segmentSeconds } = output;
  const sourceRate = frameRateOf(video);
  const source = { ...video, frameRate: sourceRate === null ? null : sourceRate / keepOneFrameIn };
  const rungs = planLadder(source, output.rungs);
  const clock = encoderClock(video, keepOneFrameIn);
  const chunks = cutChunks(index, video, { segmentSeconds, keepOneFrameIn });
  const onFileClock = (seconds: number): number => roundToMicroseconds(video.firstFrameSeconds + seconds);
  return chunks.flatMap((chunk) => {
    const next = chunks[chunk.number];
    const expectedFrames = Math.ceil(chunk.frameCount / keepOneFrameIn);
    const startTicks = clock.startTicks(chunk);
    const name = `video-${String(chunk.number).padStart(4, '0')}`;
    const range: SourceRange = {
      trackIndex: video.index,
      decodeFromSeconds: chunk.decodeFromSeconds === null ? null : onFileClock(chunk.decodeFromSeconds),
      startSeconds: onFileClock(startTicks * toNumber(clock.timeBase)),
      endSeconds: next ? onFileClock(clock.startTicks(next) * toNumber(clock.timeBase)) : null,
    };
    const isAwaited = chunk.number === 1 && next !== undefined;
    return (isAwaited ? smallFirst(rungs) : rungs).map(
      (rung): PlannedStep => ({
        key: `${name}-${rung.name}`,
        kind: 'encode-video',
        params: {
          picture,
          rung,
          cascade: cascadeTo(source, rung),
          segmentSeconds,
          firstSegment: chunk.firstSegment,
          video: output.video,
          timeBase: clock.timeBase,
          startTicks,
          endTicks: next ? clock.startTicks(next) : clock.totalTicks,
          delayTicks: clock.delayTicks,
          expectedFrames,
          isWhole: chunks.length === 1,
        },
        inputs: { source: { part: { content: chunk.content, range } } },
        batch: isAwaited && isSmall(rung) ? `${name}-small` : name,
        lane: 'cpu',
        work:
          0.05 +
          expectedFrames * rung.width * rung.height * SECONDS_PER_PIXEL * PRESET_COST[output.video.preset],
        publishes: null,
      }),
    );
  });
};

/**
 * The first chunk is what somebody waits for: its small rungs take a fraction of the time of the large ones, and are
 * made before them, from a decode of their own.
 */
const smallFirst = (rungs: readonly Rung[]): readonly Rung[] => [
  ...rungs.filter(isSmall),
  ...rungs.filter((rung) => !isSmall(rung)),
];

const SMALL_SHORT_SIDE = 360;
const isSmall = ({ width, height }: Rung): boolean => Math.min(width, height) <= SMALL_SHORT_SIDE;

/** Finer than any camera needs, coarse enough for 32-bit timescales. */
const FINEST_TICKS_PER_SECOND = 1_000_000;

/** x264 with its usual B-frame pyramid. */
const REORDERED_FRAMES = 2;
/** Two frames of twenty a second. */
const VARIABLE_RATE_DELAY_SECONDS = 0.1;

/** One tick a frame for constant rates, which irons out a container's rounding; the source's own clock otherwise. */
const encoderClock = (video: VideoTrack, keepOneFrameIn: number) => {
  const { constantFrameRate, timeBase } = video;
  if (constantFrameRate) {
    return {
      timeBase: fraction(constantFrameRate.den * keepOneFrameIn, constantFrameRate.num),
      startTicks: (chunk: Chunk): number => chunk.startFrame / keepOneFrameIn,
      totalTicks: Math.ceil(video.frameCount / keepOneFrameIn),
      delayTicks: REORDERED_FRAMES,
    };
  }
  const encoderBase = toNumber(timeBase) * FINEST_TICKS_PER_SECOND < 1 ? fraction(1, 90_000) : timeBase;
  const ticksPerTick = toNumber(timeBase) / toNumber(encoderBase);
  return {
    timeBase: encoderBase,
    startTicks: (chunk: Chunk): number => Math.round(chunk.startTicks * ticksPerTick),
    totalTicks: Math.max(1, Math.round(video.shownSeconds / toNumber(encoderBase))),
    delayTicks: Math.max(
      2 * REORDERED_FRAMES,
      Math.round(VARIABLE_RATE_DELAY_SECONDS / toNumber(encoderBase)),
    ),
  };
};

const roundToMicroseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

const encodeAudio = (
  output: HlsOutput,
  { probe, audioDigest }: SourceFacts,
  video: VideoTrack | undefined,
  audio: AudioTrack,
): PlannedStep => {
  const durationSeconds = video?.shownSeconds ?? audio.durationSeconds ?? probe.durationSeconds;
  return {
    key: 'encode-audio',
    kind: 'encode-audio',
    params: { bitrateBps: output.audio.bitrateBps, segmentSeconds: output.segmentSeconds, durationSeconds },
    inputs: {
      source: {
        part: {
          content: [audioDigest ?? ''],
          range: {
            trackIndex: audio.index,
            decodeFromSeconds: null,
            // Subtracted from every timestamp: when the first picture is shown, which becomes zero.
            startSeconds: video?.firstFrameSeconds ?? audio.startSeconds,
            endSeconds: null,
          },
        },
      },
    },
    batch: null,
    lane: 'cpu',
    work: 0.1 + durationSeconds * 0.01,
    publishes: null,
  };
};

const notesOn = (
  output: HlsOutput,
  probe: Probe,
  video: VideoTrack | undefined,
  audio: AudioTrack | undefined,
): readonly string[] => {
  const notes: string[] = [];
  if (!video) notes.push('The file holds sound only, so the stream has no picture.');
  if (!audio) notes.push('The file has no sound.');
  if (probe.audio.length > 1 && audio)
    notes.push(`Of ${probe.audio.length} sound tracks the first usable one is kept.`);
  if (video) {
    const shortSide = Math.min(video.displayWidth, video.displayHeight);
    const dropped = output.rungs.filter((rung) => rung > shortSide);
    if (dropped.length > 0) {
      notes.push(`Left out because the source is smaller: ${dropped.map((rung) => `${rung}p`).join(', ')}.`);
    }
    const keep = planPicture(video).keepOneFrameIn;
    if (keep > 1)
      notes.push(
        `Every ${keep}${keep === 2 ? 'nd' : 'th'} frame is kept, so that no rung is above 60 frames a second.`,
      );
  }
  return notes;
};
