import { z } from 'zod';

/** How much of the whole sphere's picture is missing at a side, as a share of its height or width. */
const Missing = z.number().min(0).max(1);

/** Pictures that surround the viewer, and how to look at them (Spherical Video V2 of Google, which players know). */
export const SphericalSchema = z.object({
  projection: z.enum(['equirectangular', 'cubemap']),
  /** Where the pictures of the two eyes lie in the picture; the left eye's first. */
  stereoMode: z.enum(['mono', 'top-bottom', 'left-right']),
  /** How the whole is turned before it is looked at. */
  yawDegrees: z.number().min(-180).max(180),
  pitchDegrees: z.number().min(-90).max(90),
  rollDegrees: z.number().min(-180).max(180),
  /** All 0 for the whole sphere, and for a cube. */
  missing: z.object({ top: Missing, bottom: Missing, left: Missing, right: Missing }),
  /** Around every face of a cube, as a share of the picture's width. */
  padding: Missing,
});
export type Spherical = Readonly<z.infer<typeof SphericalSchema>>;
