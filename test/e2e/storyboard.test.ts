import { expect, it } from 'vitest';
import { makeAsset } from '../rig/api.ts';
import { collectProblems, useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerHere } from '../rig/server-here.ts';

const browser = useBrowser();

const recipe = JSON.stringify({
  outputs: [
    { kind: 'hls', rungs: [240], video: { preset: 'ultrafast' } },
    { kind: 'storyboard', intervalSeconds: 1 },
    { kind: 'thumbnail', atSeconds: [1, 2] },
  ],
});

it('shows the picture of the time under the pointer along the timeline', async () => {
  const { url, folder } = await startServerHere();
  const clip = await makeClip(folder, { seconds: 4, size: '320x180' });
  const { id } = await makeAsset(url, clip, recipe);
  const context = await browser().newContext({ viewport: { width: 380, height: 800 } });
  const problems = collectProblems(context);
  const page = await context.newPage();
  await page.goto(`${url}/assets/${id}`);
  await page.getByTestId('quality-menu').waitFor();
  await page.waitForFunction(() => {
    const video = document.querySelector('video');
    return video !== null && video.duration > 3 && video.querySelector('track')?.track.cues?.length === 4;
  });
  const range = page.locator('media-time-range');
  await range.hover({ position: { x: 10, y: 12 } });
  const width = (await range.boundingBox())?.width ?? 0;
  await range.hover({ position: { x: width * 0.6, y: 12 } });
  await page.waitForFunction(() =>
    document
      .querySelector('media-time-range')
      ?.getAttribute('mediapreviewimage')
      ?.endsWith('/sheet-1.jpg#xywh=320,0,160,90'),
  );
  await page.getByRole('list', { name: 'Pictures of thumbnail' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);
  expect(problems).toEqual([]);
});
