/** A body that may end before its time: the connection broke, or another request took the upload over. */
export interface CuttableBody {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Whether it ended early. Valid once `chunks` has ended. */
  readonly wasCut: () => boolean;
}

/** Never rejects and never destroys the body: what has arrived counts, and the answer can still be sent. */
export const cuttableBody = (body: AsyncIterable<Uint8Array>, stopped: AbortSignal): CuttableBody => {
  const iterator = body[Symbol.asyncIterator]();
  let cut = false;

  // A race against one promise per body would keep every chunk alive until the body ends; hence one per chunk.
  const nextOrCut = async (): Promise<IteratorResult<Uint8Array> | 'cut'> => {
    const cutShort = Promise.withResolvers<'cut'>();
    const onStop = (): void => cutShort.resolve('cut');
    stopped.addEventListener('abort', onStop, { once: true });
    try {
      return await Promise.race([iterator.next(), cutShort.promise]);
    } catch {
      return 'cut';
    } finally {
      stopped.removeEventListener('abort', onStop);
    }
  };

  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = stopped.aborted ? 'cut' : await nextOrCut();
      if (next === 'cut') {
        cut = true;
        return;
      }
      if (next.done) return;
      yield next.value;
    }
  };
  return { chunks: chunks(), wasCut: () => cut };
};
