import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openDiskBlobStore } from '@reelmill/adapters';
import { CRASH_POINTS, type CrashPoint } from '@reelmill/engine/ports';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeClip } from '../rig/make-clip.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { brokenInvariants, publishedDigests } from './invariants.ts';
import { type MortalServer, startMortalServer } from './mortal-server.ts';
import { createPatientUser, goOnUntilDeath, type Wishes } from './patient-user.ts';

/** The point, and the time it is reached that kills where the first is not the one that matters. */
type Death = CrashPoint | `${CrashPoint}:${number}`;

/** What one user wants, and where the servers die that he wants it from, one after the other. */
interface Life {
  readonly deaths: readonly Death[];
  readonly wishes?: Omit<Wishes, 'bytes'>;
  /** Something to collect lies in the store. */
  readonly garbage?: boolean;
  /** The file lies beside the server, which fetches it. */
  readonly imports?: boolean;
}

/** Few deaths a life: a step that a server died in five times is given up as the cause. */
const LIVES: readonly Life[] = [
  {
    deaths: [
      'upload.file-made',
      'upload.bytes-written:2',
      'upload.bytes-synced',
      'upload.offset-kept',
      'upload.digest-known',
      'upload.digest-kept',
      'upload.blob-placed',
      'upload.asset-made',
    ],
  },
  {
    deaths: ['upload.row-deleted', 'upload.bytes-synced:2', 'recover.uploads-reconciled'],
    wishes: { givesUpOne: true },
  },
  {
    deaths: [
      'multipart.opened',
      'multipart.joining',
      'multipart.part-joined',
      'multipart.verified',
      'multipart.placed',
      'multipart.asset-made',
    ],
    wishes: { sendsParts: true },
  },
  { deaths: ['import.upload-made', 'import.received', 'import.ended'], imports: true },
  {
    deaths: ['transaction.undone', 'transaction.file-kept', 'transaction.checked', 'transaction.asset-made'],
    wishes: { sendsFrames: true, givesUpOne: true },
  },
  { deaths: ['claim.before', 'claim.after', 'attempt.started', 'plan.inserted', 'attempt.progress-kept'] },
  {
    deaths: [
      'attempt.folder-made',
      'recover.work-removed',
      'recover.step-taken-back',
      'recover.jobs-advanced',
      'attempt.verified',
    ],
  },
  { deaths: ['attempt.committed', 'attempt.cleaned:2', 'attempt.folder-made:2', 'output.published'] },
  { deaths: ['blob.before-put', 'blob.after-put:2', 'blob.before-sync:2'] },
  { deaths: ['blob.before-sync', 'blob.before-rename', 'blob.after-rename', 'blob.before-rename:2'] },
  { deaths: ['commit.before', 'commit.before-publish:2', 'blob.after-rename:2', 'commit.before:2'] },
  { deaths: ['commit.before-publish', 'commit.before:4', 'job.ended'] },
  { deaths: ['commit.before-publish:3', 'job.ended'], wishes: { cancels: true } },
  { deaths: ['delete.before-rows', 'delete.between-blobs'], wishes: { deletes: true } },
  { deaths: ['delete.after-rows'], wishes: { deletes: true } },
  { deaths: ['garbage.before-delete', 'garbage.after-delete'], garbage: true },
];

const titleOf = ({ deaths, wishes = {} }: Life): string => [...deaths, ...Object.keys(wishes)].join(', ');
const pointOf = (death: Death): string => death.replace(/:\d+$/, '');

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

  it.each(LIVES.map((life) => [titleOf(life), life] as const))(
    'at %s loses nothing and leaves nothing behind',
    async (_title, { deaths, wishes, garbage, imports }) => {
      const folder = await tempFolder();
      const data = join(folder, 'data');
      const log = join(folder, 'crashes');
      const importsFrom = imports ? join(filmsBeside(data), 'clip.mp4') : undefined;
      await mkdir(filmsBeside(data));
      if (importsFrom) await writeFile(importsFrom, bytes);
      const user = createPatientUser({ bytes, ...wishes, importsFrom });
      if (garbage) await leaveGarbage(data);

      for (const at of deaths) {
        const server = await start(data, { REELMILL_CRASH_AT: at, REELMILL_CRASH_LOG: log });
        if (await goOnUntilDeath(user, server)) await server.stop();
      }
      expect((await readFile(log, 'utf8')).trim().split('\n')).toEqual(deaths.map(pointOf));

      const server = await start(data);
      expect(await goOnUntilDeath(user, server)).toBe(true);
      expect(await server.stop()).toBe(0);
      expect(await brokenInvariants(data, user.told())).toEqual([]);
      const published = await publishedDigests(data);
      const wanted = wishes?.sendsFrames ? { ...undisturbed, frames: expect.any(String) } : undisturbed;
      // What a cancelled job had made by then may be published; it is as always.
      if (wishes?.cancels) expect(undisturbed).toMatchObject(published);
      else expect(published).toEqual(wishes?.deletes ? {} : wanted);
    },
  );

  it('was killed at every point there is', () => {
    expect([...new Set(LIVES.flatMap(({ deaths }) => deaths.map(pointOf)))].sort()).toEqual(
      [...CRASH_POINTS].sort(),
    );
  });
});

const filmsBeside = (dataFolder: string): string => join(dirname(dataFolder), 'films');

const start = async (dataFolder: string, environment?: NodeJS.ProcessEnv): Promise<MortalServer> => {
  const importRoots = { IMPORT_ROOTS: filmsBeside(dataFolder) };
  const server = await startMortalServer(dataFolder, { ...importRoots, ...environment });
  onTestFinished(() => server.kill9());
  return server;
};

/** A blob that no row names, stored so long ago that nobody is about to. */
const leaveGarbage = async (dataFolder: string): Promise<void> => {
  const blobs = await openDiskBlobStore({ folder: join(dataFolder, 'blobs') });
  const { digest } = await blobs.putBytes(randomBytes(1000));
  await utimes((await blobs.localPath(digest)) ?? '', 0, 0);
};
