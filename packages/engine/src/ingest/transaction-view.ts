import type { Transaction } from '@reelmill/core';
import type { TransactionRecord } from '../ports/index.ts';

/** A transaction as the API shows it. */
export const transactionView = ({ error, ...record }: TransactionRecord): Transaction => ({
  id: record.id,
  state: record.state,
  files: record.files.map(({ role, fileName, sizeBytes, sha256, digest, upload }) => ({
    ...{ role, name: fileName, sizeBytes, sha256: digest ?? sha256, hasArrived: digest !== null, upload },
  })),
  assetId: record.assetId,
  jobId: record.jobId,
  error: error && { code: error.code, message: error.message },
  createdAt: new Date(record.createdAtMs).toISOString(),
  expiresAt: new Date(record.expiresAtMs).toISOString(),
});
