import { expect, it } from 'vitest';
import { putFile } from '../rig/api.ts';
import { collectProblems, useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerHere } from '../rig/server-here.ts';

const browser = useBrowser();

it('says what a recipe would run, and why, before it is started', async () => {
  const { url, folder } = await startServerHere();
  const { id } = await putFile(url, await makeClip(folder, { seconds: 1, size: '320x180' }));
  const context = await browser().newContext({ viewport: { width: 380, height: 800 } });
  const problems = collectProblems(context);
  const page = await context.newPage();
  await page.goto(`${url}/assets/${id}`);

  const preview = page.getByTestId('plan-preview');
  await preview.getByText('All 5 steps are there: nothing would run.').waitFor();
  await page.getByLabel('Recipe').selectOption('web-small');
  await preview.getByText(/^3 of 5 steps are there; 1 would run, and 1 more/).waitFor();
  expect(await preview.getByRole('listitem').allInnerTexts()).toEqual([
    'encode-audio because params.bitrateBps: 128000 → 96000',
  ]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);

  await page.getByTestId('make-again').click();
  await preview.getByText('All 5 steps are there: nothing would run.').waitFor();
  expect(problems).toEqual([]);
});
