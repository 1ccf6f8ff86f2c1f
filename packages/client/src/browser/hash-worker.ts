import { type HashSource, hashFile } from '../uploads/hash-file.ts';

/** What the worker says of the file it was given; `problem` when it cannot be read. */
export type HashMessage =
  | { readonly bytes: number }
  | { readonly sha256: string }
  | { readonly problem: string };

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
const tell = (message: HashMessage): void => globalThis.postMessage(message);

globalThis.addEventListener('message', ({ data }: MessageEvent<HashSource>) => {
  const { signal } = new AbortController();
  hashFile(data, { signal, onBytes: (bytes) => tell({ bytes }) }).then(
    (sha256) => tell({ sha256 }),
    (problem: unknown) => tell({ problem: String(problem) }),
  );
});
