import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frameName } from './bundle-directory.ts';
import { type MadeEntry, makeZipOf } from './made-zip.ts';
import { type BundleLimits, validateBundle } from './validate-bundle.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelmill-bundle-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const WIDTH = 16;
const HEIGHT = 8;
const FRAME_BYTES = WIDTH * HEIGHT * 2;

const metadata = (frameCount: number, other: Record<string, unknown> = {}): MadeEntry => ({
  name: 'metadata.json',
  data: Buffer.from(
    JSON.stringify({
      slug: 'my-clip',
      original_filename: 'My Clip.mp4',
      ...{ type: 'video', width: WIDTH, height: HEIGHT, frame_count: frameCount, format: 'rgb565', fps: 25 },
      ...other,
    }),
  ),
});
const frame = (number: number, other: Partial<MadeEntry> = {}): MadeEntry => ({
  name: frameName(number),
  data: randomBytes(FRAME_BYTES),
  ...other,
});

const check = async (zip: Uint8Array, limits?: BundleLimits) => {
  const path = join(folder, 'bundle.zip');
  await writeFile(path, zip);
  const checked = await validateBundle(path, new AbortController().signal, limits);
  // Nothing is ever unpacked onto the disk.
  expect(await readdir(folder)).toEqual(['bundle.zip']);
  return checked;
};

const problemWith = async (entries: readonly MadeEntry[], limits?: BundleLimits): Promise<string> => {
  const checked = await check(makeZipOf(entries), limits);
  if (checked.ok) throw new Error('the bundle was accepted');
  expect(checked.error).toMatchObject({ code: 'BUNDLE_INVALID', reason: 'bad-input' });
  return checked.error.message;
};

