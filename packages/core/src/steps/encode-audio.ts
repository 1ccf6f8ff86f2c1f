import { z } from 'zod';
import { SegmentRunSchema } from './segment-run.ts';

export interface EncodeAudioParams {
  /** Names the rendition, and the folder of its files. */
  readonly name: string;
  /** How the channels become two. */
  readonly downmix: Downmix;
  readonly bitrateBps: number;
  readonly segmentSeconds: number;
  /** Exact length: silence is added or sound is cut to match the video. */
  readonly durationSeconds: number;
}

/**
 * `none`: there are two. `mono`: one, heard from both sides as loud as it is. `surround`: by ITU-R BS.775, with what is then
 * too loud held back. `first-pair`: channels nobody knows the places of.
 */
export type Downmix = 'none' | 'mono' | 'surround' | 'first-pair';

export const AudioFactsSchema = z.object({ name: z.string(), channels: z.int(), run: SegmentRunSchema });
export type AudioFacts = Readonly<z.infer<typeof AudioFactsSchema>>;
