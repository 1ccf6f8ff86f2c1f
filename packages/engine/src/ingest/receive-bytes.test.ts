import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Checksum, receiveBytes } from './receive-bytes.ts';
import { type FileMark, openUploadFile, type UploadFile } from './upload-file.ts';

const MIB = 1 << 20;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const body = async function* (...chunks: readonly Uint8Array[]) {
  yield* chunks;
};
const inChunks = (bytes: Uint8Array, size: number): readonly Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelmill-receive-'));
  path = join(folder, 'upload');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ask {
  readonly lengthBytes: number;
  readonly checksum?: Checksum;
  readonly wrap?: (file: UploadFile) => UploadFile;
  readonly commit?: (offsetBytes: number) => Promise<void>;
  readonly known?: FileMark;
}

/** One request at `offset`; the commits are what a database would have been told. */
const receive = async (offset: number, sent: AsyncIterable<Uint8Array>, ask: Ask) => {
  const file = await openUploadFile(path, offset, ask.known);
  const commits: number[] = [];
  try {
    const problem = await receiveBytes(ask.wrap?.(file) ?? file, sent, {
      lengthBytes: ask.lengthBytes,
      checksum: ask.checksum,
      stopped: new AbortController().signal,
      commit: async (offsetBytes) => {
        await ask.commit?.(offsetBytes);
        commits.push(offsetBytes);
        return undefined;
      },
    });
    return { problem, commits, mark: file.mark(), digest: file.digest() };
  } finally {
    await file.close();
  }
};

const systemError = (code: string) => Object.assign(new Error(code), { code });

describe('receiveBytes', () => {
  it('syncs before it commits, every 8 MiB and at the end', async () => {
    const bytes = randomBytes(20 * MIB);
    const order: string[] = [];
    const { commits, digest } = await receive(0, body(...inChunks(bytes, MIB)), {
      lengthBytes: bytes.length,
      wrap: (file) => ({ ...file, sync: () => (order.push('sync'), file.sync()) }),
      commit: async (offset) => {
        order.push(`commit ${offset / MIB}`);
        expect((await stat(path)).size).toBeGreaterThanOrEqual(offset);
      },
    });
    expect(order).toEqual(['sync', 'commit 8', 'sync', 'commit 16', 'sync', 'commit 20']);
    expect(commits.at(-1)).toBe(bytes.length);
    expect(digest).toBe(sha256(bytes));
  });

  it('keeps what arrived of a body that breaks off', async () => {
    const broken = async function* () {
      yield Buffer.from('abc');
      throw systemError('ECONNRESET');
    };
    expect(await receive(0, broken(), { lengthBytes: 10 })).toMatchObject({
      problem: undefined,
      commits: [3],
    });
  });

  it('takes a body back that is longer than announced, also what it had committed', async () => {
    await receive(0, body(Buffer.from('abc')), { lengthBytes: 10 * MIB });
    const long = inChunks(Buffer.alloc(11 * MIB), MIB);
    const { problem, commits, mark } = await receive(3, body(...long), { lengthBytes: 10 * MIB });
    expect(problem?.code).toBe('PAYLOAD_TOO_LARGE');
    expect(commits.at(-1)).toBe(3);
    expect(mark.offsetBytes).toBe(3);
    expect(await readFile(path, 'utf8')).toBe('abc');
  });

  it('keeps the part of a chunk that fitted on a full disk', async () => {
    const full = (file: UploadFile): UploadFile => ({
      ...file,
      write: async (chunk) => {
        await file.write(chunk.subarray(0, 2));
        throw systemError('ENOSPC');
      },
    });
    const { problem, commits } = await receive(0, body(Buffer.from('abcdef')), {
      lengthBytes: 6,
      wrap: full,
    });
    expect(problem?.code).toBe('NO_SPACE');
    expect(commits).toEqual([2]);
  });

  it('commits nothing that could not be synced or written down', async () => {
    const noSync = await receive(0, body(Buffer.from('abc')), {
      lengthBytes: 3,
      wrap: (file) => ({ ...file, sync: () => Promise.reject(systemError('ENOSPC')) }),
    });
    expect(noSync).toMatchObject({ problem: { code: 'NO_SPACE' }, commits: [] });
    const noDatabase = await receive(0, body(Buffer.from('abc')), {
      lengthBytes: 3,
      commit: () => Promise.reject(systemError('ENOSPC')),
    });
    expect(noDatabase).toMatchObject({ problem: { code: 'NO_SPACE' }, commits: [] });
  });

  it('lets a bug be a bug', async () => {
    const wrap = (file: UploadFile): UploadFile => ({
      ...file,
      write: () => Promise.reject(new Error('bug')),
    });
    await expect(receive(0, body(Buffer.from('abc')), { lengthBytes: 3, wrap })).rejects.toThrow('bug');
  });

  it('discards a chunk whose checksum is wrong, and takes the right one', async () => {
    const right = Buffer.from('abc');
    const checksum = {
      algorithm: 'sha1',
      digest: createHash('sha1').update(right).digest(),
    } as const;
    const wrong = await receive(0, body(Buffer.from('xyz')), { lengthBytes: 3, checksum });
    expect(wrong).toMatchObject({ problem: { code: 'CHECKSUM_MISMATCH' }, commits: [] });
    expect((await stat(path)).size).toBe(0);
    const again = await receive(0, body(right), { lengthBytes: 3, checksum, known: wrong.mark });
    expect(again).toMatchObject({ problem: undefined, commits: [3], digest: sha256(right) });
  });

  it('keeps nothing of a checked chunk that breaks off', async () => {
    const broken = async function* () {
      yield Buffer.from('abc');
      throw systemError('ECONNRESET');
    };
    const checksum = { algorithm: 'sha256', digest: createHash('sha256').update('abc').digest() } as const;
    const { problem, commits } = await receive(0, broken(), { lengthBytes: 6, checksum });
    expect(problem?.code).toBe('UPLOAD_LOCKED');
    expect(commits).toEqual([]);
  });

  it('has the digest of the whole whatever the parts, and whether or not it remembers those before', async () => {
    const parts = fc.array(fc.record({ bytes: fc.uint8Array({ maxLength: 200 }), remembers: fc.boolean() }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(parts, async (sent) => {
        await rm(path, { force: true });
        const whole = Buffer.concat(sent.map((part) => part.bytes));
        let known: FileMark | undefined;
        let offset = 0;
        let digest = sha256(whole.subarray(0, 0));
        for (const part of sent) {
          const received = await receive(offset, body(...inChunks(part.bytes, 7)), {
            lengthBytes: whole.length,
            ...(part.remembers && known ? { known } : {}),
          });
          ({ mark: known, digest } = received);
          offset = received.mark.offsetBytes;
        }
        expect(digest).toBe(sha256(whole));
      }),
      { numRuns: 40 },
    );
  });

  it('cuts off what lies behind the offset it opens at', async () => {
    await receive(0, body(Buffer.from('abcdef')), { lengthBytes: 9 });
    const { digest } = await receive(3, body(Buffer.from('xyz')), { lengthBytes: 9 });
    expect(digest).toBe(sha256(Buffer.from('abcxyz')));
    expect(await readFile(path, 'utf8')).toBe('abcxyz');
  });
});
