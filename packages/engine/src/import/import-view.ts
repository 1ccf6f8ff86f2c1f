import type { Import } from '@reelmill/core';
import type { ImportOrigin, ImportRecord, UploadRecord } from '../ports/index.ts';

/** An import as the API shows it; `upload` says how far it is while it runs. */
export const importView = (record: ImportRecord, upload: UploadRecord | undefined): Import => ({
  id: record.id,
  source: sourceOf(record.origin),
  fileName: record.fileName,
  state: record.state,
  receivedBytes: upload?.offsetBytes ?? record.receivedBytes,
  sizeBytes: upload?.lengthBytes ?? record.sizeBytes,
  error: record.error,
  assetId: record.assetId,
  jobId: record.jobId,
  createdAt: new Date(record.createdAtMs).toISOString(),
  finishedAt: record.finishedAtMs === null ? null : new Date(record.finishedAtMs).toISOString(),
});

/** A folder of the server is nobody's business. */
const sourceOf = (origin: ImportOrigin): string => {
  if (origin.type === 'file') return origin.path.slice(origin.path.lastIndexOf('/') + 1);
  return origin.type === 'object' ? origin.key : withoutQuery(origin.url);
};

/** What is kept of an origin nobody will ask again: a presigned address has its secret behind the question mark. */
export const withoutSecret = (origin: ImportOrigin): ImportOrigin =>
  origin.type === 'url' ? { type: 'url', url: withoutQuery(origin.url) } : origin;

const withoutQuery = (address: string): string => {
  const url = URL.parse(address);
  return url ? `${url.origin}${url.pathname}` : '';
};
