import { expect, it } from 'vitest';
import { seriousFindings } from '../rig/accessibility.ts';
import { makeAsset } from '../rig/api.ts';
import { collectProblems, useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerHere } from '../rig/server-here.ts';

const browser = useBrowser();

it('several videos are chosen by keyboard and a recipe run on all of them, also on a phone', async () => {
  const { url, folder } = await startServerHere();
  for (const [index, name] of ['one.mp4', 'two.mp4'].entries()) {
    await makeAsset(url, await makeClip(folder, { name, seconds: 1 + index, size: '160x90' }), 'poster');
  }
  const context = await browser().newContext({
    viewport: { width: 360, height: 740 },
    reducedMotion: 'reduce',
  });
  const problems = collectProblems(context);
  const page = await context.newPage();
  await page.goto(url);

  await page.getByRole('checkbox', { name: 'Select one' }).focus();
  await page.keyboard.press('Space');
  await page.getByText('1 selected').waitFor();
  await page.getByRole('button', { name: 'Select all shown' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('2 selected').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('region', { name: 'Selection' }).getByLabel('Recipe').selectOption('validate');
  await page.getByRole('button', { name: 'Run recipe' }).focus();
  await page.keyboard.press('Enter');

  await page.getByRole('heading', { name: 'validate on 2 videos' }).waitFor();
  await page.getByText('100 % · 2 done').waitFor();
  await expect
    .poll(() => page.getByTestId('bulk-item').allInnerTexts())
    .toEqual([expect.stringMatching(/Done/), expect.stringMatching(/Done/)]);
  expect(await seriousFindings(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

  await page.getByRole('link', { name: 'All bulk jobs' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Bulk jobs' }).waitFor();
  await expect
    .poll(() => page.getByTestId('bulk-row').allInnerTexts())
    .toEqual([expect.stringMatching(/validate on 2 videos[^]*Done/)]);
  expect(await seriousFindings(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

  await page.getByRole('link', { name: 'validate on 2 videos' }).click();
  await page.getByRole('link', { name: 'one' }).click();
  await page.getByText('Whole', { exact: true }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  expect(problems).toEqual([]);
});
