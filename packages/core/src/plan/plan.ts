import type { Output } from '../api/output.ts';
import type { Digest } from '../api/scalars.ts';
import type { HardwareEncoders } from '../hardware/hardware.ts';
import type { VideoTrack } from '../media/probe.ts';
import type { SourceFacts } from '../media/source-index.ts';
import type { StepKindName, StepParamsByKind } from '../steps/step-params.ts';

/** Class of work with its own concurrency limit. */
export const LANES = ['light', 'cpu', 'gpu', 'io'] as const;
export type Lane = (typeof LANES)[number];

/** Where a part of the source lies in its file. Says nothing about what the part is, and enters no fingerprint. */
export interface SourceRange {
  readonly trackIndex: number;
  /** Where decoding starts, on the file's clock; null for its beginning. */
  readonly decodeFromSeconds: number | null;
  /** When the first picture or sound of the part is shown, on the file's clock. */
  readonly startSeconds: number;
  /** When the first picture of the next part is shown; null for the last. */
  readonly endSeconds: number | null;
  /** What of the file is read to decode the part; all of it unless given. */
  readonly bytes?: readonly ByteRange[];
}

export interface ByteRange {
  readonly start: number;
  /** The last byte; to the end of the file unless given. */
  readonly end?: number;
}

/** A file as a whole, known by its digest. */
interface WholeFile {
  /** What was put in place of an output; the asset's source unless given. */
  readonly blob?: Digest;
  /** What of it is read; all of it unless given. Enters no fingerprint. */
  readonly bytes?: readonly ByteRange[];
}

/**
 * Where a step's input comes from: the asset's whole source, a part of it, a file that was put in place of an output or a
 * part of that, or what another step of the plan made. A part is known by its `content`, so that equal parts of different
 * files are the same input.
 */
export type StepInput =
  | 'source'
  | WholeFile
  | {
      readonly part: {
        readonly content: readonly string[];
        readonly range: SourceRange;
        /** The file it lies in, where that is not the asset's source. */
        readonly blob?: Digest;
      };
    }
  | { readonly step: string };

/** Which of the asset's outputs a step makes. */
export interface Publication {
  readonly kind: Output['kind'];
  /** Unique within the recipe. */
  readonly name: string;
}

type StepOf<K extends StepKindName> = {
  /** Unique within the plan. */
  readonly key: string;
  readonly kind: K;
  readonly params: StepParamsByKind[K];
  readonly inputs: Readonly<Record<string, StepInput>>;
  /** Steps of a kind with the same batch are run in one go where they are due together: one decode feeds all. */
  readonly batch: string | null;
  readonly lane: Lane;
  /** Estimated work, in CPU seconds of a common machine: the weight in the job's progress. */
  readonly work: number;
  /** Set when the step's artifact is what the user asked for; published the moment it is committed. */
  readonly publishes: Publication | null;
};
export type PlannedStep = { [K in StepKindName]: StepOf<K> }[StepKindName];

export interface Plan {
  readonly steps: readonly PlannedStep[];
  /** Sentences about choices a user may wonder about, e.g. a rung left out. */
  readonly notes: readonly string[];
  /** Keys of steps whose facts decide what else there is to do: plan again once they are known. */
  readonly awaits?: readonly string[];
}

/** Steps and notes one output of a recipe adds to a plan. */
export type PlannedOutput = Plan;

/** What the toolchain on this machine can do; part of planning, and of fingerprints through `version`. */
export interface Capabilities {
  /** Names ffmpeg, its libraries and encoders so that another build gives other fingerprints. */
  readonly version: string;
  readonly encoders: readonly string[];
  readonly decoders: readonly string[];
  readonly filters: readonly string[];
  /** Which chip encodes what, where one was found to work and is wanted. */
  readonly hardware?: HardwareEncoders;
}

/** What an output is planned for. */
export interface PlanSource {
  readonly facts: SourceFacts;
  /** The file it is, where that is not the asset's source. */
  readonly blob?: Digest;
  /** The moving pictures that are used; undefined where there are none this machine can decode. */
  readonly video: VideoTrack | undefined;
  readonly capabilities: Capabilities;
  /** What the source was called where it came from. Data, and part of the fingerprint of whatever carries it. */
  readonly fileName: string;
  readonly found: FoundFacts;
  readonly replacements: Replacements;
}

/** Files that people put in place of outputs, by the outputs' names. */
export type Replacements = ReadonlyMap<string, Replacement>;

export interface Replacement {
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** Facts of the artifacts of steps a plan awaits, by the steps' keys. */
export type FoundFacts = ReadonlyMap<string, unknown>;
