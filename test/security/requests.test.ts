import { request as httpRequest } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import { addAsset, publish } from '../../apps/server/src/testing/add-asset.ts';
import {
  openServer,
  type ServerUnderTest,
  tempFolder,
} from '../../apps/server/src/testing/server-under-test.ts';
import { tus, tusMetadata } from '../../apps/server/src/testing/tus-client.ts';
import { leftBehind, NOTHING } from './left-behind.ts';
import { rawRequest, statusOf } from './raw-request.ts';

let server: ServerUnderTest;
beforeEach(async () => {
  server = await openServer(await tempFolder());
});

const HEAD = 'Host: localhost\r\nConnection: close\r\n';

/** A request whose path stays as it is written: a browser would put it right. */
const get = (path: string, method = 'GET') =>
  rawRequest(server.port, `${method} ${path} HTTP/1.1\r\n${HEAD}Tus-Resumable: 1.0.0\r\n\r\n`);

const postJson = (path: string, body: string) =>
  fetch(`${server.url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });

describe('a path that climbs', () => {
  const CLIMBS = [
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e/%2e%2e/etc/passwd',
    '..%5c..%5creelmill.sqlite',
    '%252e%252e%252freelmill.sqlite',
    '....//reelmill.sqlite',
    '/etc/passwd',
    '%00',
    'main.m3u8%00.ts',
    '%c0%ae%c0%ae/reelmill.sqlite',
    'reelmill.sqlite',
  ];

  it('leads to no file from any address that has parameters', async () => {
    const asset = await addAsset(server, 'root:x:0:0');
    const artifact = await publish(server, asset, {
      'main.m3u8': { text: '#EXTM3U', mediaType: 'text/plain' },
    });
    const { pathname } = new URL(artifact);
    const { paths } = server.app.swagger() as { paths: Record<string, Record<string, unknown>> };
    const places = Object.keys(paths).filter((path) => path.includes('{'));
    expect(places.length).toBeGreaterThan(20);
    for (const place of [...places, `${pathname}/{*}`, `/media/outputs/${asset.id}/{name}`, '/{*}']) {
      for (const climb of CLIMBS) {
        const path = place.replace(/\{[^}]+\}/g, climb);
        const answer = await get(path);
        expect([path, [400, 404].includes(statusOf(answer))]).toEqual([path, true]);
        expect(answer).not.toMatch(/root:x|SQLite format|#EXTM3U/);
      }
    }
  });

  it('deletes and changes nothing', async () => {
    const asset = await addAsset(server, 'bytes');
    for (const climb of CLIMBS) {
      for (const [method, place] of [
        ['DELETE', `/api/v1/assets/${climb}`],
        ['DELETE', `/api/v1/uploads/${climb}`],
        ['PATCH', `/api/v1/uploads/${climb}`],
        ['POST', `/api/v1/jobs/${climb}/cancel`],
        ['DELETE', `/api/v1/webhooks/${climb}`],
      ] as const) {
        expect(statusOf(await get(place, method))).toBeGreaterThanOrEqual(400);
      }
    }
    expect((await server.engine.getAsset(asset.id))?.job?.state).toBe('queued');
    const source = await fetch(`${server.url}/api/v1/assets/${asset.id}/source`);
    expect(await source.text()).toBe('bytes');
  });

  it('is not followed in what is imported or called', async () => {
    for (const path of ['../../etc/passwd', '/etc/passwd', 'a/../../reelmill.sqlite', '\0']) {
      const answer = await postJson('/imports', JSON.stringify({ path }));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
    expect(await leftBehind(server)).toEqual(NOTHING);
  });
});

describe('a request made to be too much', () => {
  it('has its headers refused, by size and by number', async () => {
    for (const headers of [`X-Large: ${'a'.repeat(100_000)}\r\n`, 'X-Many: a\r\n'.repeat(20_000)]) {
      const answer = await rawRequest(server.port, `POST /api/v1/uploads HTTP/1.1\r\n${HEAD}${headers}\r\n`);
      expect([statusOf(answer), answer.includes('too large')]).toEqual([400, true]);
    }
    expect((await get(`/${'a'.repeat(100_000)}`)).startsWith('HTTP/1.1 400')).toBe(true);
    expect(await leftBehind(server)).toEqual(NOTHING);
  });

  it('has JSON refused that is too long, too deep or reaches for prototypes, and the server goes on', async () => {
    const digest = 'a'.repeat(64);
    const asset = (fields: string) => `{"name":"a","sourceDigest":"${digest}",${fields}}`;
    const deep = `${'['.repeat(400_000)}${']'.repeat(400_000)}`;
    const nested = `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`;
    const many = `{${Array.from({ length: 60_000 }, (_, index) => `"k${index}":1`).join(',')}}`;
    for (const [body, status] of [
      [`{"name":"${'a'.repeat(1_100_000)}"}`, 413],
      [deep, 400],
      [nested, 400],
      [asset(`"metadata":${nested}`), 400],
      [asset(`"metadata":{"a":${deep}}`), 400],
      [asset(`"recipe":${deep}`), 400],
      [asset(`"recipe":{"outputs":${deep}}`), 400],
      [asset(`"recipe":{"outputs":[{"kind":"hls","rungs":${nested}}]}`), 400],
      [asset(`"metadata":${many}`), 400],
      [asset('"metadata":{},"__proto__":{"isAdmin":true}'), 400],
      [asset('"constructor":{"prototype":{"isAdmin":true}}'), 400],
      ['{', 400],
      ['', 400],
    ] as const) {
      for (const path of ['/assets', '/imports', '/webhooks', '/bulk']) {
        const answer = await postJson(path, body);
        expect([path, body.slice(0, 80), answer.status]).toEqual([path, body.slice(0, 80), status]);
        // What is told of it does not grow with it.
        expect((await answer.text()).length).toBeLessThan(10_000);
      }
    }
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(await leftBehind(server)).toEqual(NOTHING);
  });

  it('has the same refused where it comes as tus metadata or in a query', async () => {
    const nested = `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`;
    const wrong: readonly Record<string, string>[] = [
      { metadata: nested },
      { recipe: nested },
      { recipe: '[' },
      { priority: '1e9' },
    ];
    for (const metadata of wrong) {
      const answer = await tus(`${server.url}/api/v1/uploads`, {
        method: 'POST',
        headers: { 'upload-length': '3', 'upload-metadata': tusMetadata({ filename: 'a', ...metadata }) },
      });
      expect(answer.status).toBe(400);
      const query = new URLSearchParams({ name: 'a', ...metadata });
      const put = await fetch(`${server.url}/api/v1/assets?${query}`, { method: 'PUT', body: 'abc' });
      expect(put.status).toBe(400);
    }
    expect(await leftBehind(server)).toEqual(NOTHING);
  });
});

describe('a name made of headers', () => {
  const NAMES = [
    'a\r\nSet-Cookie: x=1\r\n.mp4',
    'a\nX-Evil: 1.mp4',
    'a";filename="evil.html',
    'a%0d%0aX-Evil: 1.mp4',
    'ü\u2028\u0085.mp4',
    '\u202egpj.exe',
    "a'%22*.mp4",
    '../../evil.html',
  ];

  it('adds none to a download, which stays a download', async () => {
    for (const name of NAMES) {
      const asset = await addAsset(server, 'bytes', name);
      const { headers } = await fetch(`${server.url}/api/v1/assets/${asset.id}/source`);
      expect(headers.get('set-cookie')).toBeNull();
      expect(headers.get('x-evil')).toBeNull();
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('content-disposition')).toMatch(
        /^attachment; filename="[^"\\\r\n]*"; filename\*=UTF-8''[\w.!~%-]*$/,
      );
    }
  });

  it('adds none to the address of an upload, nor to what HEAD tells', async () => {
    for (const name of NAMES) {
      const made = await tus(`${server.url}/api/v1/uploads`, {
        method: 'POST',
        headers: { 'upload-length': '3', 'upload-metadata': tusMetadata({ filename: name }) },
      });
      expect(made.status).toBe(201);
      expect(made.headers.location).toMatch(/^\/api\/v1\/uploads\/[\w-]+$/);
      const head = await tus(`${server.url}${made.headers.location}`, { method: 'HEAD' });
      for (const { headers } of [made, head])
        expect([headers['set-cookie'], headers['x-evil']]).toEqual([undefined, undefined]);
    }
  });
});

describe('a method that is not meant', () => {
  it('is refused, however it is spelled or smuggled', async () => {
    const asset = await addAsset(server, 'bytes');
    const address = `/api/v1/assets/${asset.id}`;
    for (const [method, path] of [
      ['TRACE', '/'],
      ['PUT', address],
      ['delete', address],
      ['DELETE', '/api/v1/assets'],
      ['POST', address],
      ['PROPFIND', '/'],
      ['POST', '/healthz'],
      ['DELETE', '/media/x/y'],
    ] as const) {
      expect(statusOf(await get(path, method))).toBeGreaterThanOrEqual(400);
    }
    const override = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE', _method: 'DELETE' };
    for (const method of ['GET', 'POST']) {
      await fetch(`${server.url}${address}?_method=DELETE`, { method, headers: override });
    }
    expect((await server.engine.getAsset(asset.id))?.id).toBe(asset.id);
  });

  it('is not hidden in the body of another request', async () => {
    const asset = await addAsset(server, 'bytes');
    const hidden = `DELETE /api/v1/assets/${asset.id} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const json = 'Content-Type: application/json\r\n';
    for (const lengths of [
      `Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
      `Content-Length: 2\r\nContent-Length: ${hidden.length}\r\n\r\n{}${hidden}`,
      `Transfer-Encoding: xchunked\r\n\r\n${hidden}`,
      `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${hidden}`,
      `Content-Length: +2\r\n\r\n{}${hidden}`,
    ]) {
      const answer = await rawRequest(server.port, `POST /api/v1/bulk HTTP/1.1\r\n${HEAD}${json}${lengths}`);
      expect(statusOf(answer)).toBe(400);
    }
    expect((await server.engine.getAsset(asset.id))?.id).toBe(asset.id);
  });
});

describe('an answer of any kind', () => {
  it('has the headers that keep a browser safe', async () => {
    const asset = await addAsset(server, 'bytes');
    const media = await publish(server, asset, { 'main.m3u8': { text: '#EXTM3U', mediaType: 'text/plain' } });
    server.app.server.prependListener('request', (request) => {
      // What a bug of ours would do.
      if (request.url === '/healthz')
        server.engine.store.direct.jobs.countByState = () => Promise.reject(new Error('x'));
    });
    const answers = await Promise.all([
      get('/docs/static/index.html'),
      get('/docs/json'),
      get('/api/v1/assets'),
      get('/healthz'),
      get(`${new URL(media).pathname}/main.m3u8`),
      get('/media/x/y'),
      get('/api/v1/nope'),
      get('/api/v1/assets?limit=x'),
      get('/%zz'),
      get('/', 'OPTIONS'),
      get('/api/v1/uploads', 'POST'),
      rawRequest(server.port, 'nonsense\r\n\r\n'),
      rawRequest(server.port, `GET / HTTP/1.1\r\n${HEAD}X: ${'a'.repeat(100_000)}\r\n\r\n`),
      rawRequest(server.port, 'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'),
    ]);
    expect(new Set(answers.map(statusOf))).toEqual(new Set([200, 302, 400, 404, 421, 500]));
    for (const answer of answers) {
      const head = answer.slice(0, answer.indexOf('\r\n\r\n')).toLowerCase();
      expect(head).toContain('\r\nx-content-type-options: nosniff');
      expect(head).toContain('\r\nreferrer-policy: same-origin');
      expect(head).toContain("\r\ncontent-security-policy: default-src 'self'; script-src 'self';");
      expect(head).not.toMatch(/\r\n(server|x-powered-by):/);
      // Neither where it went wrong nor where we live.
      expect(answer).not.toMatch(/\.ts:\d|node_modules|\/tmp\//);
    }
  });

  it('is not steered by a page that holds the connection: bodies that are not JSON are not read as it', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=a',
    ]) {
      const sent = httpRequest(`${server.url}/api/v1/webhooks`, {
        method: 'POST',
        headers: { 'content-type': type },
      });
      const status = new Promise((resolve) => sent.on('response', (answer) => resolve(answer.statusCode)));
      sent.end('{"url":"https://evil.example"}');
      expect(await status).toBe(415);
    }
    expect(await leftBehind(server)).toEqual(NOTHING);
  });
});
