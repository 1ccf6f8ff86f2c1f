import type { Failure } from '@reelmill/core';

export interface AttemptRecord {
  readonly jobId: string;
  readonly stepKey: string;
  readonly epoch: number;
  readonly workerId: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
  readonly outcome: 'running' | 'executed' | 'failed' | 'lost' | 'cancelled';
  readonly error: Failure | null;
}

export interface AttemptOperations {
  insert(attempt: AttemptRecord): Promise<void>;
  finish(
    jobId: string,
    stepKey: string,
    epoch: number,
    end: Pick<AttemptRecord, 'finishedAtMs' | 'outcome' | 'error'>,
  ): Promise<void>;
  ofJob(jobId: string): Promise<readonly AttemptRecord[]>;
  ofStep(jobId: string, stepKey: string): Promise<readonly AttemptRecord[]>;
}
