import { failure } from '../../failure/failure.ts';
import { err, ok, type Result } from '../../failure/result.ts';
import { parseRecipe, type Recipe } from '../../recipe/recipe.ts';
import type { FramesFacts } from '../../steps/frames.ts';

type Bundle = Pick<FramesFacts, 'width' | 'height' | 'frameRate'>;

/** The recipe of an asset whose frames a client made, and which of its outputs they stand in place of. */
export interface PlacedFrames {
  readonly recipe: Recipe;
  readonly name: string;
}

/**
 * A recipe that asks for no frames gets an output of the bundle's size and rate, so that the server could make its own;
 * one that asks for another size is refused with BUNDLE_INVALID.
 */
export const placeFrames = (recipe: Recipe, bundle: Bundle): Result<PlacedFrames> => {
  const wanted = recipe.outputs.filter((output) => output.kind === 'frames');
  const fitting = wanted.find(({ width, height }) => width === bundle.width && height === bundle.height);
  if (fitting) return ok({ recipe, name: fitting.name });
  const [other] = wanted;
  if (other) return err(otherSize(bundle, other));
  const { width, height, frameRate } = bundle;
  const own = { kind: 'frames', name: 'frames', width, height, frameRate: inQuarters(frameRate) };
  const extended = parseRecipe({ outputs: [...recipe.outputs, own] });
  return extended.ok ? ok({ recipe: extended.value, name: own.name }) : extended;
};

const inQuarters = (frameRate: number): number => Math.max(0.25, Math.round(frameRate * 4) / 4);

const otherSize = (bundle: Bundle, wanted: { readonly width: number; readonly height: number }) =>
  failure(
    'BUNDLE_INVALID',
    'bad-input',
    `The bundle has frames of ${bundle.width} × ${bundle.height} pixels where ${wanted.width} × ${wanted.height} are asked for.`,
  );
