import { expect, it } from 'vitest';
import { makeAsset } from '../rig/api.ts';
import { collectProblems, useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerHere } from '../rig/server-here.ts';

const browser = useBrowser();

it('makes a file that was asked for on a phone, beside the stream the video has', async () => {
  const { url, folder } = await startServerHere();
  const { id } = await makeAsset(url, await makeClip(folder, { seconds: 2, size: '320x180' }));
  const context = await browser().newContext({ viewport: { width: 360, height: 800 } });
  const problems = collectProblems(context);
  const page = await context.newPage();
  await page.goto(`${url}/assets/${id}`);
  const form = page.getByRole('region', { name: 'Convert' });
  await form.getByTestId('convert-open').click();
  await form.getByLabel('File').selectOption('webm');
  await form.getByLabel('Speed').selectOption('ultrafast');
  await form.getByLabel('From second').fill('1');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await form.getByTestId('convert-ask').click();
  const outputs = page.getByRole('region', { name: 'Outputs' });
  const link = outputs.getByRole('link', { name: /Download webm/ });
  await link.waitFor();
  const answer = await fetch(new URL((await link.getAttribute('href')) ?? '', url));
  expect(answer.headers.get('content-type')).toBe('video/webm');
  expect(new Uint8Array(await answer.arrayBuffer()).subarray(0, 4)).toEqual(
    new Uint8Array([0x1a, 0x45, 0xdf, 0xa3]),
  );
  // The stream is of the same version.
  await page.getByRole('region', { name: 'Renditions', exact: true }).waitFor();
  expect(problems).toEqual([]);
});
