import type { Digest } from '@reelmill/core';
import type { UploadRecord } from '../ports/index.ts';

/** Every byte that was announced is there. */
export const isWhole = (record: UploadRecord): record is UploadRecord & { readonly lengthBytes: number } =>
  record.lengthBytes !== null && record.offsetBytes === record.lengthBytes;

/** Whoever sent it said beforehand that it would be something else. */
export const isOther = ({ expectedDigest }: Pick<UploadRecord, 'expectedDigest'>, digest: Digest): boolean =>
  expectedDigest !== null && expectedDigest !== digest;
