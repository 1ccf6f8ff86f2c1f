import type { HashOptions, HashSource } from './hash-file.ts';
import type { UploadContext } from './upload-context.ts';

/** Digests of an upload's files, one after the other; `onBytes` counts through all of them. Rejects as `hashFile` does. */
export const hashFiles = async (
  hash: UploadContext['hash'],
  sources: readonly HashSource[],
  { signal, onBytes }: HashOptions,
): Promise<readonly string[]> => {
  const digests: string[] = [];
  let bytesBefore = 0;
  for (const source of sources) {
    const before = bytesBefore;
    digests.push(await hash(source, { signal, onBytes: (bytes) => onBytes(before + bytes) }));
    bytesBefore += source.size;
  }
  return digests;
};
