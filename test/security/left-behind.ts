import { join } from 'node:path';
import { filesIn } from '../../apps/server/src/testing/files-in.ts';
import type { ServerUnderTest } from '../../apps/server/src/testing/server-under-test.ts';

/** Everything a request could have left: rows and files. */
export const leftBehind = async ({ engine, imports, webhooks, folder, uploadsFolder }: ServerUnderTest) => {
  const page = { limit: 9, offset: 0 };
  return {
    assets: (await engine.listAssets({ ...page, sort: 'createdAt', order: 'desc' })).total,
    jobs: (await engine.listJobs(page)).total,
    imports: (await imports.list(page)).total,
    webhooks: (await webhooks.list({})).length,
    files: [...(await filesIn(uploadsFolder)), ...(await filesIn(join(folder, 'blobs')))],
  };
};

export const NOTHING = { assets: 0, jobs: 0, imports: 0, webhooks: 0, files: [] };
