import { createClient } from '@reelmill/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../apps/server/src/start-server.ts';
import { streamOf } from '../media/real-engine.ts';
import { endedJob, must, putFile } from '../rig/api.ts';
import { useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { playToEnd } from '../rig/player-page.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const browser = useBrowser();

/** A stream of two rungs and sound, 5 s in segments of 2, as published. */
const stream = async (options: object) => {
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
  const clip = await makeClip(folder, { seconds: 5, size: '320x180' });
  const recipe = {
    outputs: [{ kind: 'hls', rungs: [240], segmentSeconds: 2, video: { preset: 'ultrafast' }, ...options }],
  };
  const asset = await putFile(url, clip, JSON.stringify(recipe));
  const job = await endedJob(url, asset.job?.id ?? '');
  if (job.state !== 'succeeded') throw new Error(JSON.stringify(job.error));
  const made = await must(createClient({ baseUrl: url }).assets.get(asset.id));
  return { url, hls: streamOf(made) };
};

describe('the DASH manifest of a stream', () => {
  it('plays to its end in a DASH player, without a hole', async () => {
    const { url, hls } = await stream({});
    const played = await playToEnd(browser, url, { player: 'shaka', url: `${url}${hls.dash?.url}` });
    expect(played.problems).toEqual([]);
    expect(played.endedAt).toBeCloseTo(5, 1);
    expect(played.buffered).toHaveLength(1);
    expect(played.buffered[0]?.[0]).toBeLessThan(0.01);
  });
});
