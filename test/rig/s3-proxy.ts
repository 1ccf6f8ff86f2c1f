import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export type S3Operation =
  | 'AbortMultipartUpload'
  | 'CompleteMultipartUpload'
  | 'CopyObject'
  | 'CreateMultipartUpload'
  | 'DeleteObject'
  | 'GetObject'
  | 'HeadObject'
  | 'ListMultipartUploads'
  | 'ListObjects'
  | 'ListParts'
  | 'PutObject'
  | 'UploadPart'
  | 'UploadPartCopy';

/**
 * What may come between a server and its object store: `lost-reply` does what was asked and cuts the answer off, `truncated`
 * gives the half of a body, `error-in-200` says in the body what the status does not, `silent` never answers.
 */
export type S3Fault =
  | 'error-500'
  | 'error-in-200'
  | 'lost-reply'
  | 'reset'
  | 'silent'
  | 'slow'
  | 'slow-down'
  | 'truncated';

export interface S3Request {
  readonly operation: S3Operation;
  readonly fault: S3Fault | undefined;
  /** Of the object's bytes that were answered. */
  readonly bodyBytes: number;
}

const SLOW_MS = 150;

/** A real object store as seen through a bad line: `faultOf` says before each request what is to go wrong with it. */
export const openS3Proxy = async (
  endpoint: string,
  faultOf: (operation: S3Operation) => S3Fault | undefined = () => undefined,
) => {
  const requests: S3Request[] = [];
  const proxy = createServer((request, reply) => {
    const operation = operationOf(request);
    const fault = faultOf(operation);
    const log = { operation, fault, bodyBytes: 0 };
    requests.push(log);
    const count = (bytes: number): void => {
      log.bodyBytes += bytes;
    };
    answer(new URL(request.url ?? '/', endpoint), fault, request, reply, count).catch(() => reply.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, requests };
};

const answer = async (
  url: URL,
  fault: S3Fault | undefined,
  request: IncomingMessage,
  reply: ServerResponse,
  count: (bytes: number) => void,
): Promise<void> => {
  if (fault === 'reset') return void request.socket.resetAndDestroy();
  if (fault === 'error-500') return refuse(request, reply, 500, 'InternalError');
  if (fault === 'slow-down') return refuse(request, reply, 503, 'SlowDown');
  if (fault === 'error-in-200') return refuse(request, reply, 200, 'InternalError');
  if (fault === 'silent') return void request.resume();
  if (fault === 'slow') await sleep(SLOW_MS);
  const from = await ask(url, request);
  if (fault === 'lost-reply') {
    from.resume();
    await new Promise((resolve) => from.once('end', resolve));
    return void request.socket.resetAndDestroy();
  }
  reply.writeHead(from.statusCode ?? 502, from.headers);
  const keptBytes =
    fault === 'truncated' ? Number(from.headers['content-length'] ?? 0) / 2 : Number.POSITIVE_INFINITY;
  await pipeline(from, (body: AsyncIterable<Buffer>) => upTo(body, Math.floor(keptBytes), count), reply);
};

const upTo = async function* (
  body: AsyncIterable<Buffer>,
  mostBytes: number,
  count: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let left = mostBytes;
  for await (const chunk of body) {
    const kept = chunk.subarray(0, left);
    left -= kept.length;
    count(kept.length);
    yield kept;
    if (kept.length === chunk.length) continue;
    // Only what has left is cut off behind.
    await sleep(5);
    throw new Error('cut off');
  }
};

const refuse = async (
  request: IncomingMessage,
  reply: ServerResponse,
  status: number,
  code: string,
): Promise<void> => {
  request.resume();
  await new Promise((resolve) => request.once('end', resolve));
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>injected</Message></Error>`;
  const headers = { 'content-type': 'application/xml', 'content-length': body.length };
  reply.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
};

/** The host stays as the client signed it. */
const ask = (url: URL, request: IncomingMessage): Promise<IncomingMessage> => {
  const { expect: _, ...headers } = request.headers;
  const answered = Promise.withResolvers<IncomingMessage>();
  const asked = httpRequest(url, { method: request.method, headers }, answered.resolve);
  asked.on('error', answered.reject);
  request.pipe(asked);
  return answered.promise;
};

/** Addresses are `/bucket/key`. */
const operationOf = ({ method = '', url = '/', headers }: IncomingMessage): S3Operation => {
  const { pathname, searchParams: query } = new URL(url, 'http://store');
  const isOfBucket = pathname.split('/').filter((name) => name !== '').length === 1;
  const isOfUpload = query.has('uploadId');
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  switch (method) {
    case 'HEAD':
      return 'HeadObject';
    case 'DELETE':
      return isOfUpload ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'POST':
      return isOfUpload ? 'CompleteMultipartUpload' : 'CreateMultipartUpload';
    case 'PUT':
      if (isCopy) return isOfUpload ? 'UploadPartCopy' : 'CopyObject';
      return isOfUpload ? 'UploadPart' : 'PutObject';
    default:
      if (isOfBucket) return query.has('uploads') ? 'ListMultipartUploads' : 'ListObjects';
      return isOfUpload ? 'ListParts' : 'GetObject';
  }
};
