import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../rig/temp-folder.ts';
import { expectNoSeam, film, x264 } from './expect-no-seam.ts';
import { ffmpeg, makeNumberedClip, type NumberedClip, readNumbers } from './numbered-clip.ts';

const x265 = (parameters: string): readonly string[] => [
  ...['-c:v', 'libx265', '-preset', 'ultrafast', '-crf', '20', '-pix_fmt', 'yuv420p'],
  ...['-tag:v', 'hvc1', '-x265-params', `log-level=error:${parameters}`],
];
/** Every third second at half the rate, and no two pictures evenly apart. */
const UNEVEN = `select='gte(mod(t,3),1)+not(mod(n,2))',settb=1/90000,setpts='PTS+(0.3*sin(N))/30/TB'`;
/** Ticks of a camera's clock, so that no rounding evens them out. */
const OWN_CLOCK = ['-enc_time_base', '1:90000', '-video_track_timescale', '90000'];

/** `npm run test:corpus -- joins` has others. */
const clips: readonly (readonly [name: string, clip: NumberedClip])[] = [
  ['30 fps in MP4, with B-frames', film({ encode: x264('-g', '45', '-bf', '3') })],
  [
    'open GOPs of H.264',
    film({ encode: x264('-x264-params', 'open-gop=1:keyint=45:bframes=3:b-pyramid=2') }),
  ],
  ['open GOPs of HEVC', film({ encode: x265('open-gop=1:keyint=50:bframes=4') })],
  ['a variable frame rate in MP4', film({ filters: UNEVEN, encode: x264('-g', '50', ...OWN_CLOCK) })],
  [
    'a variable frame rate in Matroska',
    film({ name: 'film.mkv', filters: UNEVEN, encode: x264('-g', '50', '-enc_time_base', '1:90000') }),
  ],
  ['120 fps, of which every second picture is kept', film({ rate: '120', encode: x264('-g', '200') })],
  ['a keyframe at the start only', film({ encode: x264('-g', '9999', '-sc_threshold', '0') })],
];

describe('a film that is encoded in chunks has no seams', () => {
  it.each(clips)('%s', async (_name, clip) => {
    const folder = await tempFolder();
    await expectNoSeam(await makeNumberedClip(folder, clip), folder);
  });

  it('an edit list that starts in the middle of a GOP', async () => {
    const folder = await tempFolder();
    const film20 = await makeNumberedClip(folder, film({ name: 'long.mp4', seconds: 20 }));
    const source = join(folder, 'film.mp4');
    await ffmpeg('-ss', '3.3', '-i', film20, '-c', 'copy', source);
    expect((await readNumbers(source))[0]).toBe(99);
    await expectNoSeam(source, folder);
  });
});
