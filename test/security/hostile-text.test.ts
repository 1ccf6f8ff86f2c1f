import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { expect, it } from 'vitest';
import { ffmpeg } from '../media/numbered-clip.ts';
import { endedJob, putFile } from '../rig/api.ts';
import { useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerProcess } from '../rig/server-process.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const browser = useBrowser();

const HOSTILE = `"'><script>window.pwned=1</script><img src=x onerror="window.pwned=1"><svg onload=window.pwned=1>`;

/** Whatever would show that text became markup: a script that ran, one that the policy stopped, a request elsewhere. */
const collectHarm = async (context: BrowserContext, origin: string): Promise<string[]> => {
  const harm: string[] = [];
  await context.exposeFunction('tellHarm', (what: string) => harm.push(what));
  await context.addInitScript(() => {
    const { tellHarm } = window as unknown as { tellHarm: (what: string) => void };
    Object.defineProperty(window, 'pwned', {
      set: () => {
        tellHarm('a script of a user ran');
      },
    });
    document.addEventListener('securitypolicyviolation', (event) => {
      // zod asks once whether it may compile schemas, and hears no.
      if (event.blockedURI === 'eval') return;
      tellHarm(`the policy stopped ${event.violatedDirective}: ${event.sample || event.blockedURI}`);
    });
  });
  context.on('page', (page) => {
    page.on('dialog', (dialog) => harm.push(`a dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      const isOurs = url.origin === origin || url.protocol === 'blob:' || url.protocol === 'data:';
      if (!isOurs || url.pathname.endsWith('/x')) harm.push(`a request to ${url.href}`);
    });
  });
  return harm;
};

it('what users write is shown as text on every page, and no script of theirs runs', async () => {
  const folder = await tempFolder();
  const plain = await makeClip(folder, { seconds: 1, size: '160x90' });
  const clip = join(folder, 'tagged.mkv');
  const tags = ['title', 'comment', 'artist'].flatMap((tag) => ['-metadata', `${tag}=${HOSTILE}`]);
  const languages = ['-metadata:s:v:0', `title=${HOSTILE}`, '-metadata:s:a:0', `title=${HOSTILE}`];
  await ffmpeg('-i', plain, '-map', '0', '-c', 'copy', ...tags, ...languages, clip);
  const server = await startServerProcess(folder);

  const sources = [
    clip,
    ...sharedMedia('bad')
      .concat(sharedMedia('good'))
      .filter(({ name }) => name === 'metadata-xss.mp4')
      .map(({ path }) => path),
  ];
  const ids: string[] = [];
  for (const path of sources) {
    const asset = await putFile(server.url, path, 'web-small', HOSTILE);
    const renamed = await fetch(`${server.url}/api/v1/assets/${asset.id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: HOSTILE, metadata: { [HOSTILE.slice(0, 60)]: HOSTILE } }),
    });
    expect(renamed.status).toBe(200);
    expect((await endedJob(server.url, asset.job?.id ?? '')).state).toBe('succeeded');
    ids.push(asset.id);
  }
  // Failed ones have words of their own.
  const failed = await fetch(`${server.url}/api/v1/assets?${new URLSearchParams({ name: HOSTILE })}`, {
    method: 'PUT',
    body: HOSTILE,
  });
  const { id, job } = (await failed.json()) as { id: string; job: { id: string } };
  expect((await endedJob(server.url, job.id)).state).toBe('failed');

  const context = await browser().newContext();
  const harm = await collectHarm(context, server.url);
  const page = await context.newPage();
  const query = encodeURIComponent(HOSTILE);
  for (const path of ['/', ...[...ids, id].map((asset) => `/assets/${asset}`)]) {
    await page.goto(`${server.url}${path}`);
    // Of a name as a file has it, the part behind its last slash.
    await page
      .getByText('<img src=x onerror=')
      .filter({ visible: true })
      .first()
      .waitFor({ timeout: 15_000 });
  }
  // Addresses are written by strangers, too.
  for (const path of [
    `/?search=${query}`,
    `/assets/${query}`,
    `/webhooks?state=${query}`,
    `/${query}`,
    `/#${query}`,
  ]) {
    await page.goto(`${server.url}${path}`);
    await page.getByText('Live', { exact: true }).waitFor();
  }
  expect(await page.locator('img[src="x"], svg[onload]').count()).toBe(0);
  expect(harm).toEqual([]);

  // The watcher would have seen it: the same text as markup is stopped by the policy.
  const seen = page.waitForFunction(() => 'isStopped' in window);
  await page.evaluate((text) => {
    document.addEventListener('securitypolicyviolation', () => Object.assign(window, { isStopped: true }));
    document.body.insertAdjacentHTML('beforeend', text);
  }, HOSTILE);
  await seen;
  expect(harm.join()).toContain('the policy stopped script-src');
  expect(harm.join()).not.toContain('a script of a user ran');
  await context.close();
});
