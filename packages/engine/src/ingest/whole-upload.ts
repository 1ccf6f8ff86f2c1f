import type { UploadRecord } from '../ports/index.ts';

/** Every byte that was announced is there. */
export const isWhole = (record: UploadRecord): record is UploadRecord & { readonly lengthBytes: number } =>
  record.lengthBytes !== null && record.offsetBytes === record.lengthBytes;
