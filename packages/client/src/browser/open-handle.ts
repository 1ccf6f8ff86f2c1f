import type { OpenAgain } from '../uploads/open-again.ts';

/** A FileSystemFileHandle (File System Access), as Chromium gives it for files that are dropped; not yet in TypeScript's library. */
interface HandleWithLeave {
  getFile(): Promise<File>;
  queryPermission?(): Promise<PermissionState>;
  requestPermission?(): Promise<PermissionState>;
}

/** By the handle that a browser kept. */
export const openHandle: OpenAgain = async (origin, mayAsk) => {
  const handle = origin as HandleWithLeave | undefined;
  if (handle?.getFile === undefined) return undefined;
  try {
    const leave = await (mayAsk ? handle.requestPermission?.() : handle.queryPermission?.());
    return leave === 'granted' ? await handle.getFile() : undefined;
  } catch {
    return undefined;
  }
};
