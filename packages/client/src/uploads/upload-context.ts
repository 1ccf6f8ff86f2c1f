import type { ApiError, JobSummary, Result } from '@reelmill/core';
import type { Announced, Course } from './course.ts';
import type { FollowJob } from './follow-job.ts';
import type { HashOptions, HashSource } from './hash-file.ts';
import type { OpenAgain } from './open-again.ts';
import type { OwnRows } from './own-rows.ts';
import type { Slots } from './slots.ts';
import type { Became, UploadRecord } from './upload-record.ts';

/** What all uploads of a coordinator share. */
export interface UploadContext {
  readonly courseOf: (record: UploadRecord) => Course;
  readonly rows: OwnRows;
  readonly hash: (source: HashSource, options: HashOptions) => Promise<string>;
  readonly openAgain: OpenAgain;
  readonly alreadyHere: (announced: Announced) => Promise<Result<Became | null, ApiError>>;
  readonly followJob: FollowJob;
  readonly retryJob: (id: string) => Promise<Result<JobSummary, ApiError>>;
  readonly cancelJob: (id: string) => Promise<Result<JobSummary, ApiError>>;
  readonly deleteAsset: (id: string) => Promise<Result<void, ApiError>>;
  readonly slots: Slots;
  /** One at a time of the same bytes. */
  readonly turnsOf: (sha256: string) => Slots;
}
