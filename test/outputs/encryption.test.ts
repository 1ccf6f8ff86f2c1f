import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openReal, process, streamOf } from '../media/real-engine.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { decode, type MadeStreams, makeStreams, streamsOf } from './published-files.ts';

const AES = { encryption: { scheme: 'aes-128', segmentsPerKey: 2 } };
const AES_TRANSPORT = { container: 'ts', layout: 'single-file', encryption: { scheme: 'aes-128' } };
const CENC = { encryption: { scheme: 'cenc' } };
const CBCS = { encryption: { scheme: 'cbcs' } };

const keyOf = async ({ engine, named }: MadeStreams, name: string, number = 0): Promise<Buffer> => {
  const key = await (await engine.streamKeys(named(name).artifactDigest))?.keyOf(number);
  if (!key) throw new Error('there is no such key');
  return Buffer.from(key);
};

/** What a rendition's segments are, behind each other, as one file. */
const joined = async ({ file }: MadeStreams, rendition: string): Promise<string> => {
  const names = (await readdir(file(rendition))).filter((name) => name.endsWith('.m4s')).sort();
  const parts = ['init.mp4', ...names].map((name) => readFile(file(`${rendition}/${name}`)));
  const path = file(`${rendition}/joined.mp4`);
  await writeFile(path, Buffer.concat(await Promise.all(parts)));
  return path;
};

describe('an encrypted stream', () => {
  it('gives back every bit to whoever has the keys of its segments, which change as asked', async () => {
    const made = await makeStreams({ plain: {}, aes: AES, ts: AES_TRANSPORT });
    const { file, named } = made;
    const pictures = await decode(file('plain/180p/playlist.m3u8'), 'v');
    const sound = await decode(file('plain/audio/playlist.m3u8'), 'a');
    expect(pictures).toHaveLength(150);
    expect(named('aes').encryption).toMatchObject({ scheme: 'aes-128', keyCount: 2, license: null });
    for (const name of ['aes', 'ts']) {
      await mkdir(file(`${name}/keys`));
      for (let number = 0; number < (named(name).encryption?.keyCount ?? 0); number += 1)
        await writeFile(file(`${name}/keys/${number}`), await keyOf(made, name, number));
      expect(await decode(file(`${name}/180p/playlist.m3u8`), 'v')).toEqual(pictures);
    }
    expect(await decode(file('aes/audio/playlist.m3u8'), 'a')).toEqual(sound);
    const playlist = await readFile(file('aes/180p/playlist.m3u8'), 'utf8');
    expect([...playlist.matchAll(/URI="\.\.\/keys\/(\d+)"/g)].map(([, number]) => number)).toEqual([
      '0',
      '0',
      '1',
    ]);

    await writeFile(file('aes/keys/0'), await keyOf(made, 'aes', 1));
    expect(await decode(file('aes/180p/playlist.m3u8'), 'v')).not.toContain(pictures[0]);
  });

  it.each([
    ['cenc', CENC],
    ['cbcs', CBCS],
  ])('gives back every sample encrypted by %s, and none for another key', async (name, options) => {
    const made = await makeStreams({ plain: {}, [name]: options });
    const { file } = made;
    const pictures = await decode(file('plain/180p/playlist.m3u8'), 'v');
    const sound = await decode(file('plain/audio/playlist.m3u8'), 'a');
    const [video, audio] = [await joined(made, `${name}/180p`), await joined(made, `${name}/audio`)];
    const key = (await keyOf(made, name)).toString('hex');
    expect(await decode(video, 'v', key)).toEqual(pictures);
    expect(await decode(audio, 'a', key)).toEqual(sound);
    const other = 'ab'.repeat(16);
    expect(await decode(video, 'v', other)).not.toContain(pictures[30]);
    expect(await decode(audio, 'a', other)).not.toContain(sound[30]);
  });

  it('has no key among its files, and none for a stream that is not encrypted', async () => {
    const made = await makeStreams({ plain: {}, aes: AES, cbcs: CBCS });
    for (const name of ['aes', 'cbcs']) {
      const key = await keyOf(made, name);
      const files = (await readdir(made.file(name), { recursive: true })).filter((path) =>
        path.includes('.'),
      );
      expect(files.length).toBeGreaterThan(5);
      for (const path of files)
        expect((await readFile(made.file(`${name}/${path}`))).includes(key)).toBe(false);
      expect(JSON.stringify(made.named(name))).not.toContain(key.toString('hex'));
    }
    expect(await made.engine.streamKeys(made.named('plain').artifactDigest)).toBeUndefined();
    const keys = await made.engine.streamKeys(made.named('aes').artifactDigest);
    expect(await keys?.keyOf(2)).toBeUndefined();
  });

  it('is the same for the same source, and another under another secret', async () => {
    const made = await makeStreams({ aes: AES });
    const digest = made.named('aes').artifactDigest;
    const again = await process(made.engine, made.clip, streamsOf({ aes: AES }));
    expect(streamOf(again.asset).artifactDigest).toBe(digest);
    // Which key it is: nothing else is made again.
    expect(again.job.steps.executed).toBe(1);

    const { engine } = await openReal(await tempFolder());
    const elsewhere = await process(engine, made.clip, streamsOf({ aes: AES }));
    expect(streamOf(elsewhere.asset).artifactDigest).not.toBe(digest);
  });
});
