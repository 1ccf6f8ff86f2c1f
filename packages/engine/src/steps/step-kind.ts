import {
  type Digest,
  type Lane,
  ok,
  type Result,
  type SourceRange,
  type StepKindName,
  type StepParamsByKind,
} from '@reelmill/core';
import type { Toolchain } from '@reelmill/ffmpeg';
import type { DeriveKey } from '../keys/derive-key.ts';
import type { ArtifactEntry, ArtifactRecord } from '../ports/index.ts';

/** A file that is known by its digest. */
export interface OpenedFile {
  readonly type: 'source';
  readonly digest: Digest;
  readonly path: string;
  /** Else it holds no more than the `bytes` that the plan says are read, and zeros around them. */
  readonly isWhole: boolean;
}

/** What a step is given: bytes it can open, or what another step made. */
export type ResolvedInput =
  | OpenedFile
  | (Omit<OpenedFile, 'type'> & { readonly type: 'part'; readonly range: SourceRange })
  | {
      readonly type: 'artifact';
      readonly artifact: ArtifactRecord;
      /** Where the bytes of one of its files lie, by the file's path within it. Rejects when they are gone. */
      readonly fileOf: (path: string) => Promise<string>;
    };

/** One step of what is run in one go. */
export interface StepTask<K extends StepKindName> {
  readonly params: StepParamsByKind[K];
  readonly inputs: Readonly<Record<string, ResolvedInput>>;
}

/** What a run is given besides its tasks. */
export interface StepTools {
  /** Empty, this attempt's own, removed afterwards. */
  readonly workFolder: string;
  readonly toolchain: Toolchain;
  readonly signal: AbortSignal;
  /** Share done, 0 to 1. */
  readonly onProgress: (share: number) => void;
  /** Keys from the data folder's secret; they are never kept. */
  readonly deriveKey: DeriveKey;
  /** Makes bytes durable under their digest; they become visible only with the step's commit. */
  readonly keep: (
    path: string,
    mediaType: string,
    content: { readonly bytes: Uint8Array } | { readonly file: string },
  ) => Promise<ArtifactEntry>;
}

export interface StepContext<K extends StepKindName> extends StepTools {
  /** One, or several of one batch. */
  readonly tasks: readonly StepTask<K>[];
}

export interface StepResult {
  readonly entries: readonly ArtifactEntry[];
  /** JSON for the steps that build on this one and for the asset's views. */
  readonly facts: unknown;
  readonly warnings: readonly string[];
  /** Something was wrong with what was read: where only a part of a file was there, the whole may do better. */
  readonly isDoubtful?: boolean;
}

/** Nothing says that it would be better had more of the source been there. */
export const isSound = (result: Result<readonly StepResult[]>): boolean =>
  result.ok && result.value.every(({ isDoubtful }) => !isDoubtful);

/** A pure function of content: equal parameters and inputs give an equal result, verified before it returns. */
export interface StepKind<K extends StepKindName> {
  readonly kind: K;
  /** Part of the fingerprint: raise it when the code would give other bytes. */
  readonly version: number;
  readonly usesToolchain: boolean;
  /**
   * Its result names the data folder's secret, which no fingerprint may know: it is made every time, and what builds on it
   * is made again only if it came out differently.
   */
  readonly usesSecret?: true;
  /**
   * May be given files of which nothing but its inputs' `bytes` is there: it calls a result doubtful when ffmpeg found
   * anything wrong, and is run again over the whole then.
   */
  readonly readsParts?: true;
  /** One result for each task, in their order. */
  readonly run: (context: StepContext<K>) => Promise<Result<readonly StepResult[]>>;
}

/** The `run` of a kind whose steps are never in a batch. */
export const oneByOne =
  <K extends StepKindName>(
    run: (context: StepTask<K> & StepTools) => Promise<Result<StepResult>>,
  ): StepKind<K>['run'] =>
  async ({ tasks, ...tools }) => {
    const results: StepResult[] = [];
    for (const task of tasks) {
      const result = await run({ ...task, ...tools });
      if (!result.ok) return result;
      results.push(result.value);
    }
    return ok(results);
  };

export type StepKinds = { readonly [K in StepKindName]: StepKind<K> };

/** How many steps of a lane may run at once. */
export type LaneLimits = Readonly<Record<Lane, number>>;
