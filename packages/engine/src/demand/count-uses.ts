import type { Digest } from '@reelmill/core';
import type { Commit } from '../events/commit.ts';
import type { OutputRecord, StoreOperations } from '../ports/index.ts';
import type { EngineLog } from '../run/run-context.ts';
import { rankAfterUse, WORTH } from './rank.ts';

/** How long uses are only counted in memory: those of a crash's last seconds are not worth a sync for each. */
const KEEP_EVERY_MS = 10_000;

interface CountContext {
  readonly commit: Commit;
  readonly nowMs: () => number;
  readonly log: EngineLog;
}

/** Counts what is watched and taken away. Nothing waits for it. */
export const createUseCounter = (context: CountContext) => {
  const counts = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  /** Writes down what was counted since the last time. */
  const keep = async (): Promise<void> => {
    const uses = [...counts];
    counts.clear();
    if (uses.length === 0) return;
    try {
      await context.commit((tx) => keepUses(tx, uses, context.nowMs()), { durable: false });
    } catch (error) {
      context.log.error({ err: error }, 'uses could not be counted');
    }
  };

  return {
    /** One file of an artifact was asked for from its beginning. Only main files count: a stream's segments are one view. */
    note: (artifactDigest: Digest, path: string): void => {
      const file = `${artifactDigest}/${path}`;
      counts.set(file, (counts.get(file) ?? 0) + 1);
    },
    keep,
    start: (): void => {
      timer = setInterval(() => void keep(), KEEP_EVERY_MS);
      timer.unref();
    },
    stop: async (): Promise<void> => {
      clearInterval(timer);
      await keep();
    },
  };
};

const keepUses = async (
  tx: StoreOperations,
  uses: readonly (readonly [file: string, count: number])[],
  nowMs: number,
): Promise<void> => {
  for (const [file, count] of uses) {
    const slash = file.indexOf('/');
    const digest = file.slice(0, slash);
    const facts = (await tx.artifacts.factsOf([digest])).get(digest)?.facts;
    if (!isMainFile(facts, file.slice(slash + 1))) continue;
    for (const output of await tx.outputs.ofArtifact(digest)) {
      const job = await tx.jobs.get(output.jobId);
      if (job) await addUse(tx, job.assetId, output.name, count * worthOf(output), nowMs);
    }
  }
};

export const addUse = async (
  tx: StoreOperations,
  assetId: string,
  name: string,
  worth: number,
  nowMs: number,
): Promise<void> => {
  const known = (await tx.demand.ofAsset(assetId)).find((demand) => demand.name === name);
  await tx.demand.put({ assetId, name, rank: rankAfterUse(known?.rank, worth, nowMs) });
};

const isMainFile = (facts: unknown, path: string): boolean =>
  typeof facts === 'object' && facts !== null && 'url' in facts && facts.url === path;

/** A playlist is watched, a picture is looked at; every other kind is a file to take away. */
const worthOf = ({ kind }: OutputRecord): number => (VIEWED.has(kind) ? WORTH.view : WORTH.download);
const VIEWED: ReadonlySet<OutputRecord['kind']> = new Set(['hls', 'poster', 'storyboard', 'thumbnail']);
