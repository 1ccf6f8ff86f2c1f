import { failure } from '../failure/failure.ts';
import { err, ok, type Result } from '../failure/result.ts';
import { planLadder, type Rung } from '../ladder/plan-ladder.ts';
import { type Fraction, fraction, toNumber } from '../media/fraction.ts';
import type { AudioTrack, Probe, VideoTrack } from '../media/probe.ts';
import type { HlsOutput } from '../recipe/recipe.ts';
import type { Capabilities, PlannedOutput, PlannedStep } from './plan.ts';
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
  probe: Probe,
  video: VideoTrack | undefined,
  capabilities: Capabilities,
): Result<PlannedOutput> => {
  const audio = probe.audio.find((track) => track.decodable);
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
  const steps: PlannedStep[] = [];
  if (video) steps.push(encodeVideo(output, video));
  if (audio) steps.push(encodeAudio(output, probe, video, audio));
  const inputs = Object.fromEntries(
    steps.map((step) => [step.kind === 'encode-video' ? 'video' : 'audio', { step: step.key }]),
  );
  return ok({
    steps: [
      ...steps,
      {
        key: 'package-hls',
        kind: 'package-hls',
        params: { language: languageTag(audio) },
        inputs,
        lane: 'light',
        work: 0.1,
        publishes: 'hls',
      },
    ],
    notes: notesOn(output, probe, video, audio),
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

const encodeVideo = (output: HlsOutput, video: VideoTrack): PlannedStep => {
  const picture = planPicture(video);
  const sourceRate = frameRateOf(video);
  const rungs = planLadder(
    { ...video, frameRate: sourceRate === null ? null : sourceRate / picture.keepOneFrameIn },
    output.rungs,
  );
  const expectedFrames = Math.ceil(video.frameCount / picture.keepOneFrameIn);
  return {
    key: 'encode-video',
    kind: 'encode-video',
    params: {
      trackIndex: video.index,
      picture,
      rungs,
      segmentSeconds: output.segmentSeconds,
      video: output.video,
      timeBase: encoderTimeBase(video, picture.keepOneFrameIn),
      // Room for a probe that counted short, yet an end to output that never stops.
      maxFrames: Math.ceil(expectedFrames * 1.02) + 60,
      expectedFrames,
      durationSeconds: video.shownSeconds,
    },
    inputs: { source: 'source' },
    lane: 'cpu',
    work: 0.2 + expectedFrames * pixels(rungs) * SECONDS_PER_PIXEL * PRESET_COST[output.video.preset],
    publishes: null,
  };
};

const pixels = (rungs: readonly Rung[]): number =>
  rungs.reduce((sum, rung) => sum + rung.width * rung.height, 0);

/** Finer than any camera needs, coarse enough for 32-bit timescales. */
const FINEST_TICKS_PER_SECOND = 1_000_000;

/** One tick a frame for constant rates, which irons out a container's rounding; the source's own clock otherwise. */
const encoderTimeBase = (video: VideoTrack, keepOneFrameIn: number): Fraction => {
  if (video.constantFrameRate)
    return fraction(video.constantFrameRate.den * keepOneFrameIn, video.constantFrameRate.num);
  return toNumber(video.timeBase) * FINEST_TICKS_PER_SECOND < 1 ? fraction(1, 90_000) : video.timeBase;
};

const encodeAudio = (
  output: HlsOutput,
  probe: Probe,
  video: VideoTrack | undefined,
  audio: AudioTrack,
): PlannedStep => {
  const durationSeconds = video?.shownSeconds ?? audio.durationSeconds ?? probe.durationSeconds;
  return {
    key: 'encode-audio',
    kind: 'encode-audio',
    params: {
      trackIndex: audio.index,
      bitrateBps: output.audio.bitrateBps,
      segmentSeconds: output.segmentSeconds,
      startSeconds: video?.firstFrameSeconds ?? audio.startSeconds,
      durationSeconds,
    },
    inputs: { source: 'source' },
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
