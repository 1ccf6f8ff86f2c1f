import { type Answer, createClient } from '@reelmill/client';
import { browserUploads } from '@reelmill/client/browser';
import type { ApiError } from '@reelmill/core';

export const client = createClient({ uploads: browserUploads() });

/** An API failure on its way through react-query, which knows errors only by throwing. */
export class ApiProblem extends Error {
  readonly code: ApiError['code'];

  constructor(error: ApiError) {
    super(error.message);
    this.name = 'ApiProblem';
    this.code = error.code;
  }
}

export const unwrap = async <T>(answer: Answer<T>): Promise<T> => {
  const result = await answer;
  if (!result.ok) throw new ApiProblem(result.error);
  return result.value;
};
