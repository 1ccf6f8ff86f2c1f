import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { Bucket } from './s3-bucket.ts';
import { asSystemError } from './s3-errors.ts';

export interface ReadRange {
  readonly start: number;
  /** The last byte; to the end unless given. */
  readonly end?: number | undefined;
}

/** Times in a row that a body may break off without having brought a byte. */
const MOST_BREAKS = 4;

/** An object's bytes, gone on with where an answer broke off. Rejects like a BlobStore. */
export const readObject = (bucket: Bucket, key: string, range?: ReadRange): Readable => {
  const out = new PassThrough();
  const aborted = new AbortController();
  out.once('close', () => aborted.abort());
  // Whoever reads hears of an error; nobody reads any more when it is left early.
  pipeline(readOn(bucket, key, range, aborted.signal), out).catch(() => undefined);
  return out;
};

const readOn = async function* (
  { client, name }: Bucket,
  Key: string,
  range: ReadRange | undefined,
  abortSignal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let at = range?.start ?? 0;
  let end: number | undefined;
  let breaks = 0;
  while (end === undefined || at < end) {
    const before = at;
    const Range = range || at > 0 ? `bytes=${at}-${range?.end ?? ''}` : undefined;
    const body = await client.send(new GetObjectCommand({ Bucket: name, Key, Range }), { abortSignal }).then(
      ({ Body, ContentLength = 0 }) => {
        end = at + ContentLength;
        return Body as Readable;
      },
      (error: unknown) => Promise.reject(asSystemError(error)),
    );
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        at += chunk.length;
        yield chunk;
      }
    } catch (error) {
      breaks = at > before ? 1 : breaks + 1;
      if (abortSignal.aborted || breaks > MOST_BREAKS) throw asSystemError(error);
    }
  }
};
