import { randomBytes } from 'node:crypto';
import { AssetSchema } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { publish } from '../testing/add-asset.ts';
import { FILES, nowhere, usePlaybackServer } from '../testing/playback-rig.ts';

const rig = usePlaybackServer();
const { keyFor, published, call, get, mint, show, under } = rig;

describe('without a token', () => {
  it('nothing of an asset can be had that nobody opened, nor told from what is not there', async () => {
    const missing = await get(`${'0'.repeat(64)}/main.m3u8`);
    for (const path of [`${rig.media}/main.m3u8`, `${rig.media}/480p/0.m4s`, `${rig.media}/nope`]) {
      expect(await get(path)).toMatchObject({ status: 404, text: missing.text });
      expect(await get(path, {}, 'HEAD')).toMatchObject({ status: 404 });
    }
    for (const path of [
      `live/${rig.asset.job?.id}/main.m3u8`,
      `outputs/${rig.asset.id}/hls`,
      `stills/${rig.asset.id}?at=0`,
      `outputs/${rig.asset.id}/hls/encrypted`,
      `${rig.media}/keys/0`,
    ]) {
      expect(await get(path)).toMatchObject(nowhere);
    }
  });

  it('everybody may see what is public, from the moment it is until the moment it is not', async () => {
    await show('public');
    const { headers } = await get(`${rig.media}/480p/0.m4s`);
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
    });
    await show(null);
    expect(await get(`${rig.media}/480p/0.m4s`)).toMatchObject(nowhere);
    await show('public');
    expect(await get(`${rig.media}/480p/0.m4s`)).toMatchObject({ status: 200 });
    await show('private');
    expect(await get(`${rig.media}/480p/0.m4s`)).toMatchObject(nowhere);
  });

  it('an artifact can be seen as long as any asset it belongs to can', async () => {
    const twin = await published('one and the same');
    const other = await published('one and the same');
    expect(other.media).toBe(twin.media);
    expect(await get(`${twin.media}/title`)).toMatchObject(nowhere);
    await show('public', other.asset);
    expect(await get(`${twin.media}/title`)).toMatchObject({ status: 200, text: 'one and the same' });
    expect((await call('DELETE', `/assets/${other.asset.id}`)).status).toBe(204);
    expect(await get(`${twin.media}/title`)).toMatchObject(nowhere);
    const { token } = await mint({}, twin.asset);
    expect(await under(token, `${twin.media}/title`)).toMatchObject({ status: 200 });
  });

  it('whoever shows a key sees what it may, for pages of this server alone, and asks again', async () => {
    const { status, headers } = await get(`${rig.media}/480p/0.m4s`, rig.admin);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'cache-control': 'private, no-cache',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('another user', () => {
  it('sees nothing of what is not his, and gives nobody leave to it', async () => {
    const [ann, bob] = await Promise.all(['ann', 'bob'].map((userId) => keyFor(userId)));
    const file = { method: 'PUT', headers: ann ?? {}, body: randomBytes(8) };
    const put = await fetch(`${rig.server.url}/api/v1/assets?name=a.mp4`, file);
    const hers = AssetSchema.parse(await put.json());
    const url = await publish(rig.server, hers, {
      ...FILES,
      title: { text: hers.id, mediaType: 'text/plain' },
    });
    const path = `${new URL(url).pathname.slice('/media/'.length)}/480p/0.m4s`;
    expect(await get(path, ann)).toMatchObject({ status: 200, text: 'the segment' });
    expect(await get(path, bob)).toMatchObject(nowhere);
    expect(await get(path, rig.admin)).toMatchObject({ status: 200 });
    const tokens = `${rig.server.url}/api/v1/assets/${hers.id}/playback-tokens`;
    for (const method of ['POST', 'GET', 'DELETE']) {
      const json = method === 'POST' ? { 'content-type': 'application/json' } : {};
      const body = method === 'POST' ? '{}' : null;
      expect((await fetch(tokens, { method, headers: { ...bob, ...json }, body })).status).toBe(404);
    }
    const { token } = await mint({}, hers);
    expect(await under(token, path)).toMatchObject({ status: 200 });
    await show('public', hers);
    expect(await get(path, bob)).toMatchObject({ status: 200 });
    expect(
      (await fetch(`${rig.server.url}/api/v1/playback-keys/rotate`, { method: 'POST', headers: bob })).status,
    ).toBe(403);
  });
});
