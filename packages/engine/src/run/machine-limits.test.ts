import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { machineEncodeBytes, machineLaneLimits } from './lane-limits.ts';
import { cpuQuota, machineLimits } from './machine-limits.ts';

const machineWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'reelmill-machine-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
};

it('keeps to the quota of a container, whichever version of control groups it has', async () => {
  const v2 = await machineWith({
    'proc/self/cgroup': '0::/service/part\n',
    'sys/fs/cgroup/service/cpu.max': '150000 100000\n',
    'sys/fs/cgroup/service/part/cpu.max': 'max 100000\n',
  });
  expect(cpuQuota(v2)).toBe(1.5);
  const v1 = await machineWith({
    'proc/self/cgroup': '9:name=systemd:/\n3:cpu,cpuacct:/docker/abc\n0::/\n',
    'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '50000\n',
    'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
  });
  expect(cpuQuota(v1)).toBe(0.5);
  const free = await machineWith({
    'proc/self/cgroup': '3:cpu:/\n0::/\n',
    'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
  });
  expect(cpuQuota(free)).toBeUndefined();
  expect(cpuQuota(await machineWith({}))).toBeUndefined();
});

it('says what this machine has', () => {
  const { cores, memoryBytes } = machineLimits();
  expect(cores).toBeGreaterThan(0);
  expect(memoryBytes).toBeGreaterThan(2 ** 20);
});

it('runs as many encodes as there are cores, and at least one', () => {
  const encodes = (cores: number) => machineLaneLimits({ cores, memoryBytes: 2 ** 30 }).cpu;
  expect([encodes(16), encodes(1.5), encodes(0.5)]).toEqual([16, 1, 1]);
});

it('leaves a quarter of the memory to everything else', () => {
  expect(machineEncodeBytes({ cores: 4, memoryBytes: 2 ** 31 })).toBe(1.5 * 2 ** 30);
});
