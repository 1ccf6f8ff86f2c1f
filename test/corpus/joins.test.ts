import { describe, it } from 'vitest';
import { expectNoSeam, film, x264 } from '../media/expect-no-seam.ts';
import { makeNumberedClip, type NumberedClip } from '../media/numbered-clip.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** The rest of test/media/joins.test.ts. */
const clips: readonly (readonly [name: string, clip: NumberedClip])[] = [
  ['29.97 fps in Matroska', film({ name: 'film.mkv', rate: '30000/1001' })],
  ['23.976 fps in fragmented MP4', film({ rate: '24000/1001', encode: fragmented('48') })],
  ['60 fps', film({ rate: '60', encode: x264('-g', '100') })],
  ['nothing but keyframes', film({ encode: x264('-g', '1') })],
  [
    'a clock that starts at 10 s',
    film({ name: 'film.mkv', encode: x264('-g', '45', '-output_ts_offset', '10') }),
  ],
];

function fragmented(keyframeDistance: string): readonly string[] {
  return x264('-g', keyframeDistance, '-movflags', '+frag_keyframe+empty_moov+default_base_moof');
}

describe('a film that is encoded in chunks has no seams', () => {
  it.each(clips)('%s', async (_name, clip) => {
    const folder = await tempFolder();
    await expectNoSeam(await makeNumberedClip(folder, clip), folder);
  });
});
