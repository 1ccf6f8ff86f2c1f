import { type Asset, NewPlaybackTokenSchema, tokenUrl } from '@reelmill/core';
import { expect, it } from 'vitest';
import { streamsOf } from '../outputs/published-files.ts';
import { makeAsset } from '../rig/api.ts';
import { useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { playToEnd } from '../rig/player-page.ts';
import { startServerHere } from '../rig/server-here.ts';

const browser = useBrowser();
/** Another site, as browsers see it: the server is 127.0.0.1. */
const ELSEWHERE = 'http://localhost:9999';
const SECONDS = 1;

it('is played by pages of other sites, keys and all, by who has a link, and by nobody else', async () => {
  const { url, asset, post, drop } = await publish();
  const { token, id } = NewPlaybackTokenSchema.parse(await post(`/assets/${asset.id}/playback-tokens`, {}));

  const addresses = addressesIn(asset.outputs);
  expect(addresses).toHaveLength(5);
  const seen = new Set<string>();
  for (const address of addresses) await fetchTree(`${url}${tokenUrl(address, token)}`, seen);
  expect([...seen].filter((one) => /\.m4s$|\/keys\/0$|\.jpg$/.test(one)).length).toBeGreaterThanOrEqual(6);
  expect([...seen].filter((one) => !one.startsWith(`${url}/media/t/${token}/`))).toEqual([]);
  for (const one of seen) expect((await fetch(one.replace(`/t/${token}`, ''))).status).toBe(404);

  const toTheEnd = { problems: [], endedAt: expect.closeTo(SECONDS, 0) };
  const { aes, cenc } = streamsIn(asset);
  const at = (address = '') => `${url}${tokenUrl(address, token)}`;
  const licenseUrl = at(cenc?.encryption?.license?.url);
  const played = await Promise.all([
    playToEnd(browser, ELSEWHERE, { player: 'hls.js', url: at(aes?.url) }),
    playToEnd(browser, ELSEWHERE, { player: 'shaka', url: at(cenc?.dash?.url), licenseUrl }),
  ]);
  expect(played).toMatchObject([toTheEnd, { ...toTheEnd, wasProtected: true }]);

  await drop(`/assets/${asset.id}/playback-tokens/${id}`);
  for (const one of seen) expect((await fetch(one)).status).toBe(403);
});

/** A server that asks for keys, with two encrypted streams and a storyboard of a clip. */
const publish = async () => {
  const { url, folder } = await startServerHere();
  const clip = await makeClip(folder, { seconds: SECONDS, size: '320x180' });
  const { recipe } = streamsOf({
    aes: { encryption: { scheme: 'aes-128' } },
    cenc: { encryption: { scheme: 'cenc' } },
  });
  const outputs = [...recipe.outputs, { kind: 'storyboard', name: 'storyboard' }];
  const asset = await makeAsset(url, clip, JSON.stringify({ outputs }));
  const api = async (method: string, path: string, headers = {}, body?: object) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.status === 204 ? undefined : answer.json();
  };
  const { key } = (await api('POST', '/keys', {}, { name: 'first', scope: 'admin' })) as { key: string };
  const bearer = { authorization: `Bearer ${key}` };
  return {
    ...{ url, asset },
    post: (path: string, body: object) => api('POST', path, bearer, body),
    drop: (path: string) => api('DELETE', path, bearer),
  };
};

const streamsIn = ({ outputs }: Asset) =>
  Object.fromEntries(outputs.flatMap((output) => (output.kind === 'hls' ? [[output.name, output]] : [])));

/** Every address of media that the API tells, but those that are asked by POST. */
const addressesIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string')
    return value.startsWith('/media/') && !value.endsWith('/license') ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set(Object.values(value).flatMap(addressesIn))];
};

/** Fetches an address and all that it names. */
const fetchTree = async (address: string, seen: Set<string>): Promise<void> => {
  if (seen.has(address)) return;
  seen.add(address);
  const answer = await fetch(address);
  expect([address, answer.status]).toEqual([address, 200]);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('cache-control')).toMatch(/^private|^no-store/);
  const type = answer.headers.get('content-type') ?? '';
  if (!/mpegurl|vtt/.test(type)) return void (await answer.arrayBuffer());
  const text = await answer.text();
  const named = type.includes('vtt')
    ? text.match(/^.*(?=#xywh)/gm)
    : [...text.matchAll(/URI="(.*?)"|^([^#\n].*)$/gm)].map(([, attribute, line]) => attribute ?? line);
  // Licences are asked for by POST.
  for (const one of named ?? []) {
    if (one && !one.endsWith('license')) await fetchTree(new URL(one, address).href, seen);
  }
};
