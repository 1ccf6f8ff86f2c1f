import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { seriousFindings } from '../rig/accessibility.ts';
import { putFile } from '../rig/api.ts';
import { useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerHere } from '../rig/server-here.ts';

const browser = useBrowser();

it('shows the quality of every rendition as a table and a curve, and what keeps it below its target, on a phone and in the dark', async () => {
  const { url, folder } = await startServerHere();
  // A target that nothing reaches.
  const hls = {
    ...{ kind: 'hls', rungs: [360, 240], video: { preset: 'ultrafast', crf: 30 } },
    quality: { targetSsim: 0.999 },
  };
  const recipe = JSON.stringify({ outputs: [hls, { kind: 'quality' }] });
  const { id } = await putFile(url, await makeClip(folder, { seconds: 1, rate: 10 }), recipe);
  const context = await browser().newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await page.goto(`${url}/assets/${id}`);
  const curve = page.getByRole('img', { name: /^SSIM of / });
  await curve.waitFor();
  await page.getByText(/^1 part of 240p below the target: its /).waitFor();
  const before = await curve.getAttribute('aria-label');
  const renditions = page.getByRole('radio', { name: /^\d+p$/ });
  await renditions.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('img', { name: `SSIM of ${await nameOf(renditions.nth(1))} ` }).waitFor();
  expect(await curve.getAttribute('aria-label')).not.toBe(before);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await seriousFindings(page)).toEqual([]);
  }
});

const nameOf = (radio: Locator): Promise<string> =>
  radio.evaluate((node) => node.closest('label')?.textContent ?? '');
