import { describe, expect, it } from 'vitest';
import type { Spherical } from '../media/spherical.ts';
import { childBoxes } from './box.ts';
import { boxBytes } from './insert-bytes.ts';
import { spatialAudioOf, withSpatialAudio } from './spatial-audio.ts';
import { sphericalOf, withSpherical, withSphericalXml } from './spherical.ts';

const CHUNK_OFFSET = 1000;

const visualEntry = (): Uint8Array => {
  const fields = new Uint8Array(78);
  new DataView(fields.buffer).setUint16(24, 1920);
  new DataView(fields.buffer).setUint16(26, 960);
  return boxBytes('avc1', [], fields, boxBytes('avcC', [0]));
};
const track = (id: number, handler: 'vmhd' | 'smhd', entry: Uint8Array): Uint8Array =>
  boxBytes(
    'trak',
    [],
    boxBytes('tkhd', [0, 0, 0, id]),
    boxBytes(
      'mdia',
      [],
      boxBytes(
        'minf',
        [],
        boxBytes(handler, [0]),
        boxBytes('stbl', [], boxBytes('stsd', [0, 1], entry), boxBytes('stco', [0, 1, CHUNK_OFFSET])),
      ),
    ),
  );
/** The start of a file with a picture and sound, up to the end of its index. */
const head = (): Uint8Array => {
  const sound = track(2, 'smhd', boxBytes('mp4a', [], new Uint8Array(28), boxBytes('esds', [0])));
  const moov = boxBytes('moov', [], track(1, 'vmhd', visualEntry()), sound);
  const ftyp = boxBytes('ftyp', [0]);
  const bytes = new Uint8Array(ftyp.length + moov.length);
  bytes.set(ftyp);
  bytes.set(moov, ftyp.length);
  return bytes;
};

const whole: Spherical = {
  projection: 'equirectangular',
  stereoMode: 'mono',
  ...{ yawDegrees: 0, pitchDegrees: 0, rollDegrees: 0 },
  missing: { top: 0, bottom: 0, left: 0, right: 0 },
  padding: 0,
};
const half: Spherical = {
  ...whole,
  stereoMode: 'left-right',
  ...{ yawDegrees: -90, pitchDegrees: 12.5, rollDegrees: 179 },
  missing: { top: 0, bottom: 0, left: 0.25, right: 0.25 },
};
const cube: Spherical = { ...whole, projection: 'cubemap', stereoMode: 'top-bottom', padding: 0.0125 };

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder('latin1').decode(bytes);
/** Every chunk offset in the file. */
const offsetsIn = (bytes: Uint8Array): readonly number[] =>
  [...textOf(bytes).matchAll(/stco/g)].map(({ index }) => new DataView(bytes.buffer).getUint32(index + 12));

describe('a picture that surrounds the viewer', () => {
  it.each([
    ['a whole sphere', whole],
    ['half a sphere for two eyes', half],
    ['a cube', cube],
  ])('is written as it is read: %s', (_, spherical) => {
    const marked = withSpherical(head(), spherical);
    expect(marked && sphericalOf(marked)).toEqual({ trackIndex: 0, spherical });
    expect(marked && withSpherical(marked, spherical)).toBe(marked);
  });

  it('leaves a file whole, and its samples where they are', () => {
    const before = head();
    const marked = withSphericalXml(withSpherical(before, half) ?? before, half) ?? before;
    const grown = marked.length - before.length;
    expect(childBoxes(new DataView(marked.buffer), 0, marked.length).map((box) => box.type)).toEqual([
      'ftyp',
      'moov',
    ]);
    expect(offsetsIn(marked)).toEqual([CHUNK_OFFSET + grown, CHUNK_OFFSET + grown]);
  });

  it('tells old players the same in XML, and nothing of what they do not know', () => {
    const text = textOf(withSphericalXml(head(), half));
    expect(text).toContain('<GSpherical:ProjectionType>equirectangular</GSpherical:ProjectionType>');
    expect(text).toContain('<GSpherical:StereoMode>left-right</GSpherical:StereoMode>');
    expect(text).toContain('<GSpherical:FullPanoWidthPixels>3840</GSpherical:FullPanoWidthPixels>');
    expect(text).toContain('<GSpherical:CroppedAreaLeftPixels>960</GSpherical:CroppedAreaLeftPixels>');
    const marked = withSphericalXml(head(), half);
    expect(marked && sphericalOf(marked)?.spherical).toEqual({ ...half, pitchDegrees: 13 });
    expect(textOf(withSphericalXml(head(), whole))).not.toContain('Cropped');
    expect(textOf(withSphericalXml(head(), cube))).not.toContain('GSpherical');
  });

  it('is not made of an ordinary one, or of no file at all', () => {
    expect(sphericalOf(head())).toBeUndefined();
    expect(sphericalOf(new Uint8Array(20))).toBeUndefined();
    expect(withSpherical(new Uint8Array(20), whole)).toBeUndefined();
  });
});

describe('ambisonic sound', () => {
  // Version, type, order 1, sorting, scaling, four channels.
  const content = new Uint8Array(28).with(5, 1).with(11, 4);

  it('is found by the place of its track, and put back as it was', () => {
    expect(spatialAudioOf(head()).size).toBe(0);
    const marked = withSpatialAudio(head(), { order: 1, content });
    expect(marked && [...spatialAudioOf(marked)]).toEqual([[1, { order: 1, content }]]);
    expect(marked && offsetsIn(marked)).toEqual([CHUNK_OFFSET + 36, CHUNK_OFFSET + 36]);
  });
});