describe('a bundle a client made', () => {
  it.each([
    ['stored', {}],
    ['deflated', { deflated: true }],
    ['with 64-bit fields', { zip64: true }],
  ])('is accepted %s, in any order', async (_how, other) => {
    for (const entries of [
      [frame(1, other), frame(2, other), metadata(2)],
      [metadata(2), frame(2, other), frame(1, other)],
    ]) {
      const checked = await check(makeZipOf(entries));
      expect(checked).toMatchObject({ ok: true, value: { slug: 'my-clip', frame_count: 2, width: WIDTH } });
    }
  });

  it.each([
    '../frame_000001.rgb',
    '/frame_000001.rgb',
    'C:\\frame_000001.rgb',
    '..\\frame_000001.rgb',
    'a/frame_000001.rgb',
    'frame_000001.rgb\0.sh',
    'frame_000001.rgb/',
    'frame_1.rgb',
    'frame_000000.rgb',
    'frame_0000001.rgb',
    'FRAME_000001.RGB',
    'metadata.json/',
    '.bashrc',
    'nested.zip',
    'frame_00000１.rgb',
    '',
  ])('is refused with a file called %j', async (name) => {
    expect(await problemWith([{ name, data: randomBytes(FRAME_BYTES) }, metadata(1)])).toContain(
      'neither a frame nor',
    );
    expect(await problemWith([frame(1), metadata(1), { name, data: Buffer.of() }])).toContain('neither');
  });

  it('is refused with a link, a folder, a second name or another name where its bytes begin', async () => {
    expect(await problemWith([frame(1, { mode: 0o120777 }), metadata(1)])).toContain('link');
    expect(await problemWith([frame(1, { mode: 0o040755 }), metadata(1)])).toContain('folder');
    const extra = Buffer.from([0x75, 0x70, 5, 0, 1, 0, 0, 0, 0]);
    expect(await problemWith([frame(1, { extra }), metadata(1)])).toContain('two names');
    expect(await problemWith([frame(1, { localName: '../../etc/x.rgb' }), metadata(1)])).toContain(
      'something else',
    );
  });

  it('is refused where something is there twice, missing or not counted', async () => {
    expect(await problemWith([frame(1), frame(1), metadata(2)])).toContain('"frame_000001.rgb" twice');
    expect(await problemWith([frame(1), metadata(1), metadata(1)])).toContain('"metadata.json" twice');
    expect(await problemWith([frame(1), frame(3), metadata(2)])).toContain('no "frame_000002.rgb"');
    expect(await problemWith([frame(9), frame(9), metadata(2)])).toContain('no "frame_000001.rgb"');
    expect(await problemWith([frame(1), frame(2), metadata(3)])).toContain('2 frames where');
    expect(await problemWith([frame(1)])).toContain('no "metadata.json"');
    expect(await problemWith([metadata(1)])).toContain('0 frames where');
  });

  it('is refused encrypted, and compressed in a way that is not read', async () => {
    // Twelve bytes of a header of its own lie before what is encrypted.
    const locked = { flags: 1, data: randomBytes(FRAME_BYTES + 12), declaredBytes: FRAME_BYTES };
    expect(await problemWith([frame(1, locked), metadata(1)])).toContain('encrypted');
    expect(await problemWith([frame(1), { ...metadata(1), ...locked }])).toContain('encrypted');
    for (const method of [9, 12, 14, 93, 99]) {
      expect(await problemWith([frame(1, { method }), metadata(1)])).toContain('not read');
    }
  });

  it('is refused with a frame of another size, whatever it declares', async () => {
    for (const bytes of [0, FRAME_BYTES - 1, FRAME_BYTES + 1, FRAME_BYTES * 100]) {
      const data = Buffer.alloc(bytes);
      expect(await problemWith([frame(1, { data }), metadata(1)])).toContain('16 × 8 pixels are 256');
      const liar = { data, declaredBytes: FRAME_BYTES };
      expect(await problemWith([frame(1, liar), metadata(1)])).toContain('not a whole zip');
      expect(await problemWith([frame(1, { ...liar, deflated: true }), metadata(1)])).toContain(
        'not a whole',
      );
    }
  });

  it('is refused damaged', async () => {
    expect(await problemWith([frame(1, { checksum: 1 }), metadata(1)])).toContain('checksum');
    const junk = frame(1, { method: 8, declaredBytes: FRAME_BYTES });
    expect(await problemWith([junk, metadata(1)])).toContain('not a whole zip');
    for (const bytes of [Buffer.of(), Buffer.from('PK'), randomBytes(5000)]) {
      expect(await check(bytes)).toMatchObject({ ok: false, error: { code: 'BUNDLE_INVALID' } });
    }
  });

  it('is refused with metadata that is not valid, and says where', async () => {
    for (const [other, where] of [
      [{ width: 100_000 }, 'width'],
      [{ slug: '../x' }, 'slug'],
      [{ format: 'png' }, 'format'],
      [{ frame_count: 1.5 }, 'frame_count'],
      [{ fps: 0 }, 'fps'],
    ] as const) {
      expect(await problemWith([frame(1), metadata(1, other)])).toContain(`"${where}"`);
    }
    for (const text of ['', 'null', '[', '['.repeat(60_000), '{"__proto__":{}}']) {
      const data = Buffer.from(text);
      expect(await problemWith([frame(1), { name: 'metadata.json', data }])).toContain('not valid');
    }
    const large = Buffer.alloc(65_537, 0x20);
    expect(await problemWith([frame(1), { name: 'metadata.json', data: large, deflated: true }])).toContain(
      'too large',
    );
  });

  it('is refused as a bomb: too much, too dense, or one file’s bytes under many names', async () => {
    const limits = { maxUnpackedBytes: 1e6, maxRatio: 50, anyRatioBelowBytes: 10_000 };
    const black = (number: number) => frame(number, { data: Buffer.alloc(65_536), deflated: true });
    const size = { width: 256, height: 128 };
    const many = Array.from({ length: 16 }, (_, index) => black(index + 1));
    expect(await problemWith([...many, metadata(16, size)], limits)).toContain('at most 1000000');
    expect(await problemWith([...many.slice(0, 8), metadata(8, size)], limits)).toContain('50 times');
    const first = frame(1);
    const shared = Array.from({ length: 50 }, (_, index) => ({
      ...first,
      name: frameName(index + 1),
      sharesFirst: index > 0,
    }));
    expect(await problemWith([...shared, metadata(50)])).toContain('over each other');
  });

  it('is refused when its directory ends before its count', async () => {
    const zip = makeZipOf([frame(1), metadata(1)], 60_000);
    expect(await check(zip)).toMatchObject({ ok: false, error: { code: 'BUNDLE_INVALID' } });
  });

  it('is looked at no further once nobody waits for it', async () => {
    const path = join(folder, 'bundle.zip');
    await writeFile(path, makeZipOf([frame(1), metadata(1)]));
    expect(await validateBundle(path, AbortSignal.abort())).toMatchObject({ error: { code: 'CANCELLED' } });
  });

  it('never throws, whatever bytes of it are changed, cut off or doubled', async () => {
    const zip = makeZipOf([frame(1), frame(2, { deflated: true }), frame(3, { zip64: true }), metadata(3)]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(zip.length),
        fc.boolean(),
        async (changes, cut, cuts) => {
          const broken = Buffer.from(zip);
          for (const [at, value] of changes) broken[at] = value;
          const checked = await check(cuts ? broken.subarray(0, cut) : broken);
          if (!checked.ok) expect(checked.error.code).toBe('BUNDLE_INVALID');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of any honest frames is accepted, and without any one byte of a frame refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.nat(FRAME_BYTES - 1),
        async (frames, deflated, at) => {
          const entries = Array.from({ length: frames }, (_, index) => frame(index + 1, { deflated }));
          expect(await check(makeZipOf([...entries, metadata(frames)]))).toMatchObject({ ok: true });
          const [first = frame(1), ...others] = entries;
          const short = {
            ...first,
            data: Buffer.concat([first.data.subarray(0, at), first.data.subarray(at + 1)]),
          };
          expect(await problemWith([short, ...others, metadata(frames)])).toContain('pixels are');
        },
      ),
      { numRuns: 30 },
    );
  });
});
