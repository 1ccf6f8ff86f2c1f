import { readFile } from 'node:fs/promises';
import axe from 'axe-core';
import { expect, it } from 'vitest';
import { useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerProcess } from '../rig/server-process.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const browser = useBrowser();

it('shows the quality of every rendition as a table and a curve, and what keeps it below its target, on a phone and in the dark', async () => {
  const folder = await tempFolder();
  const clip = await makeClip(folder, { seconds: 3 });
  const server = await startServerProcess(folder);
  // A target that nothing reaches.
  const hls = {
    ...{ kind: 'hls', rungs: [360, 240], video: { preset: 'ultrafast', crf: 30 } },
    quality: { targetSsim: 0.999 },
  };
  const recipe = { outputs: [hls, { kind: 'quality' }] };
  const query = new URLSearchParams({ name: 'film', recipe: JSON.stringify(recipe) });
  const put = await fetch(`${server.url}/api/v1/assets?${query}`, {
    method: 'PUT',
    body: await readFile(clip),
  });
  const { id } = (await put.json()) as { id: string };
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser().newContext({ colorScheme, viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    await page.goto(`${server.url}/assets/${id}`);
    const curve = page.getByRole('img', { name: /^SSIM of / });
    await curve.waitFor({ timeout: 60_000 });
    await page.getByText(/^1 part of 240p below the target: its /).waitFor();
    const before = await curve.getAttribute('aria-label');
    const renditions = page.getByRole('radio', { name: /^\d+p$/ });
    await renditions.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('img', { name: `SSIM of ${await nameOf(renditions.nth(1))} ` }).waitFor();
    expect(await curve.getAttribute('aria-label')).not.toBe(before);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.evaluate(axe.source);
    const serious = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map((violation) => violation.id);
    });
    expect(serious).toEqual([]);
    await context.close();
  }
});

const nameOf = async (radio: {
  evaluate: (read: (node: Element) => string) => Promise<string>;
}): Promise<string> => radio.evaluate((node) => node.closest('label')?.textContent ?? '');
