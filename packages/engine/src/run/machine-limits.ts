import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';

export interface MachineLimits {
  /** May be a fraction in a container. */
  readonly cores: number;
  readonly memoryBytes: number;
}

/** What this process may use: of the machine, or of the container it is in. */
export const machineLimits = (root = '/'): MachineLimits => {
  const constrained = process.constrainedMemory();
  return {
    cores: Math.min(availableParallelism(), cpuQuota(root) ?? Number.POSITIVE_INFINITY),
    // 0 or far more than there is where nothing limits it
    memoryBytes: constrained > 0 ? Math.min(constrained, totalmem()) : totalmem(),
  };
};

/**
 * Processors' worth of time that control groups allow, the least of this group's and its parents'; undefined without a
 * quota (cgroups(7): `cpu.max` of version 2, `cpu.cfs_quota_us` of version 1).
 */
export const cpuQuota = (root: string): number | undefined => {
  const groups = read(root, 'proc/self/cgroup')?.split('\n') ?? [];
  const quotas = groups.flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    if (controllers === '') return upwards(path).map((group) => quotaOfV2(root, `sys/fs/cgroup${group}`));
    if (!controllers.split(',').includes('cpu')) return [];
    return upwards(path).map((group) => quotaOfV1(root, `sys/fs/cgroup/${controllers}${group}`));
  });
  const known = quotas.filter((quota) => quota !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
};

/** `/a/b` → `/a/b`, `/a` and the root itself: inside a container only the root may be there to read. */
const upwards = (path: string): readonly string[] => {
  const parts = path.split('/').filter(Boolean);
  return [...parts.keys(), parts.length].map((count) =>
    parts
      .slice(0, count)
      .map((part) => `/${part}`)
      .join(''),
  );
};

const quotaOfV2 = (root: string, folder: string): number | undefined => {
  const [quota, period] = (read(root, join(folder, 'cpu.max')) ?? '').trim().split(' ').map(Number);
  return quota && period && Number.isFinite(quota) ? quota / period : undefined;
};

const quotaOfV1 = (root: string, folder: string): number | undefined => {
  const quota = Number(read(root, join(folder, 'cpu.cfs_quota_us')));
  const period = Number(read(root, join(folder, 'cpu.cfs_period_us')));
  return quota > 0 && period > 0 ? quota / period : undefined;
};

const read = (root: string, path: string): string | undefined => {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
};
