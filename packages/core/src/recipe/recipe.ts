import { z } from 'zod';
import { failure } from '../failure/failure.ts';
import { err, ok, type Result } from '../failure/result.ts';
import { CONVERT_OUTPUTS, refuseContradictions } from '../outputs/convert/convert-output.ts';
import { FramesOutputSchema } from '../outputs/frames/frames-output.ts';
import { HlsOutputSchema } from '../outputs/hls/hls-output.ts';
import { PosterOutputSchema } from '../outputs/poster/poster-output.ts';
import { ProbeOutputSchema } from '../outputs/probe/probe-output.ts';
import { ProxyOutputSchema } from '../outputs/proxy/proxy-output.ts';
import { QualityOutputSchema } from '../outputs/quality/quality-output.ts';
import { StoryboardOutputSchema } from '../outputs/storyboard/storyboard-output.ts';
import { ThumbnailOutputSchema } from '../outputs/thumbnail/thumbnail-output.ts';
import { TiersOutputSchema, tierName } from '../outputs/tiers/tiers-output.ts';
import { ValidationOutputSchema } from '../outputs/validation/validation-output.ts';

/** Every kind may be left until somebody asks for it. */
const wish = <S extends z.ZodRawShape>(schema: z.ZodObject<S, z.core.$strict>) =>
  schema.extend({
    /** Made at the first request instead of at once; it may be evicted when space is short, and is made again. */
    onDemand: z.boolean().default(false),
  });

/** One thing a user wants made of a video. */
export const RecipeOutputSchema = z.discriminatedUnion('kind', [
  z
    .discriminatedUnion('container', [
      wish(CONVERT_OUTPUTS.mp4),
      wish(CONVERT_OUTPUTS.webm),
      wish(CONVERT_OUTPUTS.mkv),
      wish(CONVERT_OUTPUTS.mov),
      wish(CONVERT_OUTPUTS.gif),
      wish(CONVERT_OUTPUTS.webp),
      wish(CONVERT_OUTPUTS.m4a),
      wish(CONVERT_OUTPUTS.mp3),
      wish(CONVERT_OUTPUTS.ogg),
      wish(CONVERT_OUTPUTS.flac),
      wish(CONVERT_OUTPUTS.wav),
    ])
    .superRefine(refuseContradictions),
  wish(FramesOutputSchema),
  wish(HlsOutputSchema),
  wish(PosterOutputSchema),
  ProbeOutputSchema,
  wish(ProxyOutputSchema),
  wish(StoryboardOutputSchema),
  wish(ThumbnailOutputSchema),
  TiersOutputSchema,
  QualityOutputSchema,
  wish(ValidationOutputSchema),
]);

/** What an output of a recipe is published as: most as themselves. */
const publishedNames = (output: z.infer<typeof RecipeOutputSchema>): readonly string[] =>
  output.kind === 'tiers' ? output.tiers.map((tier) => tierName(output, tier)) : [output.name];

/** All a user wants made of a video. */
export const RecipeSchema = z.strictObject({
  outputs: z
    .array(RecipeOutputSchema)
    .min(1)
    .refine(
      (outputs) => {
        const names = outputs.flatMap(publishedNames);
        return new Set(names).size === names.length;
      },
      { error: 'each output needs a name of its own' },
    ),
});

export type RecipeOutput = Readonly<z.infer<typeof RecipeOutputSchema>>;
export type Recipe = Readonly<z.infer<typeof RecipeSchema>>;
export type RecipeInput = z.input<typeof RecipeSchema>;

/** Fills in defaults; a failure names the bad field, as in `outputs[1].video.crf`. */
export const parseRecipe = (input: unknown): Result<Recipe> => {
  const parsed = RecipeSchema.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  const issues = parsed.error.issues.map((issue) => ({
    field: fieldName(issue.path),
    message: issue.message,
  }));
  const first = issues[0];
  return err(
    failure(
      'INVALID_RECIPE',
      'bad-input',
      `The recipe's field "${first?.field}" is not valid: ${first?.message}.`,
      {
        issues,
      },
    ),
  );
};

const fieldName = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part}]` : name ? `${name}.${String(part)}` : String(part),
    '',
  ) || '(recipe)';
