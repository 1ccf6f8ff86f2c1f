import { type EncodeVideoParams, err, failure } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';
import { expect, it } from 'vitest';
import { factsOf, probeOf, videoTrack } from '../../packages/core/src/plan/probe-fixtures.ts';
import { addAsset, jobEnd, openEngine, recipeNamed, remoteToolchain } from '../rig/engine-rig.ts';
import { createRemoteSteps, type Invocation } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** 20 s, which are three chunks of 4, 8 and 8 s. */
const facts = factsOf(
  probeOf({ durationSeconds: 20, video: [videoTrack({ shownSeconds: 20, frameCount: 600 })] }),
);
const toolchain = {
  ...remoteToolchain,
  capabilities: { ...remoteToolchain.capabilities, hardware: { h264: 'h264_nvenc' } },
} as const;
const chipFailed = failure('FFMPEG_FAILED', 'bad-input', 'Encoding the video failed: device lost.');
const encoderOf = ({ context }: Invocation): unknown =>
  (context.tasks[0]?.params as { encoding: { encoder: string } } | undefined)?.encoding.encoder;

it('goes on in software when the chip fails in the middle, and says so', async () => {
  const steps = createRemoteSteps(facts, { sameContent: true });
  const lanes = { light: 2, cpu: 1, gpu: 1, io: 1 };
  const { engine } = await openEngine(await tempFolder(), steps, { lanes, toolchain });
  const asset = await addAsset(engine, 'clip', recipeNamed('web-small'));
  await (await steps.next('probe')).succeed();
  const first = await steps.next('encode-video');
  expect(encoderOf(first)).toBe('h264_nvenc');
  await first.succeed();
  const second = await steps.next('encode-video');
  expect(encoderOf(second)).toBe('h264_nvenc');
  second.end(err(chipFailed));

  const stop = steps.succeedAll();
  const job = await jobEnd(engine, asset.job?.id ?? '');
  expect(job.state).toBe('succeeded');
  expect(job.warnings).toEqual([
    'The hardware encoder failed, so software encoded the video. Encoding the video failed: device lost.',
  ]);
  // Also the chunk the chip had made: all of a video share their headers.
  expect(await encodersOf(engine, job.id)).toEqual(new Set(['libx264 cpu executed']));

  // What software made is never taken for the chip's.
  const next = await engine.createJob(asset.id, recipeNamed('web-small'));
  if (!next.ok) throw new Error(next.error.message);
  await jobEnd(engine, next.value.id);
  stop();
  expect(await encodersOf(engine, next.value.id)).toEqual(
    new Set(['h264_nvenc gpu executed', 'h264_nvenc gpu cached']),
  );
});

/** What encoded, where, and how that ended. */
const encodersOf = async (engine: Engine, jobId: string): Promise<ReadonlySet<string>> => {
  const steps = await engine.store.direct.steps.ofJob(jobId);
  const encodes = steps.filter((step) => step.kind === 'encode-video');
  return new Set(
    encodes.map(({ params, lane, state }) => {
      const { encoding } = params as EncodeVideoParams;
      return `${encoding.encoder} ${lane} ${state}`;
    }),
  );
};
