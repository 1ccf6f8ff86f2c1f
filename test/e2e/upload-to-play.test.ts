import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { collectProblems, useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerHere } from '../rig/server-here.ts';
import { sharedMedia } from '../rig/shared-media.ts';

const browser = useBrowser();

describe('the console', () => {
  it('takes a real clip from the drop zone to adaptive playback, live', async () => {
    const { url, folder } = await startServerHere();
    const real = sharedMedia('good').find((file) => file.name.startsWith('960x540-h264-flower'));
    const clip = real?.path ?? (await makeClip(folder, { seconds: 5, size: '960x540' }));
    const context = await browser().newContext();
    const problems = collectProblems(context);
    const page = await context.newPage();
    await page.goto(url);
    await page.getByText('Your library is empty').waitFor();
    await watchProgress(page);
    await page.getByTestId('file-input').setInputFiles(clip);

    // The poster is there while the encode goes on.
    await page.getByTestId('asset-poster').first().waitFor();
    expect(await page.getByTestId('asset-card').first().getAttribute('data-state')).toBe('processing');

    await page.locator('[data-testid=asset-card][data-state=ready]').waitFor();
    const seen = await page.evaluate(() => (window as unknown as { seenProgress: number[] }).seenProgress);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(100);

    await page.getByTestId('asset-card').first().click();
    await page.getByTestId('quality-menu').waitFor();
    const before = await playback(page);
    // Round and round, however long the rest takes.
    await page.locator('video').evaluate((video: HTMLVideoElement) => {
      video.loop = true;
      return video.play();
    });
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 1);
    const after = await playback(page);
    expect(after.frames).toBeGreaterThan(before.frames + 20);
    expect(after.error).toBeNull();
    expect(after.duration).toBeGreaterThan(4.5);

    const current = page.getByTestId('current-quality');
    const options = await page.getByTestId('quality-menu').locator('option').allTextContents();
    expect(options).toEqual(['Auto', '540p', '480p', '360p', '240p']);
    const other = (await current.textContent()) === '240p' ? '480p' : '240p';
    await page.getByTestId('quality-menu').selectOption({ label: other });
    await page.waitForFunction(
      (label) => document.querySelector('[data-testid=current-quality]')?.textContent === label,
      other,
    );
    await page.waitForFunction(
      (height) => document.querySelector('video')?.videoHeight === height,
      Number.parseInt(other, 10),
    );
    expect((await playback(page)).error).toBeNull();

    // To the end: the last seconds play too, and sound does not starve the picture.
    await page.locator('video').evaluate((video: HTMLVideoElement) => {
      video.loop = false;
      video.currentTime = video.duration - 2;
    });
    await page.waitForFunction(() => document.querySelector('video')?.ended);

    // Shared by a link, and not for longer than its owner wants.
    await page.getByTestId('make-link').click();
    const link = (await page.getByTestId('playback-link').textContent()) ?? '';
    expect((await fetch(link)).status).toBe(200);
    await page.getByTestId('take-back-link').click();
    await page.getByTestId('playback-link').waitFor({ state: 'detached' });
    expect((await fetch(link)).status).toBe(403);
    expect(problems).toEqual([]);
  });

  it('shows in plain words why a file failed, and deletes it', async () => {
    const { url } = await startServerHere();
    const page = await browser().newPage();
    await page.goto(url);
    await page.getByTestId('file-input').setInputFiles({
      name: 'notes<img src=x onerror=alert(1)>.mp4',
      mimeType: 'video/mp4',
      buffer: Buffer.from('hello'),
    });
    await page.locator('[data-testid=asset-card][data-state=failed]').click();
    await page.getByRole('alert').getByText('This is not a video or sound file').waitFor();
    expect(await page.locator('h1').textContent()).toContain('<img src=x onerror=alert(1)>');
    await page.getByTestId('delete-asset').click();
    await page.getByTestId('confirm-delete').click();
    await page.getByText('Your library is empty').waitFor();
  });
});

/** Notes every value the upload's progress bar shows. */
const watchProgress = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { seenProgress: seen });
    new MutationObserver(() => {
      const bar = document.querySelector('[data-testid=upload-progress]');
      const value = Number(bar?.getAttribute('aria-valuenow') ?? Number.NaN);
      if (Number.isFinite(value) && seen.at(-1) !== value) seen.push(value);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });

const playback = (page: Page) =>
  page.evaluate(() => {
    const video = document.querySelector('video');
    if (!video) throw new Error('there is no video');
    return {
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
      error: video.error?.message ?? null,
      duration: video.duration,
    };
  });
