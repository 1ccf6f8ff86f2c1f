import type { Spherical } from '../media/spherical.ts';
import { type Box, childBoxes, findBox } from './box.ts';
import { boxBytes, insertBytes, textBytes, type Word } from './insert-bytes.ts';
import { entryBoxes, pictureTrack, viewOf } from './picture-track.ts';
import { parseSphericalXml, sphericalXml } from './spherical-xml.ts';

const STEREO_MODES = ['mono', 'top-bottom', 'left-right'] as const;
const DEGREE = 2 ** 16;
const WHOLE = 2 ** 32;
/** ffcc8263-f855-4a93-8814-587a02521fdd */
const SPHERICAL_UUID = [0xffcc8263, 0xf8554a93, 0x8814587a, 0x02521fdd];
const MOST_XML_BYTES = 65_536;

/**
 * An init segment, or the start of an MP4 up to the end of its index, whose picture says that it surrounds the viewer:
 * `st3d` and `sv3d` in its sample entry (Spherical Video V2 RFC). Undefined when it holds no picture.
 */
export const withSpherical = (head: Uint8Array, spherical: Spherical): Uint8Array | undefined => {
  const track = pictureTrack(head);
  if (!track) return undefined;
  const { entry, ancestors } = track;
  if (entryBoxes(head, entry).some((box) => box.type === 'sv3d')) return head;
  const st3d = boxBytes('st3d', [0], new Uint8Array([STEREO_MODES.indexOf(spherical.stereoMode)]));
  return insertBytes(head, [...ancestors, entry], entry.end, [
    st3d,
    sv3dBox(spherical, widthOf(head, entry)),
  ]);
};

/**
 * What the first track of pictures says, in the newer way or else in XML, and the track's place among all, as ffmpeg
 * counts streams. Undefined for an ordinary picture.
 */
export const sphericalOf = (
  head: Uint8Array,
): { readonly trackIndex: number; readonly spherical: Spherical } | undefined => {
  const track = pictureTrack(head);
  const spherical = track && (inEntry(head, track.entry) ?? parseSphericalXml(xmlIn(head, track.trak)));
  return spherical && { trackIndex: track.trackIndex, spherical };
};

const inEntry = (head: Uint8Array, entry: Box): Spherical | undefined => {
  const boxes = entryBoxes(head, entry);
  const view = viewOf(head);
  const sv3d = boxes.find((box) => box.type === 'sv3d');
  const proj = sv3d && findBox(view, sv3d, 'proj');
  const prhd = proj && findBox(view, proj, 'prhd');
  const equi = proj && findBox(view, proj, 'equi');
  const cbmp = proj && findBox(view, proj, 'cbmp');
  if (!prhd || !(equi ?? cbmp)) return undefined;
  const st3d = boxes.find((box) => box.type === 'st3d');
  const turn = (word: number) => view.getInt32(prhd.contentStart + 4 + 4 * word) / DEGREE;
  const share = (word: number) => (equi ? view.getUint32(equi.contentStart + 4 + 4 * word) / WHOLE : 0);
  return {
    projection: equi ? 'equirectangular' : 'cubemap',
    stereoMode: STEREO_MODES[st3d ? view.getUint8(st3d.contentStart + 4) : 0] ?? 'mono',
    ...{ yawDegrees: turn(0), pitchDegrees: turn(1), rollDegrees: turn(2) },
    missing: { top: share(0), bottom: share(1), left: share(2), right: share(3) },
    padding: cbmp ? view.getUint32(cbmp.contentStart + 8) / widthOf(head, entry) : 0,
  };
};

/** The same for players that know only XML in the track, which knows no cubes: those stay as they are. */
export const withSphericalXml = (head: Uint8Array, spherical: Spherical): Uint8Array | undefined => {
  const track = pictureTrack(head);
  if (!track || spherical.projection !== 'equirectangular') return head;
  const { trak, entry, ancestors } = track;
  const size = { width: widthOf(head, entry), height: viewOf(head).getUint16(entry.contentStart + 26) };
  const uuid = boxBytes('uuid', SPHERICAL_UUID, textBytes(sphericalXml(spherical, size)));
  return insertBytes(head, ancestors.slice(0, 2), trak.end, [uuid]);
};

/** Empty where there is none. */
const xmlIn = (head: Uint8Array, trak: Box): string => {
  const view = viewOf(head);
  const isOurs = (box: Box): boolean =>
    box.type === 'uuid' &&
    box.end - box.contentStart > 16 &&
    SPHERICAL_UUID.every((word, index) => view.getUint32(box.contentStart + 4 * index) === word);
  const found = childBoxes(view, trak.contentStart, trak.end).find(isOurs);
  if (!found) return '';
  const bytes = head.subarray(
    found.contentStart + 16,
    Math.min(found.end, found.contentStart + MOST_XML_BYTES),
  );
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
};

const widthOf = (head: Uint8Array, entry: Box): number => viewOf(head).getUint16(entry.contentStart + 24);

const sv3dBox = (spherical: Spherical, width: number): Uint8Array => {
  const { yawDegrees, pitchDegrees, rollDegrees, missing, padding } = spherical;
  const turns = [yawDegrees, pitchDegrees, rollDegrees].map((degrees) => Math.round(degrees * DEGREE));
  const sides = [missing.top, missing.bottom, missing.left, missing.right].map(
    (share): Word => Math.min(WHOLE - 1, Math.round(share * WHOLE)),
  );
  const shape =
    spherical.projection === 'equirectangular'
      ? boxBytes('equi', [0, ...sides])
      : boxBytes('cbmp', [0, 0, Math.round(padding * width)]);
  return boxBytes(
    'sv3d',
    [],
    boxBytes('svhd', [0], textBytes('Reelmill\0')),
    boxBytes('proj', [], boxBytes('prhd', [0, ...turns]), shape),
  );
};
