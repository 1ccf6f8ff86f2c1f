import type { UploadFile } from './upload-record.ts';
import type { UploadSource } from './upload-source.ts';

/**
 * Opens the file an upload came from. `mayAsk`: the user has just asked for it, so the browser may ask for leave.
 * Undefined when it cannot be opened, or not without asking.
 */
export type OpenAgain = (origin: unknown, mayAsk: boolean) => Promise<UploadSource | undefined>;

/** All files of an upload, in their order; undefined when one of them cannot be opened. */
export const openAll = async (
  openAgain: OpenAgain,
  files: readonly UploadFile[],
  mayAsk: boolean,
): Promise<readonly UploadSource[] | undefined> => {
  const opened: UploadSource[] = [];
  for (const { origin } of files) {
    const source = await openAgain(origin, mayAsk);
    if (!source) return undefined;
    opened.push(source);
  }
  return opened;
};
