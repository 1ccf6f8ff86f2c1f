import type { PictureFormat, ProbeParams } from '@reelmill/core';

/** A source that is read to find out about it. */
export interface InputRequest {
  readonly inputPath: string;
  readonly params: ProbeParams;
  /** Null unless the file is a picture by its first bytes. */
  readonly pictureFormat: PictureFormat | null;
  readonly signal: AbortSignal;
}
