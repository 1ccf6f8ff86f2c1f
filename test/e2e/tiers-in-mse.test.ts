import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { useBrowser } from '../rig/browser.ts';
import { makeClip } from '../rig/make-clip.ts';
import { publishedFile } from '../rig/published-file.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const browser = useBrowser();

const PIECE_BYTES = 500_000;

/** Appends the bytes in pieces, as they come; what is buffered then, or what the browser said against it. */
const append = async (bytes: Buffer, mimeType: string) => {
  const page = await (await browser().newContext()).newPage();
  try {
    await page.exposeFunction('piece', (start: number) =>
      bytes.subarray(start, start + PIECE_BYTES).toString('base64'),
    );
    return await page.evaluate(
      async ({ type, length, step }) => {
        const video = document.createElement('video');
        const source = new MediaSource();
        const once = (target: EventTarget, name: string) =>
          new Promise((resolve) => target.addEventListener(name, resolve, { once: true }));
        const opened = once(source, 'sourceopen');
        video.src = URL.createObjectURL(source);
        await opened;
        const buffer = source.addSourceBuffer(type);
        const failed = once(video, 'error').then(() => {
          throw new Error(video.error?.message);
        });
        const pieceAt = (window as unknown as { piece: (start: number) => Promise<string> }).piece;
        for (let start = 0; start < length; start += step) {
          const updated = once(buffer, 'updateend');
          buffer.appendBuffer(Uint8Array.from(atob(await pieceAt(start)), (letter) => letter.charCodeAt(0)));
          await Promise.race([updated, failed]);
        }
        source.endOfStream();
        const { buffered } = video;
        const ranges = Array.from({ length: buffered.length }, (_, range) => ({
          start: buffered.start(range),
          end: buffered.end(range),
        }));
        return { ranges, width: video.videoWidth, duration: video.duration };
      },
      { type: mimeType, length: bytes.length, step: PIECE_BYTES },
    );
  } finally {
    await page.context().close();
  }
};

it('takes tiers in pieces cut anywhere, from 0 on and without a hole', async () => {
  const folder = await tempFolder();
  const source = await makeClip(folder, { size: '1920x1080', rate: 5, seconds: 9 });
  const { engine } = await openReal(await tempFolder());
  const recipe = recipeOf({ kind: 'tiers', tiers: ['hd', 'sd'], preset: 'ultrafast', crf: { hd: 10 } });
  const { asset, job } = await process(engine, source, recipe);
  expect(job.error).toBeNull();
  for (const [name, width] of [
    ['hd', 1920],
    ['sd', 722],
  ] as const) {
    const output = asset.outputs.find((candidate) => candidate.name === name);
    if (output?.kind !== 'tier') throw new Error('there is no such tier');
    const bytes = await readFile(await publishedFile(engine, asset, name));
    if (name === 'hd') expect(bytes.length).toBeGreaterThan(2 * PIECE_BYTES);
    const seen = await append(bytes, `video/mp4; codecs="${output.codecs}"`);
    expect(seen.ranges).toEqual([{ start: 0, end: expect.closeTo(9, 1) }]);
    expect(seen.width).toBe(width);
  }
});
