import { type FileHandle, open } from 'node:fs/promises';
import type { ResolvedInput } from './step-kind.ts';

/** Where the files of several artifacts lie, by their paths within them. */
export type FileOf = (path: string) => Promise<string>;

export const filesOfInputs = (inputs: Readonly<Record<string, ResolvedInput>>): FileOf => {
  const files = new Map<string, FileOf>();
  for (const input of Object.values(inputs)) {
    if (input.type !== 'artifact') continue;
    for (const { path } of input.artifact.entries) files.set(path, input.fileOf);
  }
  return async (path) => {
    const fileOf = files.get(path);
    if (!fileOf) throw new Error(`no input of the step has a file ${path}`);
    return fileOf(path);
  };
};

/** Up to `sizeBytes` from `offsetBytes` on; fewer where the file ends before. */
export const readPart = async (
  path: string,
  { offsetBytes, sizeBytes }: { readonly offsetBytes: number; readonly sizeBytes: number },
): Promise<Uint8Array> => {
  const handle = await open(path, 'r');
  try {
    return await fill(handle, new Uint8Array(sizeBytes), offsetBytes);
  } finally {
    await handle.close();
  }
};

const fill = async (handle: FileHandle, bytes: Uint8Array, offset: number): Promise<Uint8Array> => {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
};
