import type { AudioCodec, ContainerName } from '../outputs/convert/containers.ts';
import type { LoudnessTarget } from '../outputs/convert/track-options.ts';

/** One track of sound as a file of its own. */
export interface ConvertAudioParams {
  readonly codec: AudioCodec;
  /** Null for codecs that lose nothing. */
  readonly bitrateBps: number | null;
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Null keeps it as loud as it is. */
  readonly loudness: LoudnessTarget | null;
  /** Where in the whole it begins: from the first picture, or from the first sound where there is none. */
  readonly startSeconds: number;
  /** Exact: silence is added, or sound is cut. */
  readonly durationSeconds: number;
  readonly container: ContainerName;
  readonly fileName: string;
}
