import type { Hdr } from '../media/hdr.ts';
import type { VideoTrack } from '../media/probe.ts';
import type { VideoEncoding } from '../steps/encode-video.ts';

/**
 * The track's high dynamic range as it can be kept: in BT.2020, which is what HDR10 and HLG are. Undefined for SDR, and for
 * other colours, which players would show wrong.
 */
const hdrToKeep = (video: VideoTrack): Hdr | undefined => {
  const { dynamicRange, colorPrimaries, colorSpace, hdr } = video;
  if (dynamicRange === 'sdr' || colorPrimaries !== 'bt2020' || colorSpace !== 'bt2020nc') return undefined;
  return { transfer: dynamicRange, ...(hdr ?? { masteringDisplay: null, contentLight: null }) };
};

/** The profile of an HEVC encode, with what it says of a high dynamic range that is kept. */
export const hevcProfile = (
  wish: 'toSdr' | 'keep',
  video: VideoTrack,
): { readonly profile: 'main' } | { readonly profile: 'main10'; readonly hdr: Hdr } => {
  const hdr = wish === 'keep' ? hdrToKeep(video) : undefined;
  return hdr ? { profile: 'main10', hdr } : { profile: 'main' };
};

/** Whether pictures keep their high dynamic range in an encode. */
export const keepsHdr = (encoding: VideoEncoding): boolean => 'hdr' in encoding;

/** What is said where it cannot be kept though it was asked for; nothing for SDR, of which nothing is lost. */
export const notesOnHdr = (name: string, video: VideoTrack): readonly string[] =>
  video.dynamicRange !== 'sdr' && !hdrToKeep(video)
    ? [`"${name}" is in SDR: the high dynamic range of the source is not in BT.2020 colours.`]
    : [];
