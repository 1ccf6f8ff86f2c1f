import { type ApiError, ok, type Result } from '@reelmill/core';
import type { UploadContext } from './upload-context.ts';
import type { AtStake } from './upload-handle.ts';
import type { UploadRecord } from './upload-record.ts';

/**
 * Leaves nothing of an upload on the server: not what was sent, nor what it has become meanwhile. An asset that was there
 * before stays; where its source was to be replaced, the job is cancelled and the version before goes on playing.
 */
export const undo = async (context: UploadContext, record: UploadRecord): Promise<Result<void, ApiError>> => {
  const { uploadId, became, wish } = record;
  if (became?.isOurs) return gone(await context.deleteAsset(became.assetId));
  if (became) return wish.replacesAssetId && became.jobId ? cancelled(context, became.jobId) : ok(undefined);
  if (uploadId === undefined) return ok(undefined);
  const discarded = await context.courseOf(record).discard(uploadId);
  if (!discarded.ok) return discarded;
  const { assetId } = discarded.value;
  if (assetId === null || wish.replacesAssetId !== undefined) return ok(undefined);
  return gone(await context.deleteAsset(assetId));
};

/** What `undo` would take away. */
export const atStake = ({ became, wish }: UploadRecord, bytesSent: number): AtStake => {
  if (became?.isOurs) return 'asset';
  if (became) return wish.replacesAssetId && became.jobId ? 'job' : 'nothing';
  return bytesSent > 0 ? 'bytes' : 'nothing';
};

const gone = (answer: Result<void, ApiError>): Result<void, ApiError> =>
  !answer.ok && answer.error.code === 'NOT_FOUND' ? ok(undefined) : answer;

const cancelled = async ({ cancelJob }: UploadContext, jobId: string): Promise<Result<void, ApiError>> => {
  const answer = await cancelJob(jobId);
  // It has ended by itself, or is gone.
  return answer.ok || answer.error.code === 'CONFLICT' || answer.error.code === 'NOT_FOUND'
    ? ok(undefined)
    : answer;
};
