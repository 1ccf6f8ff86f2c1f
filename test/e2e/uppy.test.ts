import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type Uppy from '@uppy/core';
import type Tus from '@uppy/tus';
import type { Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
import { filesIn } from '../../apps/server/src/testing/files-in.ts';
import { openServer, type ServerUnderTest } from '../../apps/server/src/testing/server-under-test.ts';
import { collectProblems, useBrowser } from '../rig/browser.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const browser = useBrowser();
const MIB = 1 << 20;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
/** What the page makes its files of, so that no bytes need to go there. */
const fileOf = (seed: number, sizeBytes: number) => {
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes; at += 1) bytes[at] = (at * seed) % 251;
  return bytes;
};

const openPage = async ({ url }: ServerUnderTest): Promise<Page> => {
  const bundle = await rolldown({
    input: join(import.meta.dirname, '../rig/uppy-page.ts'),
    logLevel: 'silent',
  });
  const [script] = (await bundle.generate({ format: 'iife' })).output;
  const context = await browser().newContext();
  const page = await context.newPage();
  await page.route(`${url}/uppy`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><link rel=icon href=data:,>' }),
  );
  await page.goto(`${url}/uppy`);
  await page.addScriptTag({ content: script.code });
  return page;
};

interface Sent {
  readonly name: string;
  readonly url: string | undefined;
  readonly error: string | undefined;
}

/** Sends such files with Uppy as it comes, and tells what it says of each. */
const send = (
  page: Page,
  files: readonly { readonly name: string; readonly seed: number; readonly sizeBytes: number }[],
  options: {
    readonly tus?: object;
    readonly meta?: Record<string, string>;
    /** Once half of it is sent. */
    readonly midway?: 'pause' | 'cancel';
  } = {},
): Promise<readonly Sent[]> =>
  page.evaluate(
    async ([wanted, { tus, meta, midway }]) => {
      const loaded = window as unknown as { Uppy: typeof Uppy; Tus: typeof Tus };
      const uppy = new loaded.Uppy({ meta: meta ?? {} }).use(loaded.Tus, {
        endpoint: '/api/v1/uploads',
        retryDelays: [0, 0],
        ...tus,
      });
      for (const { name, seed, sizeBytes } of wanted) {
        const bytes = new Uint8Array(sizeBytes);
        for (let at = 0; at < sizeBytes; at += 1) bytes[at] = (at * seed) % 251;
        uppy.addFile({ name, type: 'video/mp4', data: new Blob([bytes]) });
      }
      let isMidway = false;
      uppy.on('upload-progress', (file, { bytesUploaded }) => {
        if (!midway || isMidway || bytesUploaded < (file?.size ?? 0) / 2) return;
        isMidway = true;
        if (midway === 'cancel') return uppy.cancelAll();
        uppy.pauseAll();
        setTimeout(() => uppy.resumeAll());
      });
      const result = await uppy.upload();
      const all = [...(result?.successful ?? []), ...(result?.failed ?? [])];
      return all.map((file) => ({
        ...{ name: file.name ?? '', url: file.response?.uploadURL, error: file.error ?? undefined },
      }));
    },
    [files, options] as const,
  );

it('Uppy sends, pauses, resumes, sends in parallel and cancels, unchanged', async () => {
  const server = await openServer(await tempFolder());
  const page = await openPage(server);
  const problems = collectProblems(page.context());
  const lookAt = async ({ url }: Sent) => (await fetch(new URL(url ?? '', server.url))).json();
  const names = async () =>
    (await server.engine.listAssets({ sort: 'createdAt', order: 'asc', limit: 20, offset: 0 })).total;

  const three = ['a.mp4', 'b.mp4', 'Größe 3.mp4'].map((name, index) => ({
    ...{ name, seed: index + 3, sizeBytes: 2 * MIB + index },
  }));
  const sent = await send(page, three);
  for (const { name, seed, sizeBytes } of three) {
    const own = sent.find((file) => file.name === name);
    expect(own && (await lookAt(own))).toMatchObject({
      ...{ state: 'complete', fileName: name, digest: sha256(fileOf(seed, sizeBytes)) },
    });
  }
  expect(await names()).toBe(3);

  // Names of their own: Uppy takes one of the same name and size for the same file, and would go on with it.
  const clip = (seed: number) => ({ name: `clip ${seed}.mp4`, seed, sizeBytes: 4 * MIB });
  for (const [options, seed] of [
    [{ tus: { chunkSize: MIB, parallelUploads: 3 } }, 8],
    [{ tus: { chunkSize: MIB, uploadDataDuringCreation: true } }, 9],
    [{ tus: { chunkSize: MIB }, midway: 'pause' }, 10],
  ] as const) {
    const [file] = await send(page, [clip(seed)], options);
    expect(file && (await lookAt(file))).toMatchObject({
      ...{ state: 'complete', digest: sha256(fileOf(seed, 4 * MIB)) },
    });
  }
  expect(await names()).toBe(6);

  await send(page, [clip(11)], { tus: { chunkSize: MIB }, midway: 'cancel' });
  await expect.poll(() => filesIn(server.uploadsFolder)).toEqual([]);
  expect(await names()).toBe(6);
  expect(problems).toEqual([]);

  const [refused] = await send(page, [clip(12)], { meta: { recipe: 'wbe' } });
  expect(refused?.error).toContain('There is no recipe named');
  const [made] = await send(page, [clip(13)], { meta: { recipe: 'poster' } });
  const { assetId } = await lookAt(made as Sent);
  expect((await server.engine.getAsset(assetId))?.job?.recipeName).toBe('poster');
  await page.context().close();
});
