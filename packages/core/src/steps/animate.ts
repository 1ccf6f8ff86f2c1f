import type { Fraction } from '../media/fraction.ts';
import type { PictureParams } from './picture.ts';

/** Pictures of the source as one animation, without sound. */
export interface AnimateParams {
  readonly container: 'gif' | 'webp';
  readonly fileName: string;
  readonly picture: PictureParams;
  readonly width: number;
  readonly height: number;
  readonly frameRate: Fraction;
  /** 0 is for ever. */
  readonly plays: number;
  /** From the first picture. */
  readonly startSeconds: number;
  readonly durationSeconds: number;
}
