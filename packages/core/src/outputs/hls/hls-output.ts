import { z } from 'zod';
import { RUNG_SHORT_SIDES } from '../../ladder/plan-ladder.ts';
import { ENCODER_PRESETS } from '../../steps/encode-video.ts';
import { outputName } from '../output-name.ts';

/** An adaptive stream: HLS over CMAF segments. */
export const HlsOutputSchema = z.strictObject({
  kind: z.literal('hls'),
  name: outputName('hls'),
  /** Short sides wanted, in pixels. Rungs above the source are dropped, never upscaled. */
  rungs: z
    .array(z.literal([...RUNG_SHORT_SIDES]))
    .min(1)
    .default([...RUNG_SHORT_SIDES]),
  segmentSeconds: z.int().min(2).max(10).default(4),
  video: z
    .strictObject({
      /** x264 constant rate factor: lower is better and bigger. */
      crf: z.number().min(10).max(40).default(23),
      preset: z.enum(ENCODER_PRESETS).default('veryfast'),
    })
    .prefault({}),
  /** A DASH manifest over the same segments; there is none of transport streams and of whole encrypted segments. */
  dash: z.boolean().default(true),
  /** Playlists of keyframes alone, which players show while seeking; as for `dash`. */
  iFramePlaylists: z.boolean().default(true),
  audio: z.strictObject({ bitrateBps: z.int().min(32_000).max(320_000).default(128_000) }).prefault({}),
});
export type HlsOutput = Readonly<z.infer<typeof HlsOutputSchema>>;
