import { z } from 'zod';
import { failure } from '../failure/failure.ts';
import { err, ok, type Result } from '../failure/result.ts';

/** The short sides a ladder may have, largest first. */
export const RUNG_SHORT_SIDES = [1080, 720, 480, 360, 240] as const;

const EVEN_SEGMENT_SECONDS = z.int().min(2).max(10).default(4);

export const PosterOutputSchema = z.strictObject({
  kind: z.literal('poster'),
  /** Where to take the still; anything shorter gives its midpoint. */
  atSeconds: z.number().min(0).max(86_400).default(1),
  /** Longest width in pixels; smaller sources keep their size. */
  maxWidth: z.int().min(16).max(3840).default(1280),
});

export const HlsOutputSchema = z.strictObject({
  kind: z.literal('hls'),
  /** Short sides wanted, in pixels. Rungs above the source are dropped, never upscaled. */
  rungs: z
    .array(z.literal([...RUNG_SHORT_SIDES]))
    .min(1)
    .default([...RUNG_SHORT_SIDES]),
  segmentSeconds: EVEN_SEGMENT_SECONDS,
  video: z
    .strictObject({
      /** x264 constant rate factor: lower is better and bigger. */
      crf: z.number().min(10).max(40).default(23),
      preset: z
        .enum(['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow'])
        .default('veryfast'),
    })
    .prefault({}),
  audio: z.strictObject({ bitrateBps: z.int().min(32_000).max(320_000).default(128_000) }).prefault({}),
});

export const RecipeOutputSchema = z.discriminatedUnion('kind', [PosterOutputSchema, HlsOutputSchema]);

export const RecipeSchema = z.strictObject({
  outputs: z
    .array(RecipeOutputSchema)
    .min(1)
    .refine((outputs) => new Set(outputs.map((o) => o.kind)).size === outputs.length, {
      error: 'each kind of output may appear once',
    }),
});

export type PosterOutput = Readonly<z.infer<typeof PosterOutputSchema>>;
export type HlsOutput = Readonly<z.infer<typeof HlsOutputSchema>>;
export type RecipeOutput = PosterOutput | HlsOutput;
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
