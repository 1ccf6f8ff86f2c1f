import { type Failure, failure } from '../failure/failure.ts';
import { pictureFormatOf } from '../media/picture-file.ts';
import type { Probe } from '../media/probe.ts';
import type { Recipe } from '../recipe/recipe.ts';

const TAKES_PICTURES: readonly string[] = ['frames', 'probe', 'validation'];

/** A file that is a picture, or a GIF, is read by frames for displays alone; undefined where the recipe can have it. */
export const refusePictureFile = (recipe: Recipe, probe: Probe): Failure | undefined =>
  pictureFormatOf(probe) === null || recipe.outputs.every(({ kind }) => TAKES_PICTURES.includes(kind))
    ? undefined
    : failure(
        'NOT_A_VIDEO',
        'bad-input',
        'The file is a picture, not a video; of pictures only `frames` can be made.',
      );
