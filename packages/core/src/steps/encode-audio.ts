import { z } from 'zod';
import { SegmentRunSchema } from './segment-run.ts';

export interface EncodeAudioParams {
  readonly bitrateBps: number;
  readonly segmentSeconds: number;
  /** Exact length: silence is added or sound is cut to match the video. */
  readonly durationSeconds: number;
}

export const AudioFactsSchema = z.object({ channels: z.int(), run: SegmentRunSchema });
export type AudioFacts = Readonly<z.infer<typeof AudioFactsSchema>>;
