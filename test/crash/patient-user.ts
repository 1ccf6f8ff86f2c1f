import { createHash } from 'node:crypto';
import { type Answer, type Client, createClient, createMemoryStorage } from '@reelmill/client';
import {
  type ApiError,
  type CreateTransaction,
  type FileRole,
  type RecipeInput,
  type Transaction,
  TransactionSchema,
} from '@reelmill/core';
import { offsetOf, patch, startUpload, tus } from '../../apps/server/src/testing/tus-client.ts';
import { frameName } from '../../packages/engine/src/bundle/bundle-directory.ts';
import { makeZipOf } from '../../packages/engine/src/bundle/made-zip.ts';
import { must } from '../rig/api.ts';
import type { MortalServer } from './mortal-server.ts';

/** One rung and a poster: every kind of step, as little work as there is. */
export const SMALL_RECIPE: RecipeInput = {
  outputs: [
    { kind: 'poster' },
    { kind: 'hls', rungs: [240], segmentSeconds: 2, video: { preset: 'ultrafast' } },
  ],
};

/** What the server has told its user; nothing of it may be forgotten or change. */
export interface Told {
  readonly uploads: readonly { readonly id: string; readonly digest: string; readonly sizeBytes: number }[];
  readonly jobs: readonly string[];
  readonly deletedAssets: readonly string[];
}

export interface Wishes {
  readonly bytes: Uint8Array;
  /** Cancels the job as soon as it is there. */
  readonly cancels?: boolean;
  /** Deletes the asset in the end. */
  readonly deletes?: boolean;
  /** Starts another upload first and takes it back half way. */
  readonly givesUpOne?: boolean;
  /** Sends the file by multipart upload instead of tus. */
  readonly sendsParts?: boolean;
  /** Sends frames it made of the file with it, as one transaction. */
  readonly sendsFrames?: boolean;
  /** Has the server fetch the file from this path instead. */
  readonly importsFrom?: string | undefined;
}

/** Two frames, as a browser makes them. */
const BUNDLE = makeZipOf([
  ...[1, 2].map((number) => ({ name: frameName(number), data: Buffer.alloc(8 * 8 * 2, number) })),
  {
    name: 'metadata.json',
    data: Buffer.from(
      JSON.stringify({
        ...{ slug: 'clip', original_filename: 'clip.mp4', type: 'video', width: 8, height: 8 },
        ...{ frame_count: 2, format: 'rgb565', fps: 1 },
      }),
    ),
  },
]);

