import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createUploads } from '@reelmill/engine';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { collectGarbage } from '../../packages/engine/src/care/discard-blobs.ts';
import { createCleaner } from '../../packages/engine/src/care/keep-clean.ts';
import { addAsset, allBlobs, filesIn, jobEnd, openEngine, recipeNamed } from '../rig/engine-rig.ts';
import { createRemoteSteps } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const HOUR_MS = 3600_000;
const log = { info: () => {}, warn: () => {}, error: () => {} };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const makeOld = (path: string): Promise<void> => utimes(path, new Date(0), new Date(0));

describe('a running engine', () => {
  it('collects what nothing names every hour, once its grace is over', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { engine, blobs } = await openEngine(await tempFolder(), createRemoteSteps());
    const old = await blobs.putBytes(bytes('nobody wants this'));
    const fresh = await blobs.putBytes(bytes('somebody may be about to name this'));
    await makeOld((await blobs.localPath(old.digest)) ?? '');
    await vi.waitFor(async () => {
      vi.advanceTimersByTime(HOUR_MS);
      expect(await allBlobs(engine)).toEqual([fresh.digest]);
    });
  });

  it('leaves alone what a running attempt has stored and nothing names yet', async () => {
    const steps = createRemoteSteps();
    const { engine, store, blobs } = await openEngine(await tempFolder(), steps);
    const asset = await addAsset(engine, 'clip', recipeNamed('poster'));
    await (await steps.next('probe')).succeed();
    const poster = await steps.next('still');
    const kept = await poster.context.keep('poster.jpg', 'image/jpeg', { bytes: bytes('half made') });
    const garbage = await blobs.putBytes(bytes('nobody wants this'));

    await collectGarbage({ store, blobs, pinned: engine.pinned }, Date.now() + HOUR_MS, 0);
    expect(new Set(await allBlobs(engine))).toEqual(new Set([asset.source.digest, kept.digest]));
    expect(await blobs.stat(garbage.digest)).toBeUndefined();
    await poster.succeed();
    expect(await jobEnd(engine, asset.job?.id ?? '')).toMatchObject({ state: 'succeeded' });
  });

  it('removes the folders of dead attempts when they are old, and no other', async () => {
    const folder = await tempFolder();
    const steps = createRemoteSteps();
    const { engine, store, blobs } = await openEngine(folder, steps);
    const asset = await addAsset(engine, 'clip', recipeNamed('poster'));
    await steps.next('probe');
    const workFolder = join(folder, 'work');
    const [running, earlier, fresh] = [1, 0, 7].map((epoch) => `${asset.job?.id}.probe.${epoch}`);
    for (const name of [earlier, fresh, 'job_gone.poster.1']) await mkdir(join(workFolder, name ?? ''));
    for (const name of [running, earlier, 'job_gone.poster.1']) await makeOld(join(workFolder, name ?? ''));

    const cleaner = createCleaner({ store, blobs, pinned: engine.pinned, workFolder, nowMs: Date.now, log });
    cleaner.start();
    await cleaner.stop();
    expect(new Set(await filesIn(workFolder))).toEqual(new Set([running, fresh]));
  });
});

describe('the uploads folder', () => {
  it('loses old files that belong to no upload, and keeps those of an upload that rests', async () => {
    const folder = await tempFolder();
    const { engine } = await openEngine(folder, createRemoteSteps());
    const uploadFolder = join(folder, 'uploads');
    const uploads = createUploads({ engine, folder: uploadFolder, log });
    await uploads.recover();
    const upload = await uploads.create({
      fileName: 'clip.mp4',
      lengthBytes: 10,
      tusMetadata: '',
      metadata: {},
      recipe: recipeNamed('web'),
      priority: 0,
    });
    if (!upload.ok) throw new Error(upload.error.message);
    for (const name of ['upload_old', 'upload_new']) await mkdir(join(uploadFolder, name));
    for (const name of ['upload_old', upload.value.id]) await makeOld(join(uploadFolder, name));
    await uploads.sweep();
    expect(new Set(await filesIn(uploadFolder))).toEqual(new Set([upload.value.id, 'upload_new']));
  });
});
