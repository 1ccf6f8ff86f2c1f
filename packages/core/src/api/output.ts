import { z } from 'zod';
import { ConvertedFileSchema } from '../steps/converted-file.ts';
import { FramesFactsSchema } from '../steps/frames.ts';
import { Mp4FactsSchema } from '../steps/mux-mp4.ts';
import { HlsFactsSchema } from '../steps/package-hls.ts';
import { QualityFactsSchema } from '../steps/report-quality.ts';
import { PosterFactsSchema, StillFactsSchema } from '../steps/still.ts';
import { StoryboardFactsSchema } from '../steps/storyboard.ts';
import { ValidationFactsSchema } from '../steps/validate.ts';
import { DigestSchema, TimestampSchema } from './scalars.ts';

/** What every output says besides the facts of its kind. In those, every `url` is an address on the server. */
const common = {
  /** Unique among the outputs of an asset. */
  name: z.string(),
  artifactDigest: DigestSchema,
  sizeBytes: z.int().nonnegative(),
  publishedAt: TimestampSchema,
};

/** What an asset offers once made. */
export const OutputSchema = z.discriminatedUnion('kind', [
  PosterFactsSchema.extend({ kind: z.literal('poster'), ...common }),
  ConvertedFileSchema.extend({ kind: z.literal('convert'), ...common }),
  FramesFactsSchema.extend({ kind: z.literal('frames'), ...common }),
  HlsFactsSchema.extend({ kind: z.literal('hls'), ...common }),
  Mp4FactsSchema.extend({ kind: z.literal('proxy'), ...common }),
  StoryboardFactsSchema.extend({ kind: z.literal('storyboard'), ...common }),
  StillFactsSchema.extend({ kind: z.literal('thumbnail'), ...common }),
  Mp4FactsSchema.extend({ kind: z.literal('tier'), ...common }),
  ValidationFactsSchema.extend({ kind: z.literal('validation'), ...common }),
  QualityFactsSchema.extend({ kind: z.literal('quality'), ...common }),
]);
export type Output = Readonly<z.infer<typeof OutputSchema>>;