const declare = async (url: string, wanted: CreateTransaction): Promise<Transaction> => {
  const body = JSON.stringify(wanted);
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/v1/transactions`, { method: 'POST', body, headers });
  return TransactionSchema.parse(await answer.json());
};

/** In this many requests the bytes are sent. */
const PARTS = 2;

/** Without its server an upload waits for ever: whoever drives it starts both again. */
const STOPS: ReadonlySet<string> = new Set(['waiting', 'failed']);

/** Wants one video made and does not give up: `goOn` takes up where the server that died left off. */
export const createPatientUser = ({
  bytes,
  cancels = false,
  deletes = false,
  givesUpOne = false,
  sendsParts = false,
  sendsFrames = false,
  importsFrom,
}: Wishes) => {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const metadata = { filename: 'clip.mp4', recipe: JSON.stringify(SMALL_RECIPE) };
  const partBytes = Math.ceil(bytes.length / PARTS);
  const storage = createMemoryStorage();
  let abandoned: string | undefined;
  let hasGivenUp = !givesUpOne;
  let unwanted: string | undefined;
  let path: string | undefined;
  let jobId: string | undefined;
  let assetId: string | undefined;
  let isDeleted = false;

  const start = async (url: string): Promise<string> =>
    new URL(await startUpload(url, bytes.length, metadata)).pathname;

  const giveOneUp = async (url: string): Promise<void> => {
    abandoned ??= await start(url);
    const address = url + abandoned;
    if ((await offsetOf(address)) === 0) await patch(address, 0, bytes.subarray(0, 1000));
    const { status } = await tus(address, { method: 'DELETE' });
    if (status !== 204 && status !== 404) throw new Error(`giving an upload up was answered with ${status}`);
    hasGivenUp = true;
  };

  /** As a page that is opened again after each crash, with the same file. */
  const sendParts = async (url: string): Promise<void> => {
    const { uploads } = createClient({ baseUrl: url, uploads: { transport: 'multipart', storage } });
    try {
      await uploads.restore();
      const file = new File([new Uint8Array(bytes)], 'clip.mp4', { lastModified: 1 });
      const upload = uploads.items[0] ?? uploads.add(file, { recipe: JSON.stringify(SMALL_RECIPE) });
      if (upload.status.state === 'needs-file') uploads.add(file);
      const end = await upload.until(({ stage, state }) => stage === 'process' || STOPS.has(state));
      if (end.stage !== 'process') throw new Error(`sending parts came to ${end.error?.message}`);
      assetId = end.assetId ?? undefined;
      jobId = end.jobId ?? undefined;
    } finally {
      await uploads.close();
    }
  };

  /** The server knows by the transaction's key what has arrived, and which upload brings the rest. */
  const sendTogether = async (
    url: string,
    key: string,
    wanted: readonly FileRole[],
  ): Promise<Transaction> => {
    const of = { original: bytes, frames: BUNDLE };
    const files = (['frames', 'original'] as const).map((role) => ({
      ...{ role, name: `clip.${role}`, sizeBytes: of[role].length },
    }));
    const known = await declare(url, { key, files, recipe: SMALL_RECIPE });
    for (const { role, hasArrived, upload } of known.files) {
      if (hasArrived || !wanted.includes(role)) continue;
      const address = upload
        ? `${url}/api/v1/uploads/${upload.id}`
        : await startUpload(url, of[role].length, { transaction: known.id, role });
      await sendRest(address, of[role]);
    }
    return declare(url, { key, files, recipe: SMALL_RECIPE });
  };

  const sendWithFrames = async (url: string): Promise<void> => {
    const sent = await sendTogether(url, 'wanted-by-a-patient-user', ['frames', 'original']);
    if (sent.assetId === null || sent.jobId === null) throw new Error(`a transaction is ${sent.state}`);
    path = `/api/v1/uploads/${sent.files.find(({ role }) => role === 'original')?.upload?.id}`;
    ({ assetId, jobId } = sent);
  };

  const giveTransactionUp = async (url: string): Promise<void> => {
    unwanted ??= (await sendTogether(url, 'given-up-by-a-patient-user', ['frames'])).id;
    const { status } = await fetch(`${url}/api/v1/transactions/${unwanted}`, { method: 'DELETE' });
    if (status !== 204 && status !== 404) throw new Error(`giving up was answered with ${status}`);
    hasGivenUp = true;
  };

  /** The server knows what it was asked for, so nothing has to be remembered; nothing is asked for twice. */
  const importFile = async (url: string, from: string): Promise<void> => {
    const { imports, assets } = createClient({ baseUrl: url });
    const [known] = (await must(imports.list({ limit: 1 }))).items;
    let fetched = known ?? (await must(imports.create({ path: from, recipe: SMALL_RECIPE })));
    while (fetched.finishedAt === null) fetched = await must(imports.get(fetched.id));
    if (fetched.assetId === null || fetched.jobId === null) throw new Error(`an import ${fetched.state}`);
    const { total } = await must(assets.list());
    if (total !== 1) throw new Error(`one import made ${total} assets`);
    ({ assetId, jobId } = fetched);
  };

  const sendRest = async (address: string, all: Uint8Array = bytes): Promise<void> => {
    for (let offset = await offsetOf(address); offset < all.length; ) {
      const { status, headers, text } = await patch(
        address,
        offset,
        all.subarray(offset, offset + partBytes),
      );
      if (status !== 204) throw new Error(`bytes at ${offset} were answered with ${status}: ${text}`);
      offset = Number(headers['upload-offset']);
    }
  };

  return {
    told: (): Told => ({
      uploads: path === undefined ? [] : [{ id: idOf(path), digest, sizeBytes: bytes.length }],
      jobs: jobId === undefined ? [] : [jobId],
      deletedAssets: isDeleted && assetId !== undefined ? [assetId] : [],
    }),

    /** Rejects when the server dies, or does what it should not. */
    goOn: async (url: string, died: Promise<unknown>): Promise<void> => {
      const client = createClient({ baseUrl: url });
      if (!hasGivenUp) await (sendsFrames ? giveTransactionUp(url) : giveOneUp(url));
      if (sendsFrames && jobId === undefined) await sendWithFrames(url);
      if (sendsParts && jobId === undefined) await sendParts(url);
      if (importsFrom !== undefined && jobId === undefined) await importFile(url, importsFrom);
      if (jobId === undefined || assetId === undefined) {
        path ??= await start(url);
        await sendRest(url + path);
        const upload = await must(client.uploads.get(idOf(path)));
        if (upload.jobId === null || upload.assetId === null)
          throw new Error('all bytes are there and no job is');
        jobId = upload.jobId;
        assetId = upload.assetId;
      }
      if (isDeleted) return;
      if (cancels) await unless(client.jobs.cancel(jobId), 'CONFLICT', 'NOT_FOUND');
      if (!(deletes && (await isGone(client, assetId)))) await jobEnd(client, jobId, died);
      if (!deletes) return;
      await unless(client.assets.delete(assetId), 'NOT_FOUND');
      isDeleted = true;
    },
  };
};

/** Lets the user go on until the server has died or all is done; true when all is done. */
export const goOnUntilDeath = async (
  user: ReturnType<typeof createPatientUser>,
  server: MortalServer,
): Promise<boolean> => {
  if (server.url === undefined) return false;
  try {
    await user.goOn(server.url, server.gone);
    return true;
  } catch (error) {
    // A connection breaks a moment before the process is gone; a server that still answers has no excuse.
    const answers = await fetch(`${server.url}/healthz`).then(
      () => true,
      () => false,
    );
    if (answers) throw error;
    await server.gone;
    return false;
  }
};

const idOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Asked again after a crash, it may have been done already. */
const unless = async (answer: Answer<unknown>, ...done: readonly ApiError['code'][]): Promise<void> => {
  const result = await answer;
  if (!result.ok && !done.includes(result.error.code)) throw new Error(result.error.message);
};

const isGone = async (client: Client, assetId: string): Promise<boolean> => {
  const asset = await client.assets.get(assetId);
  return !asset.ok && asset.error.code === 'NOT_FOUND';
};

/** Resolves once the job has ended; asks as soon as events flow, so that none falls in between. */
const jobEnd = async (client: Client, jobId: string, died: Promise<unknown>): Promise<void> => {
  const ended = Promise.withResolvers<void>();
  const look = async (): Promise<void> => {
    if ((await must(client.jobs.get(jobId))).finishedAt !== null) ended.resolve();
  };
  const subscription = client.events.subscribe(
    { jobId },
    {
      onEvent: (event) => {
        if (event.type === 'job.updated' && event.job.finishedAt !== null) ended.resolve();
      },
      onReset: () => void look().catch(ended.reject),
      onStatus: (status) => {
        if (status === 'live') look().catch(ended.reject);
      },
    },
  );
  const death = died.then(() => Promise.reject(new Error('the server died')));
  await Promise.race([ended.promise, death]).finally(() => subscription.close());
};
