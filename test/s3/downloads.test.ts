import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AssetSchema } from '@reelmill/core';
import { expect, inject, it } from 'vitest';
import { runningProcess } from '../../apps/server/src/testing/server-process.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const { endpoint, bucket, accessKeyId, secretAccessKey } = inject('s3');
const bytes = randomBytes(9_000_000);
const digest = createHash('sha256').update(bytes).digest('hex');

it('gives a large file out of the bucket itself to who may have it, by an address that is told nowhere else', async () => {
  const dataFolder = await tempFolder();
  const server = await runningProcess({
    dataFolder,
    env: {
      ...{ LOG_LEVEL: 'trace', S3_DOWNLOADS: 'direct', S3_PREFIX: `${randomUUID()}/`, S3_REGION: 'default' },
      ...{ S3_ENDPOINT: endpoint, S3_BUCKET: bucket },
      ...{ S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey },
    },
  });
  const api = `${server.url}/api/v1`;
  const json = { 'content-type': 'application/json' };
  const wanted = JSON.stringify({ userId: 'local', name: 'first', scope: 'admin' });
  const made = await fetch(`${api}/keys`, { method: 'POST', headers: json, body: wanted });
  const { key } = (await made.json()) as { key: string };
  const headers = { authorization: `Bearer ${key}` };
  const put = await fetch(`${api}/assets?name=film.html`, { method: 'PUT', headers, body: bytes });
  const asset = AssetSchema.parse(await put.json());
  const source = `${api}/assets/${asset.id}/source`;

  const answer = await fetch(source, { headers });
  expect(answer.url.startsWith(`${endpoint}/${bucket}/`)).toBe(true);
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(answer.headers.get('content-disposition')).toContain('attachment; filename="film.html"');
  expect(
    createHash('sha256')
      .update(await answer.bytes())
      .digest('hex'),
  ).toBe(digest);
  // Had our key come along, the store would not know whom to believe.
  expect((await fetch(answer.url, { headers })).status).toBe(400);
  // Gone on with where it broke off, as the store knows the file.
  const etag = answer.headers.get('etag') ?? '';
  const more = { ...headers, range: 'bytes=8999990-', 'if-range': etag };
  const rest = await fetch(source, { headers: more });
  expect([rest.status, rest.redirected]).toEqual([206, true]);
  expect(Buffer.from(await rest.bytes()).equals(bytes.subarray(8_999_990))).toBe(true);
  expect((await fetch(source)).status).toBe(401);
  const head = await fetch(source, { method: 'HEAD', headers });
  expect([head.redirected, head.headers.get('content-length')]).toEqual([false, '9000000']);

  const answers = [];
  for (const path of ['assets', 'jobs', `assets/${asset.id}`, 'nope'])
    answers.push(await (await fetch(`${api}/${path}`, { headers })).text());
  server.child.kill('SIGTERM');
  expect(await server.exited).toBe(0);
  const kept = [];
  for (const name of (await readdir(dataFolder)).filter((file) => file.startsWith('reelmill.sqlite')))
    kept.push(await readFile(join(dataFolder, name), 'latin1'));
  expect(server.stderr()).not.toBe('');
  expect(kept.join('')).toContain(asset.id);
  for (const told of [server.stderr(), ...answers, ...kept]) {
    expect(told).not.toMatch(/X-Amz|Signature=/);
    expect(told).not.toContain(accessKeyId);
    expect(told).not.toContain(secretAccessKey);
  }
});
