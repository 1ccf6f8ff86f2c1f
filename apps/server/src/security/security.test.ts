import { mkdir, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { addAsset } from '../testing/add-asset.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';
import { tus } from '../testing/tus-client.ts';
import { isFromForeignPage } from './foreign-pages.ts';

let folder: string;
let server: ServerUnderTest;
beforeEach(async () => {
  folder = await tempFolder();
  server = await openServer(folder);
});

const html = { accept: 'text/html,*/*' };

describe('pages of other sites', () => {
  it.each<[IncomingHttpHeaders, boolean]>([
    [{}, false],
    [{ origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' }, false],
    [{ origin: 'http://evil.example', host: '127.0.0.1:8080' }, true],
    [{ origin: 'http://127.0.0.1:9999', host: '127.0.0.1:8080' }, true],
    [{ origin: 'null', host: '127.0.0.1:8080' }, true],
    [{ origin: 'https://a.example', host: 'inner:8080', 'x-forwarded-host': 'a.example' }, true],
    [{ origin: 'https://a.example', host: 'inner:8080', 'sec-fetch-site': 'same-origin' }, false],
    [{ origin: 'http://b.a.example', host: 'a.example', 'sec-fetch-site': 'same-site' }, true],
    [{ 'sec-fetch-site': 'cross-site' }, true],
    [{ 'sec-fetch-site': 'none' }, false],
  ])('%j: %s', (headers, foreign) => {
    expect(isFromForeignPage({ headers, host: headers.host ?? '' })).toBe(foreign);
  });

  it('change nothing', async () => {
    const asset = await addAsset(server, 'bytes');
    const evil = { origin: 'http://evil.example' };
    for (const [method, path] of [
      ['POST', `/api/v1/jobs/${asset.job?.id}/cancel`],
      ['DELETE', `/api/v1/assets/${asset.id}`],
      ['POST', '/api/v1/uploads'],
      ['PUT', '/api/v1/assets?name=a'],
    ] as const) {
      const answer = await tus(`${server.url}${path}`, {
        method,
        headers: { ...evil, 'upload-length': '3' },
      });
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.text).message).toContain('other sites');
    }
    expect((await server.engine.getAsset(asset.id))?.job?.state).toBe('queued');
  });
});

describe('every answer', () => {
  it('has the headers that keep a browser safe', async () => {
    for (const path of ['/', '/healthz', '/docs', '/api/v1/nope', '/media/x/y']) {
      const { headers } = await fetch(`${server.url}${path}`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("script-src 'self';");
      expect(headers.get('content-security-policy')).toContain("worker-src 'self' blob:");
    }
  });
});

describe('the console', () => {
  it('says what to do when it is not built', async () => {
    const answer = await fetch(server.url, { headers: html });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('npm start');
  });

  it('serves its files, and its page at every address of its own', async () => {
    const consoleFolder = join(folder, 'dist');
    await mkdir(join(consoleFolder, 'assets'), { recursive: true });
    await writeFile(join(consoleFolder, 'index.html'), '<title>Reelmill</title>');
    await writeFile(join(consoleFolder, 'assets', 'app-1a2b.js'), 'go()');
    await writeFile(join(consoleFolder, '.built-from'), 'digest');
    const other = await openServer(await tempFolder(), { consoleFolder });
    for (const path of ['/', '/index.html', '/assets/asset_x', '/jobs', '/library?search=a']) {
      const answer = await fetch(`${other.url}${path}`, { headers: html });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(await answer.text()).toContain('Reelmill');
    }
    const script = await fetch(`${other.url}/assets/app-1a2b.js`);
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(script.headers.get('content-type')).toContain('javascript');
    for (const path of [
      '/assets/app-9z9z.js',
      '/.built-from',
      '/..%2fapp.sqlite',
      '/api/v1/nope',
      '/media/x',
    ]) {
      const answer = await fetch(`${other.url}${path}`, path.startsWith('/api') ? { headers: html } : {});
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});
