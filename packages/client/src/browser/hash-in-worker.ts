import { type HashOptions, type HashSource, hashFile } from '../uploads/hash-file.ts';
import type { HashMessage } from './hash-worker.ts';

/** As `hashFile`, beside the page: it stays quick while a film is read. Where no worker can be had, on the page. */
export const hashInWorker = async (source: HashSource, options: HashOptions): Promise<string> => {
  if (!('Worker' in globalThis) || !(source instanceof Blob)) return hashFile(source, options);
  const { signal, onBytes } = options;
  const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' });
  const ended = Promise.withResolvers<string | null>();
  const abort = (): void => ended.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  worker.addEventListener('error', () => ended.resolve(null));
  worker.addEventListener('message', ({ data }: MessageEvent<HashMessage>) => {
    if ('bytes' in data) onBytes(data.bytes);
    else if ('sha256' in data) ended.resolve(data.sha256);
    else ended.reject(new Error(data.problem));
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
  worker.postMessage(source);
  try {
    signal.throwIfAborted();
    return (await ended.promise) ?? (await hashFile(source, options));
  } finally {
    signal.removeEventListener('abort', abort);
    worker.terminate();
  }
};
