import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ffmpeg } from '../media/numbered-clip.ts';
import { process as make, openReal, quick, recipeOf } from '../media/real-engine.ts';
import { recipeNamed } from '../rig/engine-rig.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const named = (part: string) => sharedMedia('good').filter(({ name }) => name.includes(part));

describe.each(named('360-equirect-no-metadata'))('$name', ({ path }) => {
  it('stays flat, and says why', async () => {
    const { engine } = await openReal(await tempFolder());
    const { job, asset } = await make(engine, path, quick);
    expect(job.state).toBe('succeeded');
    expect(job.notes).toContainEqual(expect.stringContaining('its file does not say that it is one'));
    expect(asset.probe?.video[0]).toMatchObject({ projection: 'flat' });
  });
});

describe.each(named('8k-'))('$name', ({ path }) => {
  it('is made into a stream with less than 2 GB of memory', async () => {
    const mostBytes = watchMemory();
    const { engine } = await openReal(await tempFolder());
    const { job } = await make(engine, path, recipeNamed('web'));
    expect(job.state).toBe('succeeded');
    expect(mostBytes()).toBeGreaterThan(100e6);
    expect(mostBytes()).toBeLessThan(2e9);
  });

  it('is made into tiers with less than 2 GB, though two encodes of 4K would take more', async () => {
    const longer = join(await tempFolder(), 'ten-seconds.mp4');
    await ffmpeg('-stream_loop', '29', '-i', path, '-c', 'copy', '-an', longer);
    const mostBytes = watchMemory();
    const { engine } = await openReal(await tempFolder(), { encodeBytes: 1.5 * 2 ** 30 });
    const { job } = await make(engine, longer, recipeOf({ kind: 'tiers', preset: 'superfast' }));
    expect(job.error).toBeNull();
    expect(job.stepDetails.filter(({ key }) => key.endsWith('-4k')).length).toBeGreaterThan(1);
    expect(mostBytes()).toBeGreaterThan(1e9);
    expect(mostBytes()).toBeLessThan(2e9);
  });
});

/** Most memory that ffmpeg's processes below this one had at one time, looked at ten times a second. */
const watchMemory = (): (() => number) => {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(
      most,
      toolsBelow(process.pid).reduce((sum, bytes) => sum + bytes, 0),
    );
  }, 100);
  onTestFinished(() => clearInterval(timer));
  return () => most;
};

const toolsBelow = (parent: number): readonly number[] => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statusOf(name) ?? []);
  const below = (pid: number): readonly Status[] =>
    all.filter((each) => each.parent === pid).flatMap((each) => [each, ...below(each.pid)]);
  return below(parent).flatMap(({ name, bytes }) => (/^ff(mpeg|probe)$/.test(name) ? [bytes] : []));
};

interface Status {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly bytes: number;
}

/** Undefined for a process that has just ended. */
const statusOf = (pid: string): Status | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (key: string): string => new RegExp(`^${key}:\\s+(\\S+)`, 'm').exec(text)?.[1] ?? '0';
    return {
      ...{ pid: Number(pid), parent: Number(field('PPid')), name: field('Name') },
      bytes: Number(field('VmRSS')) * 1024,
    };
  } catch {
    return undefined;
  }
};
