import { join } from 'node:path';
import { createInProcessDispatch, createInProcessEventBus } from '@reelmill/adapters';
import { createEngine } from '@reelmill/engine';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { addAsset, jobEnd, openEngine, recipeNamed, remoteToolchain } from '../rig/engine-rig.ts';
import { faultyPorts } from '../rig/faulty-ports.ts';
import { createRemoteSteps } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** The hands of the clock: what the engines call now, and the intervals in which they look and renew. */
const useClock = () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  let nowMs = Date.now();
  return {
    nowMs: () => nowMs,
    pass: (seconds: number): void => {
      nowMs += seconds * 1000;
      vi.advanceTimersByTime(seconds * 1000);
    },
  };
};

describe('a worker that dies', () => {
  it('has its step taken over within 15 s by another, and commits nothing should it come back', async () => {
    const clock = useClock();
    const folder = await tempFolder();
    const second = createRemoteSteps();
    const { engine, store, blobs } = await openEngine(folder, second, { nowMs: clock.nowMs });

    // The first worker shares rows and bytes with the second, until it is cut off from both.
    let isDead = false;
    const ports = faultyPorts(store, blobs, () => {
      if (isDead) throw new Error('this worker is dead');
    });
    const first = createRemoteSteps();
    const dying = createEngine({
      ...ports,
      bus: createInProcessEventBus(),
      dispatch: createInProcessDispatch(),
      toolchain: remoteToolchain,
      dataFolder: join(folder, 'first'),
      stepKinds: first.stepKinds,
      nowMs: clock.nowMs,
    });
    await dying.start();
    onTestFinished(() => dying.stop());

    const asset = await addAsset(dying, 'clip', recipeNamed('poster'));
    const held = await first.next('probe');
    isDead = true;
    clock.pass(15);
    const taken = await second.next('probe');
    const jobId = asset.job?.id ?? '';
    expect(await store.direct.steps.get(jobId, 'probe')).toMatchObject({ state: 'running', epoch: 2 });

    isDead = false;
    await held.succeed();
    await dying.stop();
    expect(await store.direct.steps.get(jobId, 'probe')).toMatchObject({ state: 'running', epoch: 2 });
    await taken.succeed();
    second.succeedAll();
    expect(await jobEnd(engine, jobId)).toMatchObject({ state: 'succeeded' });
    expect((await engine.getJob(jobId))?.stepDetails[0]?.attempts.map(({ outcome }) => outcome)).toEqual([
      'lost',
      'executed',
    ]);
  });
});

describe('a worker that was busy or suspended for longer than its lease', () => {
  it('does not take its own step for lost', async () => {
    const clock = useClock();
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps, {
      nowMs: clock.nowMs,
      lanes: { light: 2, cpu: 1, gpu: 0, io: 1 },
    });
    const asset = await addAsset(engine, 'clip', recipeNamed('poster'));
    const held = await steps.next('probe');
    clock.pass(3600);
    // Looking for work begins with what has expired: when another job's step has come, that is over.
    await addAsset(engine, 'another clip', recipeNamed('poster'));
    const other = await steps.next('probe');
    await held.succeed();
    await other.succeed();
    steps.succeedAll();
    const jobId = asset.job?.id ?? '';
    expect(await jobEnd(engine, jobId)).toMatchObject({ state: 'succeeded' });
    expect((await engine.getJob(jobId))?.stepDetails[0]?.attempts).toMatchObject([
      { epoch: 1, outcome: 'executed' },
    ]);
  });
});
