import type { Failure, JobStage, JobState, ListJobsQuery, Recipe } from '@reelmill/core';
import type { Owned } from './assets.ts';

export interface JobRecord {
  readonly id: string;
  readonly assetId: string;
  readonly recipeName: string;
  readonly recipe: Recipe;
  /** The job whose outputs it adds to: it makes one that was left until somebody asks. Null for every other job. */
  readonly completes: string | null;
  /** Higher first. */
  readonly priority: number;
  readonly state: JobState;
  readonly stage: JobStage;
  /** False until the probe is known and the rest of the steps were planned. */
  readonly planned: boolean;
  readonly progress: number;
  readonly etaSeconds: number | null;
  readonly error: Failure | null;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
}

export interface JobOperations {
  insert(job: JobRecord): Promise<void>;
  get(id: string): Promise<JobRecord | undefined>;
  /** Changes nothing and says false when the job is gone or its state is not one of `onlyIf`. */
  update(
    id: string,
    patch: Partial<Omit<JobRecord, 'id' | 'assetId' | 'createdAtMs'>>,
    onlyIf?: readonly JobState[],
  ): Promise<boolean>;
  /** Newest first. */
  list(
    query: ListJobsQuery & Owned,
  ): Promise<{ readonly items: readonly JobRecord[]; readonly total: number }>;
  /** The newest job of each asset. */
  newestOf(assetIds: readonly string[]): Promise<readonly JobRecord[]>;
  /** Queued, running and paused ones, oldest first. */
  unfinished(): Promise<readonly JobRecord[]>;
  /** Ids of unfinished ones none of whose steps is ready or running, oldest first. */
  idle(): Promise<readonly string[]>;
  countByState(owned: Owned): Promise<Readonly<Record<JobState, number>>>;
}
