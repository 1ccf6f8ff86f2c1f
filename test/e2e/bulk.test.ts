import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { collectProblems, useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerProcess } from '../rig/server-process.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const browser = useBrowser();

/** Serious and critical findings of axe, in words. */
const findings = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run({
      resultTypes: ['violations'],
    });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
};

it('several videos are chosen by keyboard and a recipe run on all of them, also on a phone', async () => {
  const folder = await tempFolder();
  const clips = await Promise.all(
    ['one.mp4', 'two.mp4'].map((name, index) =>
      makeClip(folder, { name, seconds: 1 + index, size: '160x90' }),
    ),
  );
  const server = await startServerProcess(folder);
  const context = await browser().newContext({
    viewport: { width: 360, height: 740 },
    reducedMotion: 'reduce',
  });
  const problems = collectProblems(context);
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByTestId('file-input').setInputFiles([...clips]);
  await page.locator('[data-testid=asset-card][data-state=ready]').nth(1).waitFor({ timeout: 60_000 });

  await page.getByRole('checkbox', { name: 'Select one' }).focus();
  await page.keyboard.press('Space');
  await page.getByText('1 selected').waitFor();
  await page.getByRole('button', { name: 'Select all shown' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('2 selected').waitFor();
  expect(await findings(page)).toEqual([]);
  await page.getByRole('region', { name: 'Selection' }).getByLabel('Recipe').selectOption('validate');
  await page.getByRole('button', { name: 'Run recipe' }).focus();
  await page.keyboard.press('Enter');

  await page.getByRole('heading', { name: 'validate on 2 videos' }).waitFor();
  await page.getByText('100 % · 2 done').waitFor({ timeout: 60_000 });
  await expect
    .poll(() => page.getByTestId('bulk-item').allInnerTexts())
    .toEqual([expect.stringMatching(/Done/), expect.stringMatching(/Done/)]);
  expect(await findings(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

  await page.getByRole('link', { name: 'All bulk jobs' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Bulk jobs' }).waitFor();
  await expect
    .poll(() => page.getByTestId('bulk-row').allInnerTexts())
    .toEqual([expect.stringMatching(/validate on 2 videos[^]*Done/)]);
  expect(await findings(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

  await page.getByRole('link', { name: 'validate on 2 videos' }).click();
  await page.getByRole('link', { name: 'one' }).click();
  await page.getByText('Whole', { exact: true }).waitFor();
  expect(await findings(page)).toEqual([]);
  expect(problems).toEqual([]);
  await context.close();
});
