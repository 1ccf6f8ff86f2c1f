import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useBrowser } from '../rig/browser.ts';
import { makeLongClip } from '../rig/long-clip.ts';
import { startServerHere } from '../rig/server-here.ts';
import { startServerProcess } from '../rig/server-process.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const browser = useBrowser();
const CHUNK_BYTES = 8 << 20;

describe('an upload', () => {
  it('is taken over by another tab when its page is killed half way, with the same file alone, from where it was', async () => {
    const { url, folder } = await startServerHere();
    const clip = await makeLongClip(join(folder, 'large.mov'), 24, 'libx264');
    const { size } = await stat(clip);
    expect(size).toBeGreaterThan(4 * CHUNK_BYTES);
    const context = await browser().newContext();

    const first = await context.newPage();
    let sentBefore = 0;
    // The network dies in the middle of the third chunk.
    await first.route('**/api/v1/uploads/**', async (route) => {
      if (route.request().method() === 'PATCH') {
        const offset = Number(route.request().headers()['upload-offset']);
        if (offset >= 2 * CHUNK_BYTES) return route.abort('connectionreset');
        sentBefore = offset + CHUNK_BYTES;
      }
      return route.continue();
    });
    await first.goto(url);
    await first.getByTestId('file-input').setInputFiles(clip);
    await first.getByTestId('upload-stage').filter({ hasText: 'Waiting for the network' }).waitFor();
    expect(sentBefore).toBe(2 * CHUNK_BYTES);

    const second = await context.newPage();
    const offsets: number[] = [];
    second.on('request', (request) => {
      if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
    });
    await second.goto(url);
    await second.getByTestId('upload-row').getByText('Running in another tab').waitFor();
    expect(offsets).toEqual([]);
    await first.close({ runBeforeUnload: false });
    await second.getByTestId('interrupted-row').getByText('is already here').waitFor();
    const other = { name: 'large.mov', mimeType: 'video/quicktime', buffer: Buffer.from('another file') };
    await second.getByTestId('choose-again').setInputFiles(other);
    await second.getByTestId('interrupted-row').getByText('This is another file').waitFor();
    await second.getByTestId('choose-again').setInputFiles(clip);
    await second.locator('[data-testid=asset-card]').waitFor();
    expect(offsets[0]).toBe(2 * CHUNK_BYTES);
    expect(await second.getByTestId('interrupted-row').count()).toBe(0);
    const list = (await (await fetch(`${url}/api/v1/assets`)).json()) as { total: number };
    expect(list.total).toBe(1);
  });

  it('waits for a server that went away and goes on by itself', async () => {
    const folder = await tempFolder();
    const clip = await makeLongClip(join(folder, 'large.mov'), 12, 'libx264');
    const server = await startServerProcess(folder);
    const port = Number(new URL(server.url).port);
    const page = await browser().newPage();
    const killed = Promise.withResolvers<void>();
    await page.route('**/api/v1/uploads/**', async (route) => {
      if (Number(route.request().headers()['upload-offset']) === CHUNK_BYTES) {
        await server.kill9();
        killed.resolve();
        await page.unroute('**/api/v1/uploads/**');
      }
      await route.continue().catch(() => undefined);
    });
    await page.goto(server.url);
    await page.getByTestId('file-input').setInputFiles(clip);
    await killed.promise;
    const again = await startServerProcess(folder, port);
    await page.locator('[data-testid=asset-card]').waitFor();
    const list = (await (await fetch(`${again.url}/api/v1/assets`)).json()) as {
      items: { source: { sizeBytes: number } }[];
    };
    expect(list.items.map((asset) => asset.source.sizeBytes)).toEqual([(await stat(clip)).size]);
  });
});
