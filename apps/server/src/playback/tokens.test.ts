import { randomBytes } from 'node:crypto';
import { PlaybackTokenListSchema } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { addAsset, publish } from '../testing/add-asset.ts';
import { nowhere, refused, usePlaybackServer } from '../testing/playback-rig.ts';

const rig = usePlaybackServer();
const { published, call, get, mint, show, under } = rig;

describe('a token', () => {
  it('opens everything of its asset, for as long as it is good', async () => {
    const { token, url, expiresAt } = await mint({ expiresInSeconds: 60 });
    expect(Date.parse(expiresAt) - rig.nowMs).toBeLessThanOrEqual(61_000);
    expect(url).toBe(`/media/t/${token}/${rig.media}/main.m3u8`);
    const main = await fetch(`${rig.server.url}${url}`);
    expect(await main.text()).toContain('480p/playlist.m3u8');
    const segment = await fetch(new URL('480p/0.m4s', main.url));
    expect(await segment.text()).toBe('the segment');
    expect(segment.headers.get('access-control-allow-origin')).toBe('*');
    expect(segment.headers.get('cache-control')).toMatch(/^private, max-age=(5\d|60|61), immutable$/);
    expect(await under(token, `outputs/${rig.asset.id}/hls`)).toMatchObject({
      status: 302,
      headers: { location: url, 'cache-control': 'no-store' },
    });
    rig.nowMs = Date.parse(expiresAt);
    expect(await under(token)).toMatchObject(refused('its time is over'));
  });

  it('opens nothing of any other asset, and does not tell whether it is there', async () => {
    const { token } = await mint();
    const other = await published();
    const missing = await under(token, `${'0'.repeat(64)}/480p/0.m4s`);
    expect(missing).toMatchObject(nowhere);
    for (const path of [`${other.media}/main.m3u8`, `${other.media}/480p/0.m4s`]) {
      expect(await under(token, path)).toMatchObject({ status: 404, text: missing.text });
    }
    for (const path of [
      `live/${other.asset.job?.id}/main.m3u8`,
      `outputs/${other.asset.id}/hls`,
      `outputs/${other.asset.id}/hls/encrypted`,
      `outputs/${other.asset.id}/hls/encrypted/key`,
      `stills/${other.asset.id}?at=0`,
    ]) {
      expect(await under(token, path)).toMatchObject(nowhere);
    }
    // Not even for somebody who could see it without.
    expect(await under(token, `${other.media}/main.m3u8`, rig.admin)).toMatchObject(nowhere);
    await show('public', other.asset);
    expect(await under(token, `${other.media}/main.m3u8`)).toMatchObject(nowhere);
  });

  it('opens nothing when it was altered, cut off or made up', async () => {
    const { token } = await mint();
    const unsigned = refused('not signed by this server');
    const swap = (at: number) =>
      `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    for (const forged of [
      ...[0, 4, 10, 30, 50, 60].map(swap),
      token.slice(0, -1),
      `${token}A`,
      randomBytes(56).toString('base64url'),
      'A'.repeat(75),
      'x',
    ]) {
      expect(await under(forged)).toMatchObject(unsigned);
    }
    expect(await under(token)).toMatchObject({ status: 200 });
  });

  it('can be taken back, alone or with all of its asset, at once and for ever', async () => {
    const [first, second, third] = [await mint(), await mint(), await mint({ ip: '127.0.0.1' })];
    const path = `/assets/${rig.asset.id}/playback-tokens`;
    const listed = async () => PlaybackTokenListSchema.parse((await call('GET', path)).body).items;
    expect(await listed()).toMatchObject([
      { id: third.id, ip: '127.0.0.1' },
      { id: second.id },
      { id: first.id },
    ]);
    expect(JSON.stringify(await listed())).not.toContain(third.token.slice(-20));
    expect(await under(first.token)).toMatchObject({ status: 200 });
    expect((await call('DELETE', `${path}/${first.id}`)).status).toBe(204);
    expect(await under(first.token)).toMatchObject(refused('taken back'));
    expect(await under(second.token)).toMatchObject({ status: 200 });
    expect((await call('DELETE', `${path}/${first.id}`)).status).toBe(404);
    const other = await published();
    expect((await call('DELETE', `/assets/${other.asset.id}/playback-tokens/${second.id}`)).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(204);
    expect(await listed()).toEqual([]);
    for (const { token } of [second, third]) expect(await under(token)).toMatchObject(refused('taken back'));
    await rig.restart();
    expect(await under(second.token)).toMatchObject(refused('taken back'));
    expect(await under((await mint()).token)).toMatchObject({ status: 200 });
  });

  it('is good from one address only, where it was bound to one', async () => {
    expect(await under((await mint({ ip: '192.0.2.1' })).token)).toMatchObject(
      refused('another network address'),
    );
    expect(await under((await mint({ ip: '127.0.0.1' })).token)).toMatchObject({ status: 200 });
    expect((await call('POST', `/assets/${rig.asset.id}/playback-tokens`, { ip: 'localhost' })).status).toBe(
      400,
    );
  });

  it('outlives one new signing key, and not two', async () => {
    const before = await mint();
    const { body } = await call('POST', '/playback-keys/rotate');
    const during = await mint();
    expect(await under(before.token)).toMatchObject({ status: 200 });
    const rotated = await call('POST', '/playback-keys/rotate');
    expect(rotated.body).toMatchObject({
      current: { number: body.current.number + 1 },
      previous: body.current,
    });
    expect(await under(before.token)).toMatchObject(refused('its key is gone'));
    expect(await under(during.token)).toMatchObject({ status: 200 });
    const { body: list } = await call('GET', `/assets/${rig.asset.id}/playback-tokens`);
    expect(list.items.map(({ id }: { id: string }) => id)).toEqual([during.id]);
  });

  it('ends with its asset', async () => {
    const { token } = await mint();
    expect(await under(token)).toMatchObject({ status: 200 });
    expect((await call('DELETE', `/assets/${rig.asset.id}`)).status).toBe(204);
    expect(await under(token)).toMatchObject(nowhere);
    expect((await call('POST', `/assets/${rig.asset.id}/playback-tokens`, {})).status).toBe(404);
  });

  it('opens nothing of the API', async () => {
    const { token } = await mint();
    for (const path of [`/api/v1/assets/${rig.asset.id}`, rig.asset.source.url]) {
      const answer = await fetch(`${rig.server.url}${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(401);
    }
    expect(await under(token, `../../../api/v1/assets/${rig.asset.id}`)).not.toMatchObject({ status: 200 });
  });
});

