import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ffmpeg } from '../media/numbered-clip.ts';
import { openReal, process, quick, realToolchain, streamOf } from '../media/real-engine.ts';
import { tempFolder } from '../rig/temp-folder.ts';

it('makes the same stream as ever where the chip is gone that was found at the start', async () => {
  const folder = await tempFolder();
  const clip = join(folder, 'clip.mp4');
  await ffmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=12'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '50', clip],
  );
  const found = await realToolchain();
  // This machine has no such device: ffmpeg itself says so, in the middle of the job.
  const hardware = { h264: 'h264_vaapi' } as const;
  const toolchain = { ...found, capabilities: { ...found.capabilities, hardware }, devices: [] };
  const onChip = await openReal(await tempFolder(), { toolchain });
  const { job, asset } = await process(onChip.engine, clip, quick);
  expect([job.state, job.error]).toEqual(['succeeded', null]);
  expect(job.warnings).toEqual([expect.stringContaining('so software encoded the video.')]);
  expect(job.stepDetails.flatMap((step) => step.attempts.map(({ outcome }) => outcome))).toContain('failed');

  const software = await openReal(await tempFolder());
  const ever = await process(software.engine, clip, quick);
  expect(streamOf(asset).artifactDigest).toBe(streamOf(ever.asset).artifactDigest);
});
