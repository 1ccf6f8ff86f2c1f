import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDiskBlobStore } from '@reelmill/adapters';
import { CRASH_POINTS, type CrashPoint } from '@reelmill/engine/ports';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeClip } from '../rig/make-clip.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { brokenInvariants, publishedDigests } from './invariants.ts';
import { type MortalServer, startMortalServer } from './mortal-server.ts';
import { createPatientUser, goOnUntilDeath, type Wishes } from './patient-user.ts';

interface Trap {
  /** The point, and the time it is reached that kills where the first is not the one that matters. */
  readonly at: CrashPoint | `${CrashPoint}:${number}`;
  /** Where an earlier server died, for points that only a recovery reaches. */
  readonly after?: CrashPoint;
  readonly wishes?: Omit<Wishes, 'bytes'>;
  /** Something to collect lies in the store. */
  readonly garbage?: boolean;
}

const TRAPS: readonly Trap[] = [
  { at: 'upload.file-made' },
  { at: 'upload.bytes-written:2' },
  { at: 'upload.bytes-synced:2' },
  { at: 'upload.offset-kept' },
  { at: 'upload.digest-known' },
  { at: 'upload.digest-kept' },
  { at: 'upload.blob-placed' },
  { at: 'upload.asset-made' },
  { at: 'upload.row-deleted', wishes: { givesUpOne: true } },
  { at: 'multipart.opened', wishes: { sendsParts: true } },
  { at: 'multipart.joining', wishes: { sendsParts: true } },
  { at: 'multipart.part-joined', wishes: { sendsParts: true } },
  { at: 'multipart.verified', wishes: { sendsParts: true } },
  { at: 'multipart.placed', wishes: { sendsParts: true } },
  { at: 'multipart.asset-made', wishes: { sendsParts: true } },
  { at: 'claim.before' },
  { at: 'claim.after' },
  { at: 'attempt.started' },
  { at: 'attempt.folder-made:3' },
  { at: 'attempt.progress-kept' },
  { at: 'attempt.verified' },
  { at: 'attempt.committed' },
  { at: 'attempt.cleaned:2' },
  { at: 'blob.before-put' },
  { at: 'blob.after-put:2' },
  { at: 'blob.before-sync' },
  { at: 'blob.before-sync:3' },
  { at: 'blob.before-rename' },
  { at: 'blob.before-rename:3' },
  { at: 'blob.after-rename' },
  { at: 'blob.after-rename:3' },
  { at: 'commit.before' },
  { at: 'commit.before:4' },
  { at: 'commit.before-publish' },
  { at: 'commit.before-publish:5' },
  { at: 'output.published' },
  { at: 'plan.inserted' },
  { at: 'job.ended' },
  { at: 'job.ended', wishes: { cancels: true } },
  { at: 'commit.before-publish:3', wishes: { cancels: true } },
  { at: 'recover.uploads-reconciled', after: 'upload.bytes-synced' },
  { at: 'recover.work-removed', after: 'attempt.folder-made' },
  { at: 'recover.step-taken-back', after: 'attempt.folder-made' },
  { at: 'recover.jobs-advanced', after: 'attempt.folder-made' },
  { at: 'delete.before-rows', wishes: { deletes: true } },
  { at: 'delete.after-rows', wishes: { deletes: true } },
  { at: 'delete.between-blobs', wishes: { deletes: true } },
  { at: 'garbage.before-delete', garbage: true },
  { at: 'garbage.after-delete', garbage: true },
];

const titleOf = ({ at, after, wishes = {} }: Trap): string =>
  [at, ...(after ? [`after ${after}`] : []), ...Object.keys(wishes)].join(', ');
const nameOf = ({ at }: Trap): string => at.replace(/:\d+$/, '');

describe('a server that dies', () => {
  let bytes: Uint8Array;
  let undisturbed: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reelmill-crash-free-'));
    bytes = await readFile(await makeClip(folder, { seconds: 2, size: '96x54' }));
    const server = await startMortalServer(folder);
    expect(await goOnUntilDeath(createPatientUser({ bytes }), server)).toBe(true);
    expect(await server.stop()).toBe(0);
    undisturbed = await publishedDigests(folder);
    expect(Object.keys(undisturbed).sort()).toEqual(['hls', 'poster']);
    return () => rm(folder, { recursive: true, force: true });
  });

  it.each(TRAPS.map((trap) => [titleOf(trap), trap] as const))(
    'at %s loses nothing and leaves nothing behind',
    async (_title, trap) => {
      const folder = await tempFolder();
      const data = join(folder, 'data');
      const log = join(folder, 'crashes');
      const user = createPatientUser({ bytes, ...trap.wishes });
      if (trap.garbage) await leaveGarbage(data);

      const doomed = [...(trap.after ? [trap.after] : []), trap.at];
      for (const at of doomed) {
        const server = await start(data, { REELMILL_CRASH_AT: at, REELMILL_CRASH_LOG: log });
        if (await goOnUntilDeath(user, server)) await server.stop();
      }
      expect((await readFile(log, 'utf8')).trim().split('\n').at(-1)).toBe(nameOf(trap));

      const server = await start(data);
      expect(await goOnUntilDeath(user, server)).toBe(true);
      expect(await server.stop()).toBe(0);
      expect(await brokenInvariants(data, user.told())).toEqual([]);
      const published = await publishedDigests(data);
      // What a cancelled job had made by then may be published; it is as always.
      if (trap.wishes?.cancels) expect(undisturbed).toMatchObject(published);
      else expect(published).toEqual(trap.wishes?.deletes ? {} : undisturbed);
    },
  );

  it('was killed at every point there is', () => {
    expect([...new Set(TRAPS.map(nameOf))].sort()).toEqual([...CRASH_POINTS].sort());
  });
});

const start = async (dataFolder: string, environment?: NodeJS.ProcessEnv): Promise<MortalServer> => {
  const server = await startMortalServer(dataFolder, environment);
  onTestFinished(() => server.kill9());
  return server;
};

/** A blob that no row names, stored so long ago that nobody is about to. */
const leaveGarbage = async (dataFolder: string): Promise<void> => {
  const blobs = await openDiskBlobStore({ folder: join(dataFolder, 'blobs') });
  const { digest } = await blobs.putBytes(randomBytes(1000));
  await utimes((await blobs.localPath(digest)) ?? '', 0, 0);
};
