import type { Upload } from '@reelmill/core';
import type { UploadRecord } from '../ports/index.ts';

/** An upload as the API shows it. */
export const uploadView = (record: UploadRecord): Upload => ({
  id: record.id,
  fileName: record.fileName,
  lengthBytes: record.lengthBytes,
  isPart: record.isPart,
  offsetBytes: record.offsetBytes,
  state: record.state,
  transaction: record.member,
  digest: record.state === 'complete' ? record.digest : null,
  assetId: record.assetId,
  jobId: record.jobId,
  createdAt: new Date(record.createdAtMs).toISOString(),
  expiresAt: new Date(record.expiresAtMs).toISOString(),
});
