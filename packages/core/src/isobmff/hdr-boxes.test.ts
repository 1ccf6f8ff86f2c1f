import { describe, expect, it } from 'vitest';
import type { HdrMetadata } from '../media/hdr.ts';
import { withHdr } from './hdr-boxes.ts';
import { boxBytes } from './insert-bytes.ts';
import { entryBoxes, pictureTrack, viewOf } from './picture-track.ts';

const CHUNK_OFFSET = 1000;

/** The start of a file with one track of pictures, up to the end of its index. */
const head = (): Uint8Array => {
  const entry = boxBytes('hvc1', [], new Uint8Array(78), boxBytes('hvcC', [0]), boxBytes('colr', [0]));
  const stbl = boxBytes('stbl', [], boxBytes('stsd', [0, 1], entry), boxBytes('stco', [0, 1, CHUNK_OFFSET]));
  const minf = boxBytes('minf', [], boxBytes('vmhd', [0]), stbl);
  return boxBytes('moov', [], boxBytes('trak', [], boxBytes('mdia', [], minf)));
};

const HDR10: HdrMetadata = {
  masteringDisplay: {
    ...{ red: { x: 0.708, y: 0.292 }, green: { x: 0.17, y: 0.797 }, blue: { x: 0.131, y: 0.046 } },
    ...{ whitePoint: { x: 0.3127, y: 0.329 }, minLuminance: 0.005, maxLuminance: 1000 },
  },
  contentLight: { maxCll: 1000, maxFall: 400 },
};

const boxesOf = (bytes: Uint8Array) => {
  const track = pictureTrack(bytes);
  if (!track) throw new Error('there is no picture');
  return entryBoxes(bytes, track.entry);
};
const typesOf = (bytes: Uint8Array): readonly string[] => boxesOf(bytes).map(({ type }) => type);

describe('how bright pictures are', () => {
  it('stands in their sample entry in the units of the standard', () => {
    const marked = withHdr(head(), HDR10) ?? new Uint8Array();
    expect(typesOf(marked)).toEqual(['hvcC', 'colr', 'mdcv', 'clli']);
    const [mdcv, clli] = boxesOf(marked).slice(2);
    const view = viewOf(marked);
    const halves = Array.from({ length: 8 }, (_, index) =>
      view.getUint16((mdcv?.contentStart ?? 0) + 2 * index),
    );
    expect(halves).toEqual([8500, 39850, 6550, 2300, 35400, 14600, 15635, 16450]);
    expect(view.getUint32((mdcv?.contentStart ?? 0) + 16)).toBe(10_000_000);
    expect(view.getUint32((mdcv?.contentStart ?? 0) + 20)).toBe(50);
    expect([0, 2].map((offset) => view.getUint16((clli?.contentStart ?? 0) + offset))).toEqual([1000, 400]);
  });

  it('is said once, and no more where pictures are SDR, whose file is then as it was', () => {
    const marked = withHdr(head(), HDR10) ?? new Uint8Array();
    expect(withHdr(marked, HDR10)).toEqual(marked);
    expect(withHdr(marked, null)).toEqual(head());
  });

  it('is left out where the source does not say it', () => {
    expect(typesOf(withHdr(head(), { ...HDR10, masteringDisplay: null }) ?? new Uint8Array())).toEqual([
      ...['hvcC', 'colr', 'clli'],
    ]);
    expect(withHdr(boxBytes('moov', []), HDR10)).toBeUndefined();
  });
});
