import { z } from 'zod';
import { FAILURE_CODES, type FailureCode } from '../failure/failure.ts';

/** Body of every 4xx and 5xx answer. */
export const ApiErrorSchema = z.object({
  code: z.enum(Object.keys(FAILURE_CODES) as [FailureCode, ...FailureCode[]]),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type ApiError = Readonly<z.infer<typeof ApiErrorSchema>>;
