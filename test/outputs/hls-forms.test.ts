import { readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decode, makeStreams } from './published-files.ts';

/** 5 s at 30 frames a second, in segments of 2 s. */
const PICTURES = 150;
const OF_A_SEGMENT = 60;

describe('a stream in another form', () => {
  it('shows a keyframe for every range that its playlist of keyframes names', async () => {
    const { file } = await makeStreams({ plain: {} });
    const pictures = await decode(file('plain/180p/playlist.m3u8'), 'v');
    const playlist = await readFile(file('plain/180p/keyframes.m3u8'), 'utf8');
    const init = await readFile(file('plain/180p/init.mp4'));
    const named = [...playlist.matchAll(/#EXT-X-BYTERANGE:(\d+)@(\d+)\n(.+)/g)];
    expect(named).toHaveLength(3);
    for (const [index, [, size, offset, name]] of named.entries()) {
      const segment = await readFile(file(`plain/180p/${name}`));
      const part = segment.subarray(Number(offset), Number(offset) + Number(size));
      expect(part.length).toBeLessThan(segment.length);
      await writeFile(file('keyframe.mp4'), Buffer.concat([init, part]));
      expect(await decode(file('keyframe.mp4'), 'v')).toEqual([pictures[index * OF_A_SEGMENT]]);
    }
  });

  it('keeps every picture and all sound in transport streams', async () => {
    const { file, job, named } = await makeStreams({ plain: {}, ts: { container: 'ts' } });
    const pictures = await decode(file('plain/180p/playlist.m3u8'), 'v');
    const playlist = file('ts/180p/playlist.m3u8');
    expect(pictures).toHaveLength(PICTURES);
    expect(await decode(playlist, 'v')).toEqual(pictures);
    expect(await decode(playlist, 'a')).toEqual(await decode(file('plain/audio/playlist.m3u8'), 'a'));
    expect(await readdir(file('ts'))).toEqual(['180p', 'main.m3u8']);
    // Each can be opened alone, as after a seek.
    const second = pictures.slice(OF_A_SEGMENT, 2 * OF_A_SEGMENT);
    expect(await decode(file('ts/180p/00002.ts'), 'v')).toEqual(second);
    expect(named('ts').dash).toBeNull();
    expect(job.notes.join()).toContain('no DASH manifest');
  });

  it('keeps them in one file, which also plays by itself', async () => {
    const { file } = await makeStreams({
      plain: {},
      whole: { layout: 'single-file' },
      ts: { container: 'ts', layout: 'single-file' },
    });
    const pictures = await decode(file('plain/180p/playlist.m3u8'), 'v');
    expect(pictures).toHaveLength(PICTURES);
    expect(await readdir(file('whole/180p'))).toEqual(['keyframes.m3u8', 'media.mp4', 'playlist.m3u8']);
    expect(await decode(file('whole/180p/playlist.m3u8'), 'v')).toEqual(pictures);
    expect(await decode(file('whole/180p/media.mp4'), 'v')).toEqual(pictures);
    expect(await decode(file('ts/180p/playlist.m3u8'), 'v')).toEqual(pictures);
    const sound = await decode(file('plain/audio/playlist.m3u8'), 'a');
    expect(await decode(file('whole/audio/playlist.m3u8'), 'a')).toEqual(sound);
  });

  it('makes sound alone into transport streams, too', async () => {
    const { file } = await makeStreams({ plain: {}, ts: { container: 'ts' } }, { soundOnly: true });
    const sound = await decode(file('plain/audio/playlist.m3u8'), 'a');
    expect(await decode(file('ts/audio/playlist.m3u8'), 'a')).toEqual(sound);
    const playlist = await readFile(file('ts/audio/playlist.m3u8'), 'utf8');
    const seconds = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map(([, duration]) => Number(duration));
    expect(seconds).toHaveLength(3);
    expect(seconds.reduce((sum, duration) => sum + duration)).toBeCloseTo(5, 1);
  });
});