describe('keys of encrypted streams', () => {
  it('are given out under a token, to any page, and kept by nobody', async () => {
    const encryption = {
      scheme: 'aes-128',
      keyId: 'ab'.repeat(16),
      segmentsPerKey: null,
      keyCount: 2,
      license: null,
    };
    const stream = await published('aes', { encryption });
    const { token } = await mint({}, stream.asset);
    expect(await get(`${stream.media}/keys/1`)).toMatchObject(nowhere);
    const key = await fetch(`${rig.server.url}/media/t/${token}/${stream.media}/keys/1`);
    expect(await key.bytes()).toHaveLength(16);
    expect(Object.fromEntries(key.headers)).toMatchObject({
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    });
    expect(await under(token, `${stream.media}/keys/2`)).toMatchObject(nowhere);
    expect(await under((await mint()).token, `${stream.media}/keys/1`)).toMatchObject(nowhere);
    const own = await get(`${stream.media}/keys/1`, rig.admin);
    expect(own.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('come as a licence to a page of another site that shows a token, and to no other', async () => {
    const keyId = 'cd'.repeat(16);
    const encryption = {
      scheme: 'cenc',
      keyId,
      segmentsPerKey: null,
      keyCount: 1,
      license: { url: 'license' },
    };
    const stream = await published('cenc', { encryption });
    const { token } = await mint({}, stream.asset);
    const ask = (prefix: string) =>
      fetch(`${rig.server.url}/media/${prefix}${stream.media}/license`, {
        method: 'POST',
        headers: { origin: 'https://videos.example', 'sec-fetch-site': 'cross-site' },
        body: JSON.stringify({ kids: [Buffer.from(keyId, 'hex').toString('base64url')] }),
      });
    const answer = await ask(`t/${token}/`);
    expect(await answer.json()).toMatchObject({
      keys: [{ kty: 'oct', k: expect.stringMatching(/^[\w-]{22}$/) }],
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect((await ask('')).status).toBe(404);
    expect((await ask(`t/${(await mint()).token}/`)).status).toBe(404);
    const preflight = await fetch(`${rig.server.url}/media/t/${token}/${stream.media}/license`, {
      method: 'OPTIONS',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type');
  });
});

describe('an encrypted download', () => {
  it('is another file for every token, which its key alone opens', async () => {
    const made = await addAsset(rig.server, 'single');
    await publish(rig.server, made, { 'film.mp4': { text: 'the film', mediaType: 'video/mp4' } });
    const [ann, bob] = [await mint({}, made), await mint({}, made)];
    const path = `outputs/${made.id}/hls/encrypted`;
    const [hers, his] = [await under(ann.token, path), await under(bob.token, path)];
    expect(hers.status).toBe(200);
    expect(hers.headers['etag']).not.toBe(his.headers['etag']);
    expect(hers.text).not.toContain('the film');
    const keyOf = async (token: string) => JSON.parse((await under(token, `${path}/key`)).text).key;
    expect(await keyOf(ann.token)).toHaveLength(43);
    expect(await keyOf(ann.token)).not.toBe(await keyOf(bob.token));
    expect((await call('DELETE', `/assets/${made.id}/playback-tokens/${ann.id}`)).status).toBe(204);
    expect(await under(ann.token, `${path}/key`)).toMatchObject(refused('taken back'));
  });
});
