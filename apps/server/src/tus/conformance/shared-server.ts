import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { runServer, type ServerUnderTest } from '../../testing/server-under-test.ts';
import { type TusAnswer, type TusAsk, tus } from '../../testing/tus-client.ts';

/** One server for all cases of a file: what a protocol promises does not depend on who came before. */
export const useSharedServer = () => {
  let folder: string;
  let server: ServerUnderTest;
  let nowMs = Date.now();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reelmill-tus-'));
    server = await runServer(folder, { nowMs: () => nowMs });
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  const collection = (): string => `${server.url}/api/v1/uploads`;
  const create = (
    headers: Readonly<Record<string, string>>,
    body?: string | Uint8Array,
  ): Promise<TusAnswer> => tus(collection(), { method: 'POST', headers, ...(body ? { body } : {}) });
  const started = async (headers: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await create(headers);
    if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.text}`);
    return new URL(answer.headers.location ?? '', server.url).href;
  };
  return {
    server: () => server,
    collection,
    /** POST to the collection. */
    create,
    /** The address of an upload that was created with these headers. */
    started,
    head: (url: string, headers: TusAsk['headers'] = {}) => tus(url, { method: 'HEAD', headers }),
    /** Lets that much time pass for the server. */
    later: (ms: number) => {
      nowMs += ms;
    },
  };
};

/** What a mismatching `Upload-Checksum` is answered with: no status of HTTP's own. */
export const CHECKSUM_MISMATCH = 460;
export const CHUNK = { 'content-type': 'application/offset+octet-stream' } as const;
