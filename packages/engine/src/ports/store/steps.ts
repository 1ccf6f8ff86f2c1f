import type {
  Digest,
  Failure,
  Fingerprint,
  Lane,
  Publication,
  StepInput,
  StepKindName,
  StepState,
} from '@reelmill/core';

export interface StepRecord {
  readonly jobId: string;
  /** Unique within the job. */
  readonly key: string;
  /** Position in the plan: claimed in this order within a job. */
  readonly position: number;
  readonly kind: StepKindName;
  readonly params: unknown;
  readonly inputs: Readonly<Record<string, StepInput>>;
  /** Claimed together with the job's other due steps of the same batch. */
  readonly batch: string | null;
  readonly lane: Lane;
  readonly work: number;
  readonly publishes: Publication | null;
  readonly state: StepState;
  readonly progress: number;
  /** Known once every input is. */
  readonly fingerprint: Fingerprint | null;
  readonly artifactDigest: Digest | null;
  /** Fencing number: raised by every claim; a commit must name the current one. */
  readonly epoch: number;
  readonly workerId: string | null;
  readonly leaseExpiresAtMs: number | null;
  /** Not claimable before this: backoff. */
  readonly notBeforeMs: number;
  readonly error: Failure | null;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
}

export interface StepCounts {
  readonly jobId: string;
  readonly total: number;
  readonly executed: number;
  readonly cached: number;
  readonly failed: number;
}

export type StepOutline = Pick<StepRecord, 'key' | 'kind' | 'state' | 'progress' | 'work' | 'artifactDigest'>;

export interface StepOperations {
  insert(steps: readonly StepRecord[]): Promise<void>;
  get(jobId: string, key: string): Promise<StepRecord | undefined>;
  /** In plan order. */
  ofJob(jobId: string): Promise<readonly StepRecord[]>;
  /** The same, without what only running a step needs: a film has hundreds, and every commit asks. */
  outline(jobId: string): Promise<readonly StepOutline[]>;
  /** In plan order. */
  waiting(jobId: string): Promise<readonly StepRecord[]>;
  /** The weight of 100 %. */
  totalWork(jobId: string): Promise<number>;
  /** One for each id, zeros where there are no steps. */
  countsOf(jobIds: readonly string[]): Promise<readonly StepCounts[]>;
  /**
   * The fence: changes nothing and says false unless the row's epoch and state are the expected ones, so that a late
   * writer's commit matches no row.
   */
  update(
    jobId: string,
    key: string,
    patch: Partial<Omit<StepRecord, 'jobId' | 'key' | 'kind' | 'position'>>,
    onlyIf: { readonly epoch?: number; readonly states?: readonly StepState[] },
  ): Promise<boolean>;
  /**
   * Takes a due `ready` step of the lane, of a queued or running job, whose fingerprint nobody is running: state
   * `running`, epoch + 1, lease set. Undefined when there is none.
   *
   * Jobs of the highest priority first; of these the one with the fewest steps running in the lane, then the one that
   * has waited longest since its last claim there (since it was made when there was none), then the one inserted first.
   * Within a job in plan order. So a film of hundreds of steps and a clip of five take turns.
   */
  claim(claim: {
    readonly lane: Lane;
    readonly workerId: string;
    readonly nowMs: number;
    readonly leaseExpiresAtMs: number;
  }): Promise<StepRecord | undefined>;
  /** Takes the other due steps of a batch whose first one was claimed, by the same rules, in plan order. */
  claimBatch(claim: {
    readonly jobId: string;
    readonly batch: string;
    readonly workerId: string;
    readonly nowMs: number;
    readonly leaseExpiresAtMs: number;
  }): Promise<readonly StepRecord[]>;
  /** Running steps whose lease ended at or before `nowMs`. */
  expired(nowMs: number): Promise<readonly StepRecord[]>;
  running(): Promise<readonly StepRecord[]>;
  /** `ready` steps with this fingerprint: they become `cached` when another job has made it. */
  readyWith(fingerprint: Fingerprint): Promise<readonly StepRecord[]>;
  /** When the next claimable step leaves its backoff, in ms since the epoch; undefined when none waits. */
  nextDueMs(nowMs: number): Promise<number | undefined>;
}
