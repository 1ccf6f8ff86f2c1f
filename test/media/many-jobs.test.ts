import { expect, it } from 'vitest';
import { jobEnd } from '../rig/engine-rig.ts';
import { makeClip } from '../rig/make-clip.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { addFile, openReal, quick } from './real-engine.ts';

const JOBS = 20;
const LANES = { light: 2, cpu: 2, gpu: 0, io: 1 };

it('takes twenty jobs at once, and runs no more than the lanes have room for', async () => {
  const folder = await tempFolder();
  const clips: string[] = [];
  for (let number = 0; number < JOBS; number += 1) {
    clips.push(
      await makeClip(folder, { name: `${number}.mp4`, seconds: 2, size: '160x90', rate: 10 + number }),
    );
  }
  const { engine } = await openReal(folder, { lanes: LANES });
  const jobs = new Set<string>();
  const steps = new Set<string>();
  const most = { jobs: 0, steps: 0 };
  engine.subscribe((event) => {
    const mark = (set: Set<string>, id: string, isOn: boolean) => (isOn ? set.add(id) : set.delete(id));
    if (event.type === 'job.updated') mark(jobs, event.job.id, event.job.finishedAt === null);
    if (event.type === 'step.updated') {
      mark(steps, `${event.jobId}/${event.step.key}`, event.step.state === 'running');
    }
    most.jobs = Math.max(most.jobs, jobs.size);
    most.steps = Math.max(most.steps, steps.size);
  });
  const ids: string[] = [];
  for (const clip of clips) ids.push((await addFile(engine, clip, quick)).jobId);
  const ends = await Promise.all(ids.map((id) => jobEnd(engine, id)));
  expect(ends.map((job) => job.error)).toEqual(ids.map(() => null));
  expect(most).toEqual({ jobs: JOBS, steps: LANES.light + LANES.cpu });
});
