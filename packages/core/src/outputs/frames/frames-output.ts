import { z } from 'zod';
import { outputName } from '../output-name.ts';

export const FRAME_FITS = ['cover', 'contain', 'stretch'] as const;
export const DITHERINGS = ['none', 'ordered', 'error-diffusion'] as const;

const side = z.int().min(8).max(1920);

/** All pictures as raw RGB565 for small displays, in one zip. Also of still pictures and GIFs. */
export const FramesOutputSchema = z.strictObject({
  kind: z.literal('frames'),
  name: outputName('frames'),
  /** In pixels of the display, which is filled exactly. */
  width: side.default(320),
  height: side.default(170),
  /** Pictures a second; a source of fewer has its pictures repeated. */
  frameRate: z.number().min(0.25).max(60).multipleOf(0.25).default(25),
  /** Fill and crop, fit inside black bars, or distort. */
  fit: z.enum(FRAME_FITS).default('cover'),
  /** `none` gives ffmpeg's own rgb565le, bit for bit. */
  dithering: z.enum(DITHERINGS).default('none'),
  /** How many frames a still picture becomes. */
  stillFrames: z.int().min(1).max(999).default(1),
});
export type FramesOutput = Readonly<z.infer<typeof FramesOutputSchema>>;
