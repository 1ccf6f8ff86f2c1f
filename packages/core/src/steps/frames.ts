import { z } from 'zod';
import type { Fraction } from '../media/fraction.ts';
import type { PictureFormat } from '../media/picture-file.ts';
import { DITHERINGS, FRAME_FITS } from '../outputs/frames/frames-output.ts';
import type { PictureParams } from './picture.ts';

export interface FramesParams {
  /** Stream index of the pictures. */
  readonly trackIndex: number;
  /** Set where the source is a picture itself. */
  readonly pictureFormat: PictureFormat | null;
  readonly picture: PictureParams;
  /** Null for a single picture. */
  readonly frameRate: Fraction | null;
  /** As the probe counts; a damaged source gives fewer. */
  readonly expectedFrames: number;
  /** How often each picture stands in the bundle: more than once for a still picture alone. */
  readonly repeat: number;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** What a picture is scaled to before it is cropped or padded to the display. */
  readonly scaled: { readonly width: number; readonly height: number };
  readonly fit: (typeof FRAME_FITS)[number];
  readonly dithering: (typeof DITHERINGS)[number];
  readonly metadata: FrameBundleMetadata;
}

/** The bundle's `metadata.json`, as far as it is known beforehand. Displays read these names. */
export interface FrameBundleMetadata {
  readonly slug: string;
  /** The name the bytes came with: data, never a path. */
  readonly original_filename: string;
  readonly type: 'video' | 'gif' | 'image';
  readonly format: 'rgb565';
  readonly fps: number;
}

export const FramesFactsSchema = z.object({
  /** A zip of `frame_000001.rgb` and so on, and `metadata.json`. */
  url: z.string(),
  slug: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  frameCount: z.int().positive(),
  frameRate: z.number().positive(),
  /** Null where a client made them: the pixels do not tell. */
  fit: z.enum(FRAME_FITS).nullable(),
  dithering: z.enum(DITHERINGS).nullable(),
  /** A client made them: they are its bundle, as it is. */
  isReplacement: z.boolean().optional(),
});
export type FramesFacts = Readonly<z.infer<typeof FramesFactsSchema>>;
