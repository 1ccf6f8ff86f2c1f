import { z } from 'zod';

const Chromaticity = z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) });
/** Candela per square metre. */
const Luminance = z.number().min(0).max(10_000);

/** What a file says of how its high dynamic range is to be shown; what it does not say is null. */
export const HdrMetadataSchema = z.object({
  /** The display it was graded on, in CIE 1931 x and y (SMPTE ST 2086). */
  masteringDisplay: z
    .object({
      red: Chromaticity,
      green: Chromaticity,
      blue: Chromaticity,
      whitePoint: Chromaticity,
      minLuminance: Luminance,
      maxLuminance: Luminance,
    })
    .nullable(),
  /** The brightest pixel of all, and the brightest picture's average (CTA-861.3). */
  contentLight: z
    .object({ maxCll: z.int().min(0).max(65_535), maxFall: z.int().min(0).max(65_535) })
    .nullable(),
});
export type HdrMetadata = Readonly<z.infer<typeof HdrMetadataSchema>>;

/** Pictures in BT.2020 and 10 bits, and which curve their values have: PQ (HDR10) or HLG (ITU-R BT.2100). */
export interface Hdr extends HdrMetadata {
  readonly transfer: 'pq' | 'hlg';
}
