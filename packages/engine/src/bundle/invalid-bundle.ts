import { type Failure, failure } from '@reelmill/core';

/** A zip that no display should be given; `problem` goes on from "The bundle". */
export const invalid = (problem: string): Failure =>
  failure('BUNDLE_INVALID', 'bad-input', `The bundle ${problem}.`);
