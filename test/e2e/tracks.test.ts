import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ffmpeg } from '../media/numbered-clip.ts';
import { makeAsset } from '../rig/api.ts';
import { collectProblems, useBrowser } from '../rig/browser.ts';
import { playToEnd } from '../rig/player-page.ts';
import { startServerHere } from '../rig/server-here.ts';

const browser = useBrowser();

const QUICK = JSON.stringify({ outputs: [{ kind: 'hls', video: { preset: 'ultrafast' } }] });
const SUBTITLES = `1
00:00:00,000 --> 00:00:05,900
1 < 2 & <i>so</i> <img src=x onerror=alert(1)>
`;
const CHAPTERS = `;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=0
END=4000
title=Start
[CHAPTER]
TIMEBASE=1/1000
START=4000
END=6000
title=End
`;

/** Six seconds with two sounds, subtitles and chapters. */
const makeFilm = async (folder: string): Promise<string> => {
  const path = join(folder, 'film.mkv');
  await writeFile(join(folder, 'text.srt'), SUBTITLES);
  await writeFile(join(folder, 'chapters.txt'), CHAPTERS);
  await ffmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=10:duration=6'],
    ...['-f', 'lavfi', '-i', 'sine=440:duration=6', '-f', 'lavfi', '-i', 'sine=880:duration=6'],
    ...['-i', join(folder, 'text.srt'), '-i', join(folder, 'chapters.txt'), '-map_metadata', '4'],
    ...['0:v', '1:a', '2:a', '3:s'].flatMap((map) => ['-map', map]),
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10', '-c:a', 'aac', '-c:s', 'srt'],
    ...['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=deu'],
    ...['-metadata:s:s:0', 'language=fra', path],
  );
  return path;
};

/** What stands over the picture now. */
const shownText = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const tracks = [...(document.querySelector('video')?.textTracks ?? [])];
    const cue = tracks.find(({ kind, mode }) => kind === 'subtitles' && mode === 'showing')?.activeCues?.[0];
    return (cue as VTTCue | undefined)?.text;
  });

describe('the player of a film with several sounds, texts and chapters', () => {
  it('lets people choose among them, and plays to the end', async () => {
    const { url, folder } = await startServerHere();
    const { id } = await makeAsset(url, await makeFilm(folder), QUICK);
    const context = await browser().newContext();
    const problems = collectProblems(context);
    const page = await context.newPage();
    await page.goto(`${url}/assets/${id}`);

    const sound = page.getByLabel('Sound', { exact: true });
    const text = page.getByLabel('Subtitles', { exact: true });
    const chapter = page.getByLabel('Chapter', { exact: true });
    await text.waitFor();
    expect(await sound.locator('option').allTextContents()).toEqual(['English', 'German']);
    expect(await text.locator('option').allTextContents()).toEqual(['Off', 'French']);
    expect(await chapter.locator('option').allTextContents()).toEqual(['0:00 Start', '0:04 End']);
    expect(await shownText(page)).toBeUndefined();

    await page.evaluate(() => document.querySelector('video')?.play());
    await text.selectOption('French');
    await expect.poll(() => shownText(page), { timeout: 60_000 }).toContain('1 &lt; 2 &amp; so');
    await sound.selectOption('German');
    await expect.poll(() => sound.inputValue()).toBe('German');
    await text.selectOption('Off');
    await expect.poll(() => shownText(page)).toBeUndefined();

    await chapter.selectOption('0:04 End');
    await page.waitForFunction(() => document.querySelector('video')?.ended);
    expect(await chapter.inputValue()).toBe('1');
    expect(problems).toEqual([]);
  });
});

describe('sound alone, with several tracks and a text', () => {
  it('plays to its end in players of HLS and of DASH', async () => {
    const { url, folder } = await startServerHere();
    const path = join(folder, 'sound.mp4');
    await writeFile(join(folder, 'text.srt'), '1\n00:00:00,500 --> 00:00:02,500\nspoken\n');
    await ffmpeg(
      ...['-f', 'lavfi', '-i', 'sine=440:duration=3', '-f', 'lavfi', '-i', 'sine=880:duration=2'],
      ...['-i', join(folder, 'text.srt'), '-map', '0:a', '-map', '1:a', '-map', '2:s'],
      ...['-c:a', 'aac', '-c:s', 'mov_text', path],
    );
    const [hls] = (await makeAsset(url, path, JSON.stringify({ outputs: [{ kind: 'hls' }] }))).outputs;
    if (hls?.kind !== 'hls') throw new Error('there is no stream');
    expect(hls.audio).toHaveLength(2);
    for (const [player, address] of [
      ['hls.js', hls.url],
      ['shaka', hls.dash?.url],
    ] as const) {
      expect(await playToEnd(browser, url, { player, url: `${url}${address}` })).toMatchObject({
        problems: [],
        endedAt: expect.closeTo(3, 0),
        ...(player === 'shaka' ? { text: ['spoken'] } : {}),
      });
    }
  });
});
