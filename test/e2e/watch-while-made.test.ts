import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { endedJob, putFile } from '../rig/api.ts';
import { collectProblems, useBrowser } from '../rig/browser.ts';
import { holdEncodes } from '../rig/held-encodes.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerHere } from '../rig/server-here.ts';

const browser = useBrowser();

/** What is tested is when pictures can be watched, not how they look. */
const QUICK = JSON.stringify({
  outputs: [{ kind: 'poster' }, { kind: 'hls', rungs: [480, 360, 240], video: { preset: 'ultrafast' } }],
});

/** 20 s, which are chunks of 4, 8 and 8 s; the 480p of the first is made after its small rungs. */
const open = async () => {
  const encodes = holdEncodes();
  const { url, folder } = await startServerHere(
    { storageBudgetBytes: null },
    { stepKinds: encodes.stepKinds, lanes: { light: 2, cpu: 1, gpu: 0, io: 1 } },
  );
  const clip = await makeClip(folder, { seconds: 20, size: '854x480' });
  const asset = await putFile(url, clip, QUICK);
  const context = await browser().newContext();
  const problems = collectProblems(context);
  const page = await context.newPage();
  await page.goto(`${url}/assets/${asset.id}`);
  return { url, encodes, jobId: asset.job?.id ?? '', page, problems };
};

describe('a video that is being made', () => {
  it('plays from its first chunk, and on to the end while it becomes finished', async () => {
    const { url, encodes, jobId, page, problems } = await open();
    const note = page.getByTestId('playable-until');
    encodes.letGo(1);
    await note.getByText('Playable up to 0:04 of 0:20').waitFor();
    const live = `${url}/media/live/${jobId}`;
    expect(await ffprobe(`${live}/360p/playlist.m3u8`)).toMatchObject({ width: 640, height: 360 });

    await play(page);
    await watch(page);
    // It began at its beginning, and waits at the end of what there is.
    await timeReaches(page, 3.5);
    expect(await renditionsOf(page)).toEqual(['Auto', '360p', '240p']);

    encodes.letGo(1);
    await page
      .getByTestId('quality-menu')
      .locator('option', { hasText: '480p' })
      .waitFor({ state: 'attached' });
    encodes.letGo(1);
    await note.getByText('Playable up to 0:12 of 0:20').waitFor();
    await timeReaches(page, 6);

    encodes.letGo();
    expect(await endedJob(url, jobId)).toMatchObject({ state: 'succeeded' });
    await note.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.querySelector('video')?.ended);
    const seen = await page.evaluate(() => (window as unknown as { seen: Seen }).seen);
    expect(seen.interruptions).toEqual([]);
    expect(seen.times).toEqual([...seen.times].sort((a, b) => a - b));
    expect(seen.times[0]).toBeLessThan(1);
    expect(seen.times.at(-1)).toBeGreaterThan(19.8);
    expect(await renditionsOf(page)).toEqual(['Auto', '480p', '360p', '240p']);
    expect(await ffprobe(`${live}/480p/playlist.m3u8`)).toMatchObject({ duration: 20 });
    expect(problems).toEqual([]);
  });

  it('shows its poster and a way on when the job is cancelled under a viewer', async () => {
    const { encodes, page } = await open();
    encodes.letGo(1);
    await page.getByTestId('playable-until').waitFor();
    await play(page);
    await page.getByTestId('cancel-job').click();
    await page.getByRole('img', { name: /^Poster of/ }).waitFor();
    expect(await page.locator('video').count()).toBe(0);

    encodes.letGo(1);
    await page.getByTestId('retry-job').click();
    await page.getByTestId('playable-until').getByText('Playable up to 0:04').waitFor();
  });
});

/** Four times as fast, to be done in a quarter of the time. */
const play = (page: Page): Promise<void> =>
  page.locator('video').evaluate((video: HTMLVideoElement) => {
    video.playbackRate = 4;
    return video.play();
  });

interface Seen {
  readonly times: number[];
  readonly interruptions: string[];
}

/** Notes the time as it goes, and everything a viewer would see as a restart. */
const watch = (page: Page): Promise<void> =>
  page.locator('video').evaluate((video: HTMLVideoElement) => {
    const seen: Seen = { times: [video.currentTime], interruptions: [] };
    Object.assign(window, { seen });
    video.addEventListener('timeupdate', () => seen.times.push(video.currentTime));
    for (const type of ['emptied', 'loadstart', 'seeking', 'error'])
      video.addEventListener(type, () => seen.interruptions.push(`${type} at ${video.currentTime}`));
  });

const timeReaches = (page: Page, seconds: number) =>
  page.waitForFunction((least) => (document.querySelector('video')?.currentTime ?? 0) >= least, seconds);

const renditionsOf = (page: Page): Promise<string[]> =>
  page.getByTestId('quality-menu').locator('option').allTextContents();

/** The picture of a playlist as ffprobe reads it. */
const ffprobe = async (address: string) => {
  const { stdout } = await promisify(execFile)(process.env['FFPROBE_PATH'] ?? 'ffprobe', [
    ...['-v', 'error', '-of', 'json', '-show_entries', 'stream=width,height:format=duration', address],
  ]);
  const { streams, format } = JSON.parse(stdout) as {
    streams: readonly { width: number; height: number }[];
    format: { duration?: string };
  };
  return { ...streams[0], duration: Math.round(Number(format.duration)) };
};
