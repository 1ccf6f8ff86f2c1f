import { describe, expect, it } from 'vitest';
import { seriousFindings } from '../rig/accessibility.ts';
import { makeAsset } from '../rig/api.ts';
import { useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerHere } from '../rig/server-here.ts';

const browser = useBrowser();

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

describe('the console', () => {
  it('has no serious accessibility findings, in light and dark, on a phone and on a desk', async () => {
    const { url, folder } = await startServerHere();
    const context = await browser().newContext({ viewport: DESK, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const expectNoFindings = async () => {
      for (const [colorScheme, viewport] of [
        ['light', DESK],
        ['dark', PHONE],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        expect(await seriousFindings(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      }
    };
    await page.goto(url);
    await page.getByText('Live', { exact: true }).waitFor();
    await expectNoFindings();
    await makeAsset(url, await makeClip(folder, { seconds: 1, size: '320x180' }));
    await page.locator('[data-testid=asset-card][data-state=ready]').waitFor();
    await expectNoFindings();
    await page.getByTestId('asset-card').click();
    await page.getByTestId('quality-menu').waitFor();
    await expectNoFindings();
  });

  it('can be used with the keyboard alone', async () => {
    const { url } = await startServerHere();
    const page = await browser().newPage();
    await page.goto(url);
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
  });
});
