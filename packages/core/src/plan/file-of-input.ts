import type { Digest } from '../api/scalars.ts';
import type { ByteRange, StepInput } from './plan.ts';

interface InputFile {
  /** Undefined for the asset's source. */
  readonly blob: Digest | undefined;
  /** What of it is read; undefined for all of it. */
  readonly bytes: readonly ByteRange[] | undefined;
}

/** The file in which an input that no step makes lies. */
export const fileOfInput = (input: Exclude<StepInput, { readonly step: string }>): InputFile => {
  if (input === 'source') return { blob: undefined, bytes: undefined };
  if ('part' in input) return { blob: input.part.blob, bytes: input.part.range.bytes };
  return { blob: input.blob, bytes: input.bytes };
};
