import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createClient, type UploadHandle, type UploadStatus, type UploadsOptions } from '@reelmill/client';
import type { Asset } from '@reelmill/core';
import { beforeEach, onTestFinished } from 'vitest';
import { type FaultyWay, openFaultyWay } from '../../apps/server/src/testing/faulty-way.ts';
import { filesIn } from '../../apps/server/src/testing/files-in.ts';
import { openServer, type ServerUnderTest } from '../../apps/server/src/testing/server-under-test.ts';
import { tempFolder } from './temp-folder.ts';

const MIB = 1 << 20;
/** A chunk or part of 8 MiB, and one more. */
export const filmBytes = randomBytes(9 * MIB);
export const smallBytes = randomBytes(30_000);
export const digestOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
export const fileOf = (content: Uint8Array<ArrayBuffer>, name = 'film.mp4', lastModified = 1): File =>
  new File([content], name, { type: 'video/mp4', lastModified });
export const film = (): File => fileOf(filmBytes);

export const arrived = (upload: UploadHandle): Promise<UploadStatus> =>
  upload.until(({ stage, state }) => stage === 'process' || state === 'failed');
export const halfSent = (upload: UploadHandle): Promise<UploadStatus> =>
  upload.until(({ bytesSent }) => bytesSent >= 8 * MIB);

/** What is left where nothing is. */
export const NOTHING = { assets: [], uploads: [], blobs: [] };

/** For each test a server that encodes nothing, and the SDK's uploads on a way to it that can be disturbed. */
export const useUploads = () => {
  const rig = {} as { folder: string; server: ServerUnderTest; way: FaultyWay };
  beforeEach(async () => {
    rig.folder = await tempFolder();
    rig.server = await openServer(rig.folder);
    rig.way = await openFaultyWay(rig.server.url);
  });
  const assets = async (): Promise<readonly Asset[]> =>
    (await rig.server.engine.listAssets({ sort: 'createdAt', order: 'asc', limit: 9, offset: 0 })).items;
  return Object.assign(rig, {
    assets,
    open: (options: UploadsOptions = {}, apiKey?: string) => {
      const key = apiKey === undefined ? {} : { apiKey };
      const { uploads } = createClient({ baseUrl: rig.way.url, uploads: options, ...key });
      onTestFinished(() => uploads.close());
      return uploads;
    },
    bodiesSent: () => rig.way.asked.filter(({ method }) => method === 'PATCH' || method === 'PUT'),
    left: async () => ({
      assets: await assets(),
      uploads: [
        ...(await filesIn(rig.server.uploadsFolder)),
        ...(await filesIn(join(rig.folder, 'multipart'))),
      ],
      blobs: await filesIn(join(rig.folder, 'blobs')),
    }),
    /** Stands in the way of what `test` names until it is let through. */
    gate: (test: (method: string, path: string) => boolean) => {
      const reached = Promise.withResolvers<void>();
      const opened = Promise.withResolvers<void>();
      rig.way.fault = async ({ method, path }) => {
        if (!test(method, path)) return undefined;
        reached.resolve();
        await opened.promise;
        return undefined;
      };
      return { reached: reached.promise, letThrough: () => opened.resolve() };
    },
  });
};
