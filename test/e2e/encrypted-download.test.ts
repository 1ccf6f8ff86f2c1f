import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import type { EncryptedFile } from '@reelmill/client';
import type { Result } from '@reelmill/core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { makeAsset } from '../rig/api.ts';
import { collectProblems, useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerHere } from '../rig/server-here.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const browser = useBrowser();

/** A page of the server's origin that has the client package as `client`, straight from its sources. */
const openPageWithClient = async (page: Page, origin: string): Promise<void> => {
  const imports = {
    '@reelmill/core': '/modules/packages/core/src/index.ts',
    zod: '/modules/node_modules/zod/index.js',
  };
  await page.route(`${origin}/modules/**`, async (route) => {
    const path = new URL(route.request().url()).pathname.slice('/modules/'.length);
    if (path === 'page') {
      return route.fulfill({
        contentType: 'text/html',
        body: `<script type="importmap">${JSON.stringify({ imports })}</script><script type="module">
          import { openEncrypted } from '/modules/packages/client/src/encrypted/open-encrypted.ts';
          globalThis.openEncrypted = openEncrypted;</script>`,
      });
    }
    const text = await readFile(join(REPOSITORY, path), 'utf8');
    const body = path.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
    return route.fulfill({ contentType: 'text/javascript', body });
  });
  await page.goto(`${origin}/modules/page`);
  await page.waitForFunction(() => 'openEncrypted' in globalThis);
};

interface PageGlobals {
  openEncrypted(options: {
    url: string;
    key: Uint8Array<ArrayBuffer>;
  }): Promise<Result<EncryptedFile, { code: string }>>;
}

it('is read in a browser as what it is, and not with another key', async () => {
  const { url, folder } = await startServerHere();
  const clip = await makeClip(folder, { seconds: 1, size: '1280x720' });
  const { id } = await makeAsset(url, clip, 'poster');
  const context = await browser().newContext();
  const problems = collectProblems(context);
  const page = await context.newPage();
  await openPageWithClient(page, url);

  const seen = await page.evaluate(async (assetId) => {
    const { openEncrypted } = globalThis as unknown as PageGlobals;
    const asset = await (await fetch(`/api/v1/assets/${assetId}`)).json();
    const address = `/api/v1/assets/${assetId}/outputs/poster/encrypted`;
    const { key } = await (await fetch(`${address}/key`)).json();
    const base64 = key.replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const same = (a: Uint8Array, b: Uint8Array) =>
      a.length === b.length && a.every((byte, index) => byte === b[index]);
    const plain = await (await fetch(asset.outputs[0].url)).bytes();

    const opened = await openEncrypted({ url: address, key: bytes });
    if (!opened.ok) return opened.error;
    const part = await opened.value.read(70, 5000);
    const wrong = await openEncrypted({ url: address, key: bytes.map((byte) => byte ^ 1) });
    return {
      whole: same(await new Response(opened.value.stream()).bytes(), plain),
      part: part.ok && same(part.value, plain.subarray(70, 5000)),
      wrong: wrong.ok ? null : wrong.error.code,
    };
  }, id);
  expect(seen).toEqual({ whole: true, part: true, wrong: 'WRONG_KEY' });
  expect(problems).toEqual([]);
});
