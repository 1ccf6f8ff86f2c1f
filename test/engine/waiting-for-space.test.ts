import { err, failure } from '@reelmill/core';
import { describe, expect, it, vi } from 'vitest';
import { addAsset, jobEnd, openEngine } from '../rig/engine-rig.ts';
import { createRemoteSteps } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const diskFull = failure('NO_SPACE', 'no-space', 'The disk is full.');
const brokenPipe = failure('INTERNAL', 'transient', 'A pipe broke.');

describe('a job on a full disk', () => {
  it('says so, waits however long it takes, and forgets it when it goes on', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps);
    const asset = await addAsset(engine, 'clip');
    const jobId = asset.job?.id ?? '';
    for (let tries = 1; tries <= 7; tries += 1) {
      (await steps.next('probe')).end(err(diskFull));
      await vi.waitFor(async () =>
        expect(await engine.getJob(jobId)).toMatchObject({ state: 'running', error: diskFull }),
      );
    }
    await (await steps.next('probe')).succeed();
    await (await steps.next('still')).succeed();
    expect((await engine.getJob(jobId))?.error).toBeNull();
    steps.succeedAll();
    expect(await jobEnd(engine, jobId)).toMatchObject({ state: 'succeeded', error: null });
  });

  it('has all its tries left for what else may go wrong, and no more', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps);
    const asset = await addAsset(engine, 'clip');
    const ends = [diskFull, brokenPipe, diskFull, diskFull, brokenPipe, diskFull, brokenPipe];
    for (const end of ends) (await steps.next('probe')).end(err(end));
    expect(await jobEnd(engine, asset.job?.id ?? '')).toMatchObject({ state: 'failed', error: brokenPipe });
  });

  it('looks again after a longer and longer time, but never only after hours', async () => {
    let nowMs = 1_000_000;
    const asked: number[] = [];
    const steps = createRemoteSteps();
    const { engine, store } = await openEngine(await tempFolder(), steps, {
      nowMs: () => nowMs,
      policy: {
        backoffMs: (failures) => {
          asked.push(failures);
          return 3600_000 * failures;
        },
      },
    });
    const asset = await addAsset(engine, 'clip');
    const jobId = asset.job?.id ?? '';
    for (let tries = 1; tries <= 2; tries += 1) {
      (await steps.next('probe')).end(err(diskFull));
      await vi.waitFor(async () => {
        expect((await store.direct.steps.get(jobId, 'probe'))?.notBeforeMs).toBe(nowMs + 5 * 60_000);
      });
      nowMs += 5 * 60_000;
    }
    expect(asked).toEqual([1, 2]);
    await (await steps.next('probe')).succeed();
  });
});
