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
  /**
   * `auto` tries the rungs on samples of the source: it leaves out what adds nothing, and gives no rung more bits than it needs
   * for the target below, or 0.97.
   */
  ladder: z.enum(['fixed', 'auto']).default('fixed'),
  segmentSeconds: z.int().min(2).max(10).default(4),
  video: z
    .strictObject({
      /** x264 constant rate factor: lower is better and bigger. */
      crf: z.number().min(10).max(40).default(23),
      preset: z.enum(ENCODER_PRESETS).default('veryfast'),
    })
    .prefault({}),
  /**
   * Mean SSIM every chunk is to reach: those below are encoded again with up to 3 less of a rate factor. Measured only if
   * given, or with `auto`.
   */
  quality: z.strictObject({ targetSsim: z.number().min(0.5).max(0.999) }).optional(),
  /** A DASH manifest over the same segments; there is none of transport streams and of whole encrypted segments. */
  dash: z.boolean().default(true),
  /** Playlists of keyframes alone, which players show while seeking; as for `dash`. */
  iFramePlaylists: z.boolean().default(true),
  /** Fragmented MP4, which all but old players want, or MPEG transport streams with the sound in each. */
  container: z.enum(['cmaf', 'ts']).default('cmaf'),
  /** A file a segment, or one file a rendition of which segments are ranges. */
  layout: z.enum(['segments', 'single-file']).default('segments'),
  /** Whole segments (`aes-128`), or the samples in them for ClearKey (`cenc`, `cbcs`). */
  encryption: z
    .discriminatedUnion('scheme', [
      z.strictObject({
        scheme: z.literal('aes-128'),
        /** After how many segments another key is used; null for one key. */
        segmentsPerKey: z.int().min(1).max(100_000).nullable().default(null),
      }),
      z.strictObject({ scheme: z.literal('cenc') }),
      z.strictObject({ scheme: z.literal('cbcs') }),
    ])
    .nullable()
    .default(null),
  audio: z.strictObject({ bitrateBps: z.int().min(32_000).max(320_000).default(128_000) }).prefault({}),
});
export type HlsOutput = Readonly<z.infer<typeof HlsOutputSchema>>;
