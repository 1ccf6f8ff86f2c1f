import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { putFile } from '../rig/api.ts';
import { useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { processesNaming } from '../rig/processes.ts';
import { startServerHere } from '../rig/server-here.ts';

const browser = useBrowser();

/** Takes long enough to be paused under way. */
const SLOW = JSON.stringify({ outputs: [{ kind: 'hls', video: { preset: 'slow' } }] });

it('pauses and resumes a job from the keyboard, and keeps the focus there', async () => {
  const { url, folder } = await startServerHere();
  const clip = await makeClip(folder, { seconds: 12, size: '1280x720', rate: 10 });
  const { id } = await putFile(url, clip, SLOW);
  const page = await browser().newPage();
  await page.goto(`${url}/assets/${id}`);
  const encoders = async () => (await processesNaming(folder)).filter((line) => line.includes('libx264'));
  await expect.poll(encoders, { timeout: 60_000 }).not.toEqual([]);
  await page.getByTestId('pause-job').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('resume-job').waitFor();
  await expect.poll(() => focusedText(page), { timeout: 60_000 }).toBe('Resume');
  const job = page.getByRole('region', { name: 'Job' });
  await job.getByText('Paused').first().waitFor();
  await expect.poll(encoders, { timeout: 60_000 }).toEqual([]);
  await page.reload();
  await page.getByTestId('resume-job').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('pause-job').waitFor();
  await expect.poll(() => focusedText(page), { timeout: 60_000 }).toBe('Pause');
  await page.getByTestId('cancel-job').click();
  await page.getByTestId('retry-job').waitFor();
});

it('plays the new version once it is made, and an earlier one when it is restored', async () => {
  const { url, folder } = await startServerHere();
  const { id } = await putFile(url, await makeClip(folder, { seconds: 1, size: '320x180' }));
  const page = await browser().newPage();
  await page.goto(`${url}/assets/${id}`);
  await page.getByTestId('quality-menu').waitFor();
  const versions = page.getByTestId('version-row');
  await versions.first().waitFor();
  expect(await versions.allInnerTexts()).toEqual([expect.stringMatching(/^web\s+Current/)]);
  await page.getByLabel('Recipe').selectOption('web-small');
  await page.getByTestId('make-again').click();
  await versions.nth(1).waitFor();
  expect(await versions.allInnerTexts()).toEqual([
    expect.stringMatching(/^web-small\s+Current/),
    expect.stringMatching(/^web\s+Restore/),
  ]);
  await page.getByTestId('restore-version').focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=version-row][data-current=true]', { hasText: /^web(?!-small)/ }).waitFor();
  // The event of it may be here before the answer, which moves the focus.
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  await expect.poll(focused, { timeout: 60_000 }).toBe('Versions');
});

const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent);
