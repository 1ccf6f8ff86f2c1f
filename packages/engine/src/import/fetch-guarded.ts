import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { err, type Failure, failure, ok, type Result } from '@reelmill/core';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';

/** Whom a server may be sent to by a user. */
export interface FetchGuard {
  /** Addresses or CIDR ranges that may be reached although they are not public. */
  readonly allowAddresses: readonly string[];
  readonly maxBytes: number;
}

/** Bytes of an address, from `startByte` on. */
export interface Fetched {
  readonly body: Readable;
  readonly startByte: number;
  /** Of the whole; null when the other side does not say. */
  readonly sizeBytes: number | null;
  /** A strong entity tag; null when there is none, and then nothing can be resumed. */
  readonly etag: string | null;
  /** What the other side calls it, or the last part of its address. */
  readonly fileName: string | null;
}

const MOST_REDIRECTS = 5;
/** Nothing arriving for this long is a broken connection. */
const IDLE_MS = 60_000;

/**
 * Asks an address a user gave. Every hop is checked where it is connected to, after its name was resolved, so neither a
 * redirect nor a name that resolves to something else the second time reaches this machine or its neighbours (shared
 * reliability anchors §0.4). Credentials in addresses are refused; no proxy is read from the environment.
 */
export const fetchGuarded = async (
  address: string,
  guard: FetchGuard,
  from: { readonly startByte: number; readonly etag: string | null },
  signal: AbortSignal,
): Promise<Result<Fetched>> => {
  let url = parseAddress(address);
  for (let hop = 0; url.ok && hop <= MOST_REDIRECTS; hop += 1) {
    const answer = await ask(url.value, guard, from, signal);
    if (!answer.ok) return answer;
    const location = redirectOf(answer.value);
    if (location === undefined) return readAnswer(answer.value, url.value, guard, from.startByte);
    answer.value.destroy();
    url = parseAddress(location, url.value);
  }
  return url.ok ? err(refused('The address leads on and on to other addresses.')) : url;
};

export const parseAddress = (address: string, base?: URL): Result<URL> => {
  const url = URL.parse(address, base?.href);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return err(refused('The address must begin with http:// or https://.'));
  }
  if (url.username !== '' || url.password !== '') {
    return err(refused('An address with a user name or password in it is not accepted.'));
  }
  return ok(url);
};

const ask = async (
  url: URL,
  { allowAddresses }: FetchGuard,
  { startByte, etag }: { readonly startByte: number; readonly etag: string | null },
  signal: AbortSignal,
): Promise<Result<IncomingMessage>> => {
  const options = { allowIPAddressList: [...allowAddresses] };
  const agent =
    url.protocol === 'https:'
      ? new RequestFilteringHttpsAgent(options)
      : new RequestFilteringHttpAgent(options);
  const headers = {
    accept: '*/*',
    'accept-encoding': 'identity',
    'user-agent': 'Reelmill',
    ...(startByte > 0 && etag !== null ? { range: `bytes=${startByte}-`, 'if-range': etag } : {}),
  };
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const answered = Promise.withResolvers<IncomingMessage>();
  const sent = request(url, { agent, headers, signal, timeout: IDLE_MS }, answered.resolve);
  sent.on('timeout', () => sent.destroy(new Error('nothing arrived for a minute')));
  sent.on('error', answered.reject);
  sent.end();
  try {
    return ok(await answered.promise);
  } catch (error) {
    if (signal.aborted) return err(failure('CANCELLED', 'cancelled', 'The import was cancelled.'));
    return err(failureOf(error));
  }
};

const failureOf = (error: unknown): Failure => {
  const { message = '', code = '' } = error as { message?: string; code?: string };
  if (message.includes('is not allowed')) {
    return refused('The address leads to a private network, which is not accepted.');
  }
  if (code === 'ENOTFOUND') return refused('The host of the address does not exist.');
  if (code.startsWith('ERR_TLS') || code.includes('CERT') || code.includes('SIGNED')) {
    return refused('The host of the address has no valid certificate.');
  }
  return failure('FETCH_FAILED', 'transient', 'The address could not be read; it is tried again.', { code });
};

const redirectOf = ({ statusCode = 0, headers }: IncomingMessage): string | undefined =>
  [301, 302, 303, 307, 308].includes(statusCode) ? headers.location : undefined;

const readAnswer = (
  answer: IncomingMessage,
  url: URL,
  { maxBytes }: FetchGuard,
  wantedStart: number,
): Result<Fetched> => {
  const { statusCode = 0, headers } = answer;
  const refuse = (problem: Failure): Result<never> => {
    answer.destroy();
    return err(problem);
  };
  if (statusCode !== 200 && statusCode !== 206) return refuse(failureOfStatus(statusCode));
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '');
  const startByte = statusCode === 206 ? Number(range?.[1] ?? Number.NaN) : 0;
  if (statusCode === 206 && startByte !== wantedStart) {
    return refuse(
      failure('FETCH_FAILED', 'transient', 'The address answered with another part than was asked for.'),
    );
  }
  const length = headers['content-length'] === undefined ? null : Number(headers['content-length']);
  const sizeBytes = statusCode === 206 ? Number(range?.[2]) : length;
  if (sizeBytes !== null && sizeBytes > maxBytes) {
    return refuse(
      failure(
        'PAYLOAD_TOO_LARGE',
        'limit-exceeded',
        `The file has ${sizeBytes} bytes; at most ${maxBytes} are accepted.`,
      ),
    );
  }
  const { etag = null } = headers;
  return ok({
    body: answer,
    startByte,
    sizeBytes,
    etag: etag?.startsWith('"') ? etag : null,
    fileName: fileNameOf(headers['content-disposition'], url),
  });
};

const failureOfStatus = (status: number): Failure =>
  status >= 500 || status === 408 || status === 429
    ? failure('FETCH_FAILED', 'transient', `The address answered with ${status}; it is tried again.`, {
        status,
      })
    : refused(`The address answered with ${status}.`);

const fileNameOf = (disposition: string | undefined, url: URL): string | null => {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  const plain = /filename="([^"]+)"/i.exec(disposition ?? '')?.[1];
  const last = url.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(encoded ?? plain ?? last) || null;
  } catch {
    return plain ?? (last || null);
  }
};

const refused = (message: string): Failure => failure('FETCH_REFUSED', 'bad-input', message);
