import type { HdrMetadata } from '../media/hdr.ts';
import { boxBytes, insertBytes } from './insert-bytes.ts';
import { entryBoxes, pictureTrack } from './picture-track.ts';

/** Units of ISO/IEC 14496-12 §12.1.7, which are those of HEVC's own messages. */
const CHROMATICITY_UNIT = 0.00002;
const LUMINANCE_UNIT = 0.0001;

type MasteringDisplay = NonNullable<HdrMetadata['masteringDisplay']>;

/** As whole numbers in the order and units that boxes, HEVC and encoders have in common: green, blue, red, white. */
export const masteringNumbers = ({
  green,
  blue,
  red,
  whitePoint,
  maxLuminance,
  minLuminance,
}: MasteringDisplay) => ({
  chromaticities: [green, blue, red, whitePoint].map(({ x, y }) =>
    [x, y].map((share) => Math.round(share / CHROMATICITY_UNIT)),
  ),
  luminances: [maxLuminance, minLuminance].map((candela) => Math.round(candela / LUMINANCE_UNIT)),
});

/**
 * An init segment that says of its pictures how bright they are: `mdcv` and `clli` in their sample entry (ISO/IEC 14496-12
 * §12.1.7 and §12.1.6), in place of what ffmpeg has copied there from the source. Null for SDR, which says nothing.
 * Undefined when it holds no picture.
 */
export const withHdr = (head: Uint8Array, hdr: HdrMetadata | null): Uint8Array | undefined => {
  const bare = withoutBox(withoutBox(head, 'mdcv'), 'clli');
  const track = pictureTrack(bare);
  if (!track) return undefined;
  const boxes = [
    ...(hdr?.masteringDisplay ? [mdcvBox(hdr.masteringDisplay)] : []),
    ...(hdr?.contentLight
      ? [boxBytes('clli', [hdr.contentLight.maxCll * 2 ** 16 + hdr.contentLight.maxFall])]
      : []),
  ];
  return boxes.length > 0
    ? insertBytes(bare, [...track.ancestors, track.entry], track.entry.end, boxes)
    : bare;
};

const withoutBox = (head: Uint8Array, type: string): Uint8Array => {
  const track = pictureTrack(head);
  const box = track && entryBoxes(head, track.entry).find((each) => each.type === type);
  if (!box) return head;
  return insertBytes(head, [...track.ancestors, track.entry], box.start, [], box.end - box.start) ?? head;
};

const mdcvBox = (display: MasteringDisplay): Uint8Array => {
  const { chromaticities, luminances } = masteringNumbers(display);
  const points = chromaticities.map(([x = 0, y = 0]) => x * 2 ** 16 + y);
  return boxBytes('mdcv', [...points, ...luminances]);
};
