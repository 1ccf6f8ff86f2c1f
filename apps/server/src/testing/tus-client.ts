import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

const CHUNK_TYPE = 'application/offset+octet-stream';

export interface TusAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface TusAsk {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** One plain HTTP request that says `Tus-Resumable: 1.0.0` unless told otherwise. No retries, no cleverness. */
export const tus = (url: string, ask: TusAsk): Promise<TusAnswer> =>
  new Promise((resolve, reject) => {
    const headers = { 'tus-resumable': '1.0.0', ...ask.headers };
    const sent = httpRequest(url, { method: ask.method, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on('error', reject);
    sent.end(ask.body);
  });

/** `Upload-Metadata` of these values. */
export const tusMetadata = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

/** Starts an upload and gives its full address. */
export const startUpload = async (
  serverUrl: string,
  lengthBytes: number,
  metadata: Readonly<Record<string, string>> = { filename: 'clip.mp4' },
): Promise<string> => {
  const answer = await tus(`${serverUrl}/api/v1/uploads`, {
    method: 'POST',
    headers: { 'upload-length': String(lengthBytes), 'upload-metadata': tusMetadata(metadata) },
  });
  if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.text}`);
  return new URL(answer.headers.location ?? '', serverUrl).href;
};

export const patch = (
  url: string,
  offsetBytes: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<TusAnswer> =>
  tus(url, {
    method: 'PATCH',
    headers: { 'content-type': CHUNK_TYPE, 'upload-offset': String(offsetBytes), ...headers },
    body,
  });

/** The offset as HEAD tells it. */
export const offsetOf = async (url: string): Promise<number> =>
  Number((await tus(url, { method: 'HEAD' })).headers['upload-offset']);

/** A PATCH whose body is sent piece by piece, and may stay unfinished. */
export const openPatch = (
  url: string,
  offsetBytes: number,
  bodyBytes: number | undefined,
  headers: Readonly<Record<string, string>> = {},
) => {
  const sent = httpRequest(url, {
    method: 'PATCH',
    agent: false,
    headers: {
      'tus-resumable': '1.0.0',
      'content-type': CHUNK_TYPE,
      'upload-offset': offsetBytes,
      ...(bodyBytes === undefined ? {} : { 'content-length': bodyBytes }),
      ...headers,
    },
  });
  const answer = new Promise<number>((resolve, reject) => {
    sent.on('response', (message) => {
      message.resume();
      resolve(message.statusCode ?? 0);
    });
    sent.on('error', reject);
  });
  // Whoever breaks the connection off does not wait for the answer.
  answer.catch(() => undefined);
  return {
    answer,
    send: (bytes: Uint8Array) => new Promise<void>((resolve) => sent.write(bytes, () => resolve())),
    end: () => sent.end(),
    breakOff: () => sent.destroy(),
  };
};
