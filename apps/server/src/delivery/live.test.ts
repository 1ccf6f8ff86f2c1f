import type { Asset } from '@reelmill/core';
import { JobSchema, NewPlaybackTokenSchema } from '@reelmill/core';
import { sha256OfBytes } from '@reelmill/engine';
import type { ArtifactEntry, StepRecord } from '@reelmill/engine/ports';
import { beforeEach, describe, expect, it } from 'vitest';
import { addAsset } from '../testing/add-asset.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

let server: ServerUnderTest;
let asset: Asset;
let live: string;
beforeEach(async () => {
  server = await openServer(await tempFolder());
  asset = await addAsset(server, 'the source');
  live = `${server.url}/media/live/${asset.job?.id}`;
});

describe('the stream of what is being made', () => {
  it('is served as it is now, to everybody, and its segments for ever', async () => {
    await encodeFirstChunk();
    const main = await fetch(`${live}/main.m3u8?renditions=1`);
    expect(main.status).toBe(200);
    expect(Object.fromEntries(main.headers)).toMatchObject({
      'content-type': 'application/vnd.apple.mpegurl',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    });
    expect(await main.text()).toContain('\n480p/playlist.m3u8\n');

    const playlist = await (await fetch(`${live}/480p/playlist.m3u8`)).text();
    expect(playlist).not.toContain('#EXT-X-ENDLIST');
    const [segment = ''] = playlist.match(/^[^#].*$/m) ?? [];
    const answer = await fetch(new URL(segment, `${live}/480p/playlist.m3u8`));
    expect(await answer.text()).toBe('the first segment');
    expect(answer.headers.get('cache-control')).toContain('immutable');

    const tokens = `${server.url}/api/v1/assets/${asset.id}/playback-tokens`;
    const json = { 'content-type': 'application/json' };
    const made = await fetch(tokens, { method: 'POST', headers: json, body: '{}' });
    const { token, url } = NewPlaybackTokenSchema.parse(await made.json());
    expect(url).toBe(`/media/t/${token}/live/${asset.job?.id}/main.m3u8`);
    const underToken = new URL(segment, new URL('480p/playlist.m3u8', `${server.url}${url}`));
    expect(underToken.pathname.startsWith(`/media/t/${token}/`)).toBe(true);
    expect(await (await fetch(underToken)).text()).toBe('the first segment');

    const job = await (await fetch(`${server.url}/api/v1/jobs/${asset.job?.id}`)).json();
    expect(JobSchema.parse(job).playable).toEqual({
      url: `/media/live/${asset.job?.id}/main.m3u8`,
      untilSeconds: 4,
    });
  });

  it('says in a sentence why it is not there, and does not let that be cached', async () => {
    const answers = async (address: string) => {
      const answer = await fetch(address);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const { message } = (await answer.json()) as { message: string };
      return [answer.status, message];
    };
    expect(await answers(`${live}/main.m3u8`)).toEqual([404, 'Nothing of this stream can be played yet.']);
    await encodeFirstChunk();
    expect(await answers(`${live}/1080p/playlist.m3u8`)).toEqual([
      404,
      'The stream has no such playlist, or not yet.',
    ]);
    await server.engine.cancelJob(asset.job?.id ?? '');
    expect(await answers(`${live}/main.m3u8`)).toEqual([
      404,
      'The job was cancelled, so its stream is gone.',
    ]);
    await server.engine.deleteAsset(asset.id);
    expect(await answers(`${live}/main.m3u8`)).toEqual([
      404,
      'There is no such stream; its asset may have been deleted.',
    ]);
  });
});

/** The job as it is with the first of two chunks made. */
const encodeFirstChunk = async (): Promise<void> => {
  const entries: ArtifactEntry[] = [];
  for (const [path, text] of [
    ['480p/init.mp4', 'the init segment'],
    ['480p/00001.m4s', 'the first segment'],
  ] as const) {
    const { digest, sizeBytes } = await server.blobs.putBytes(Buffer.from(text));
    entries.push({ path, digest, sizeBytes, mediaType: 'video/mp4' });
  }
  const run = {
    init: '480p/init.mp4',
    codec: 'avc1.64001f',
    sampleCount: 120,
    durationSeconds: 4,
    segments: [{ path: '480p/00001.m4s', durationSeconds: 4, sizeBytes: 17 }],
  };
  const facts = { name: '480p', width: 854, height: 480, run };
  const digest = sha256OfBytes(JSON.stringify(entries));
  await server.engine.commit(async (tx) => {
    const jobId = asset.job?.id ?? '';
    const probe = await tx.steps.get(jobId, 'probe');
    if (!probe) throw new Error('a job begins with its probe');
    await tx.artifacts.put({ digest, entries, facts });
    const chunks = [
      encodeStep(probe, 1, { state: 'executed', artifactDigest: digest }),
      encodeStep(probe, 2, { state: 'ready' }),
    ];
    await tx.steps.insert([
      ...chunks,
      {
        ...probe,
        key: 'package-hls',
        kind: 'package-hls',
        position: 3,
        state: 'waiting',
        params: { audio: [], text: [], chapters: [], dash: false, iFramePlaylists: false },
        inputs: Object.fromEntries(chunks.map(({ key }) => [key, { step: key }])),
      },
    ]);
    await tx.jobs.update(jobId, { planned: true });
  });
};

const encodeStep = (probe: StepRecord, number: number, standing: Partial<StepRecord>): StepRecord => ({
  ...probe,
  key: `video-000${number}-480p`,
  position: number,
  kind: 'encode-video',
  lane: 'cpu',
  params: {
    rung: { name: '480p' },
    segmentSeconds: 4,
    timeBase: { num: 1, den: 30 },
    startTicks: (number - 1) * 120,
    endTicks: number * 120,
  },
  ...standing,
});
