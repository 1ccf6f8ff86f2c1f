import type { Failure } from './failure.ts';

/** An expected outcome that may fail. A throw is a bug; a `Failure` is something a user or the engine acts on. */
export type Result<T, E = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });
