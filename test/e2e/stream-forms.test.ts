import { createClient } from '@reelmill/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../apps/server/src/start-server.ts';
import { streamsOf } from '../outputs/published-files.ts';
import { endedJob, must, putFile } from '../rig/api.ts';
import { useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { playToEnd } from '../rig/player-page.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const browser = useBrowser();
const SECONDS = 3;

/** Streams of one clip by their names, as a server publishes them, and how to play them. */
const publish = async (streams: Readonly<Record<string, object>>) => {
  const folder = await tempFolder();
  const server = await startServer({
    port: 0,
    host: '127.0.0.1',
    dataFolder: folder,
    storageBudgetBytes: null,
    logLevel: 'silent',
  });
  if (!server.ok) throw new Error(server.error.message);
  onTestFinished(() => server.value.close());
  const { url } = server.value;
  const clip = await makeClip(folder, { seconds: SECONDS, size: '320x180' });
  const asset = await putFile(url, clip, JSON.stringify(streamsOf(streams).recipe));
  expect(await endedJob(url, asset.job?.id ?? '')).toMatchObject({ error: null });
  const { outputs } = await must(createClient({ baseUrl: url }).assets.get(asset.id));
  const named = (name: string) => {
    const found = outputs.find((output) => output.name === name);
    if (found?.kind !== 'hls') throw new Error(`there is no stream ${name}`);
    return found;
  };
  const play = (player: 'shaka' | 'hls.js', name: string) => {
    const { url: main, dash, encryption } = named(name);
    const licenseUrl = encryption?.license ? `${url}${encryption.license.url}` : undefined;
    return playToEnd(browser, url, {
      player,
      url: `${url}${player === 'shaka' ? dash?.url : main}`,
      licenseUrl,
    });
  };
  return { url, named, play };
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
    const { play } = await publish({ plain: {}, whole: { layout: 'single-file' } });
    expect(await play('shaka', 'plain')).toMatchObject(inClear);
    expect(await play('shaka', 'whole')).toMatchObject(inClear);
    expect(await play('hls.js', 'whole')).toMatchObject(inClear);
  });

  it('plays to its end from transport streams', async () => {
    const { play } = await publish({ ts: { container: 'ts' } });
    expect(await play('hls.js', 'ts')).toMatchObject(fromTransportStreams);
  });

  it('plays to its end when its segments are encrypted, for whoever gets their keys', async () => {
    const { url, named, play } = await publish({
      aes: { encryption: { scheme: 'aes-128', segmentsPerKey: 1 } },
      ts: { container: 'ts', encryption: { scheme: 'aes-128' } },
    });
    expect(await play('hls.js', 'aes')).toMatchObject(inClear);
    expect(await play('hls.js', 'ts')).toMatchObject(fromTransportStreams);

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
    const { play } = await publish({
      cenc: { encryption: { scheme: 'cenc' } },
      cbcs: { encryption: { scheme: 'cbcs' }, layout: 'single-file' },
    });
    const decrypted = { ...toTheEnd, wasProtected: true };
    expect(await play('shaka', 'cenc')).toMatchObject(decrypted);
    expect(await play('shaka', 'cbcs')).toMatchObject(decrypted);
    expect(await play('hls.js', 'cenc')).toMatchObject(decrypted);
    expect(await play('hls.js', 'cbcs')).toMatchObject(decrypted);
  });
});
