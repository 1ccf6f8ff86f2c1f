import type { Output } from '@reelmill/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { streamsOf } from '../outputs/published-files.ts';
import { makeAsset } from '../rig/api.ts';
import { useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { playToEnd } from '../rig/player-page.ts';
import { openServerHere } from '../rig/server-here.ts';

const browser = useBrowser();
const SECONDS = 3;

const FORMS = {
  plain: {},
  whole: { layout: 'single-file' },
  ts: { container: 'ts' },
  aes: { encryption: { scheme: 'aes-128', segmentsPerKey: 1 } },
  'aes-ts': { container: 'ts', encryption: { scheme: 'aes-128' } },
  cenc: { encryption: { scheme: 'cenc' } },
  cbcs: { encryption: { scheme: 'cbcs' }, layout: 'single-file' },
};

let url = '';
let outputs: readonly Output[] = [];

/** Streams of one clip, as a server publishes them. */
beforeAll(async () => {
  const server = await openServerHere();
  url = server.url;
  const clip = await makeClip(server.folder, { seconds: SECONDS, size: '320x180' });
  ({ outputs } = await makeAsset(url, clip, JSON.stringify(streamsOf(FORMS).recipe)));
  return server.close;
});

const named = (name: keyof typeof FORMS) => {
  const found = outputs.find((output) => output.name === name);
  if (found?.kind !== 'hls') throw new Error(`there is no stream ${name}`);
  return found;
};

const play = (player: 'shaka' | 'hls.js', name: keyof typeof FORMS) => {
  const { url: main, dash, encryption } = named(name);
  const licenseUrl = encryption?.license ? `${url}${encryption.license.url}` : undefined;
  return playToEnd(browser, url, {
    player,
    url: `${url}${player === 'shaka' ? dash?.url : main}`,
    licenseUrl,
  });
};

const toTheEnd = {
  problems: [],
  endedAt: expect.closeTo(SECONDS, 0),
  duration: expect.closeTo(SECONDS, 0),
  // No hole between segments, and none at the start.
  buffered: [[expect.closeTo(0, 1), expect.closeTo(SECONDS, 0)]],
};
const inClear = { ...toTheEnd, wasProtected: false };
/** Pictures are decoded before they are shown, and a transport stream cannot take that back. */
const fromTransportStreams = {
  ...inClear,
  buffered: [[expect.closeTo(0.05, 1), expect.closeTo(SECONDS, 0)]],
};

describe('a stream', () => {
  it('plays to its end in a DASH player, from a file a segment and from one file', async () => {
    expect(await play('shaka', 'plain')).toMatchObject(inClear);
    expect(await play('shaka', 'whole')).toMatchObject(inClear);
    expect(await play('hls.js', 'whole')).toMatchObject(inClear);
  });

  it('plays to its end from transport streams', async () => {
    expect(await play('hls.js', 'ts')).toMatchObject(fromTransportStreams);
  });

  it('plays to its end when its segments are encrypted, for whoever gets their keys', async () => {
    expect(await play('hls.js', 'aes')).toMatchObject(inClear);
    expect(await play('hls.js', 'aes-ts')).toMatchObject(fromTransportStreams);

    const keyAt = (number: number) => fetch(new URL(`keys/${number}`, `${url}${named('aes').url}`));
    const key = await keyAt(1);
    expect(Object.fromEntries(key.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-length': '16',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(key.headers.has('access-control-allow-origin')).toBe(false);
    expect((await keyAt(2)).status).toBe(404);
  });

  it('plays to its end through a decryption module when its samples are encrypted', async () => {
    const decrypted = { ...toTheEnd, wasProtected: true };
    expect(await play('shaka', 'cenc')).toMatchObject(decrypted);
    expect(await play('shaka', 'cbcs')).toMatchObject(decrypted);
    expect(await play('hls.js', 'cenc')).toMatchObject(decrypted);
    expect(await play('hls.js', 'cbcs')).toMatchObject(decrypted);
  });
});
