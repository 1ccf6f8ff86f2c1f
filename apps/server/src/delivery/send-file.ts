import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteContext } from '../routes/route-context.ts';
import { attachment } from './attachment.ts';
import { type Deliverable, etagOf, hasAlready, rangeWanted, sendBlob } from './send-blob.ts';

/** A file that is read for itself: no part of a stream, no picture in a page. */
export interface SingleFile extends Deliverable {
  readonly fileName: string;
}

/** Below this a second request costs more than the bytes. */
const LEAST_BYTES = 8 << 20;
/** Redirects are followed at once; clocks may differ. */
const MOST_SECONDS = 120;

/** Sends a file, or whoever wants all of a large one to the object store, where the operator has it so (0051). */
export const sendFile = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { engine, directDownloads }: Pick<RouteContext, 'engine' | 'directDownloads'>,
  file: SingleFile,
  cacheControl: string,
): Promise<FastifyReply> => {
  const validSeconds = directDownloads && isDownload(request, file) ? secondsFor(request) : 0;
  const as = { contentType: file.mediaType, contentDisposition: attachment(file.fileName) };
  const address = validSeconds > 0 && (await engine.blobs.addressOf(file.digest, { ...as, validSeconds }));
  return address
    ? reply.header('cache-control', 'private, no-store').redirect(address, 302)
    : sendBlob(request, reply, engine.blobs, file, cacheControl);
};

/**
 * Players seek by ranges, and ask where they were sent to once that is good no more. Scripts in a page would need leave
 * from the store and from the page's policy.
 */
const isDownload = (request: FastifyRequest, { digest, sizeBytes, mediaType }: SingleFile): boolean => {
  const { method, headers } = request;
  const isOfScript =
    headers.origin !== undefined ||
    (headers['sec-fetch-site'] !== undefined && headers['sec-fetch-mode'] !== 'navigate');
  return (
    method === 'GET' &&
    sizeBytes >= LEAST_BYTES &&
    !mediaType.startsWith('image/') &&
    !isOfScript &&
    rangeWanted(request, etagOf(digest)) === undefined &&
    !hasAlready(request, etagOf(digest))
  );
};

/** None for a token bound to a network address: the store takes its addresses from everywhere. Else no longer than it is good. */
const secondsFor = ({ shown }: FastifyRequest): number => {
  if (!shown) return MOST_SECONDS;
  const leftSeconds = Math.floor((shown.expiresAtMs - Date.now()) / 1000);
  return shown.isBound ? 0 : Math.min(MOST_SECONDS, leftSeconds);
};
