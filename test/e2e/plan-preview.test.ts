import { expect, it } from 'vitest';
import { collectProblems, useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerProcess } from '../rig/server-process.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const browser = useBrowser();

it('says what a recipe would run, and why, before it is started', async () => {
  const folder = await tempFolder();
  const clip = await makeClip(folder, { seconds: 2, size: '426x240' });
  const server = await startServerProcess(folder);
  const context = await browser().newContext({ viewport: { width: 380, height: 800 } });
  const problems = collectProblems(context);
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByTestId('file-input').setInputFiles(clip);
  await page.getByTestId('asset-card').click();

  const preview = page.getByTestId('plan-preview');
  await preview.getByText('All 5 steps are there: nothing would run.').waitFor({ timeout: 60_000 });
  await page.getByLabel('Recipe').selectOption('web-small');
  await preview.getByText(/^3 of 5 steps are there; 1 would run, and 1 more/).waitFor({ timeout: 60_000 });
  expect(await preview.getByRole('listitem').allInnerTexts()).toEqual([
    'encode-audio because params.bitrateBps: 128000 → 96000',
  ]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);

  await page.getByTestId('make-again').click();
  await preview.getByText('All 5 steps are there: nothing would run.').waitFor({ timeout: 60_000 });
  expect(problems).toEqual([]);
  await context.close();
});
