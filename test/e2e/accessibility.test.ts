import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerProcess } from '../rig/server-process.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const browser = useBrowser();

/** Serious and critical findings, in words. */
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

describe('the console', () => {
  it('has no serious accessibility findings, in light and dark, on a phone and on a desk', async () => {
    const folder = await tempFolder();
    const clip = await makeClip(folder, { seconds: 3 });
    const server = await startServerProcess(folder);
    let isUploaded = false;
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const viewport of [
        { width: 1280, height: 800 },
        { width: 360, height: 740 },
      ]) {
        const context = await browser().newContext({ colorScheme, viewport, reducedMotion: 'reduce' });
        const page = await context.newPage();
        await page.goto(server.url);
        await page.getByText('Live', { exact: true }).waitFor();
        if (!isUploaded) {
          expect(await findings(page)).toEqual([]);
          await page.getByTestId('file-input').setInputFiles(clip);
          isUploaded = true;
        }
        await page.locator('[data-testid=asset-card][data-state=ready]').waitFor({ timeout: 60_000 });
        expect(await findings(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        await page.getByTestId('asset-card').click();
        await page.getByTestId('quality-menu').waitFor();
        expect(await findings(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        await context.close();
      }
    }
  });

  it('can be used with the keyboard alone', async () => {
    const folder = await tempFolder();
    const server = await startServerProcess(folder);
    const context = await browser().newContext();
    const page = await context.newPage();
    await page.goto(server.url);
    await page.getByText('Your library is empty').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    const names: string[] = [];
    for (let i = 0; i < 9; i += 1) {
      await page.keyboard.press('Tab');
      names.push(await page.evaluate(() => document.activeElement?.textContent ?? ''));
    }
    expect(names).toContain('Choose files');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).focus();
    await page.keyboard.press('Enter');
    expect((await chooser).isMultiple()).toBe(true);
    await context.close();
  });
});
