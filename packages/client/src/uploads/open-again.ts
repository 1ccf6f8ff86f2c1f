import type { UploadSource } from './upload-source.ts';

/**
 * Opens the file an upload came from. `mayAsk`: the user has just asked for it, so the browser may ask for leave.
 * Undefined when it cannot be opened, or not without asking.
 */
export type OpenAgain = (origin: unknown, mayAsk: boolean) => Promise<UploadSource | undefined>;
