import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { processesNaming } from '../rig/processes.ts';
import { startServerProcess } from '../rig/server-process.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const browser = useBrowser();

const openAsset = async (clip: string, folder: string) => {
  const server = await startServerProcess(folder);
  const context = await browser().newContext();
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByTestId('file-input').setInputFiles(clip);
  await page.getByTestId('asset-card').click();
  return { page, context };
};

it('pauses and resumes a job from the keyboard, and keeps the focus there', async () => {
  const folder = await tempFolder();
  const clip = await makeClip(folder, { seconds: 20, size: '1280x720' });
  const { page, context } = await openAsset(clip, folder);
  await page.getByTestId('pause-job').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('resume-job').waitFor();
  await expect.poll(() => focusedText(page), { timeout: 10_000 }).toBe('Resume');
  const job = page.getByRole('region', { name: 'Job' });
  await job.getByText('Paused').first().waitFor();
  const encoders = async () => (await processesNaming(folder)).filter((line) => line.includes('ffmpeg'));
  await expect.poll(encoders, { timeout: 10_000 }).toEqual([]);
  await page.reload();
  await page.getByTestId('resume-job').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('pause-job').waitFor();
  await expect.poll(() => focusedText(page), { timeout: 10_000 }).toBe('Pause');
  await page.getByTestId('cancel-job').click();
  await page.getByTestId('retry-job').waitFor();
  await context.close();
});

it('plays the new version once it is made, and an earlier one when it is restored', async () => {
  const folder = await tempFolder();
  const { page, context } = await openAsset(await makeClip(folder, { seconds: 3 }), folder);
  await page.getByTestId('quality-menu').waitFor({ timeout: 60_000 });
  const versions = page.getByTestId('version-row');
  await versions.first().waitFor();
  expect(await versions.allInnerTexts()).toEqual([expect.stringMatching(/^web\s+Current/)]);
  await page.getByLabel('Recipe').selectOption('web-small');
  await page.getByTestId('make-again').click();
  await versions.nth(1).waitFor({ timeout: 60_000 });
  expect(await versions.allInnerTexts()).toEqual([
    expect.stringMatching(/^web-small\s+Current/),
    expect.stringMatching(/^web\s+Restore/),
  ]);
  await page.getByTestId('restore-version').focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=version-row][data-current=true]', { hasText: /^web(?!-small)/ }).waitFor();
  // The event of it may be here before the answer, which moves the focus.
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  await expect.poll(focused, { timeout: 10_000 }).toBe('Versions');
  await context.close();
});

const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent);
