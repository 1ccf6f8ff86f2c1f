import type { AudioTrack, Probe, TextTrack, VideoTrack } from '../media/probe.ts';
import type { SourceFacts } from '../media/source-index.ts';

/** Probes for tests: what ffprobe says of an ordinary clip, with the differences a case is about. */

export const videoTrack = (overrides: Partial<VideoTrack> = {}): VideoTrack => ({
  index: 0,
  codec: 'h264',
  profile: 'High',
  language: null,
  title: null,
  isDefault: true,
  startSeconds: 0,
  durationSeconds: 10,
  bitrateBps: 5_000_000,
  decodable: true,
  codedWidth: 1920,
  codedHeight: 1080,
  displayWidth: 1920,
  displayHeight: 1080,
  rotationDegrees: 0,
  sampleAspectRatio: { num: 1, den: 1 },
  pixelFormat: 'yuv420p',
  bitDepth: 8,
  averageFrameRate: { num: 30, den: 1 },
  constantFrameRate: { num: 30, den: 1 },
  timeBase: { num: 1, den: 15_360 },
  frameCount: 300,
  firstFrameSeconds: 0,
  shownSeconds: 10,
  longestKeyframeGapSeconds: 2,
  interlaced: 'progressive',
  colorRange: 'tv',
  colorSpace: 'bt709',
  colorPrimaries: 'bt709',
  colorTransfer: 'bt709',
  dynamicRange: 'sdr',
  hasAlpha: false,
  projection: 'flat',
  ...overrides,
});

export const audioTrack = (overrides: Partial<AudioTrack> = {}): AudioTrack => ({
  index: 1,
  codec: 'aac',
  profile: 'LC',
  language: 'eng',
  title: null,
  isDefault: true,
  startSeconds: 0,
  durationSeconds: 10,
  bitrateBps: 128_000,
  decodable: true,
  channels: 2,
  channelLayout: 'stereo',
  sampleRateHz: 48_000,
  ...overrides,
});

export const textTrack = (overrides: Partial<TextTrack> = {}): TextTrack => ({
  index: 2,
  codec: 'subrip',
  profile: null,
  language: 'eng',
  title: null,
  isDefault: false,
  startSeconds: 0,
  durationSeconds: null,
  bitrateBps: null,
  decodable: true,
  isForced: false,
  ...overrides,
});

export const probeOf = (overrides: Partial<Probe> = {}): Probe => ({
  container: 'mov,mp4,m4a,3gp,3g2,mj2',
  sizeBytes: 6_000_000,
  durationSeconds: 10,
  startSeconds: 0,
  bitrateBps: 5_000_000,
  video: [videoTrack()],
  audio: [audioTrack()],
  text: [],
  coverTrackIndex: null,
  chapters: [],
  warnings: [],
  ...overrides,
});

/** What a probe step finds in a file of a constant rate with a keyframe every two seconds. */
export const factsOf = (probe: Probe = probeOf()): SourceFacts => {
  const [track] = probe.video;
  const seconds = Math.max(1, Math.ceil(track?.shownSeconds ?? 0));
  const every = <T>(value: (second: number) => T): T[] =>
    Array.from({ length: seconds }, (_, second) => value(second));
  const frames = track?.frameCount ?? 0;
  const lastKeyframe = (second: number): number => Math.floor(second / 2) * 2;
  return {
    probe,
    videoIndex: track
      ? {
          isSeekable: true,
          setup: 'setup',
          framesBefore: [...every((second) => Math.ceil((second * frames) / track.shownSeconds)), frames],
          firstTicks: [...every((second) => second * 15_360), seconds * 15_360],
          keyframeSeconds: every(lastKeyframe),
          neededFrom: every(lastKeyframe),
          digests: every((second) => `second ${second}`),
        }
      : null,
    trackDigests: Object.fromEntries([
      ...probe.audio.map(({ index }, number) => [index, number === 0 ? 'sound' : `sound ${number + 1}`]),
      ...probe.text.map(({ index }, number) => [index, `text ${number + 1}`]),
    ]),
  };
};
