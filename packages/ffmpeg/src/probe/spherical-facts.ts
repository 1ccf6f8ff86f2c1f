import type { Spherical, VideoTrack } from '@reelmill/core';
import type { FfprobeStream } from './ffprobe-json.ts';

type SideData = NonNullable<FfprobeStream['side_data_list']>[number];

/** What a file says of pictures that surround the viewer: as read from an MP4, or as ffprobe reads Matroska. */
export const sphericalFacts = (
  stream: FfprobeStream,
  read: Spherical | undefined,
): Pick<VideoTrack, 'projection' | 'spherical'> => {
  if (read) return { projection: read.projection, spherical: read };
  const sideData = (type: string) => stream.side_data_list?.find((data) => data.side_data_type === type);
  const mapping = sideData('Spherical Mapping');
  const { projection } = mapping ?? {};
  if (!mapping || projection === undefined) return { projection: 'flat' };
  if (!projection.includes('equirectangular') && projection !== 'cubemap') return { projection: 'other' };
  const shape = projection === 'cubemap' ? 'cubemap' : 'equirectangular';
  const spherical: Spherical = {
    projection: shape,
    stereoMode: stereoMode(sideData('Stereo 3D')?.type),
    yawDegrees: within(mapping.yaw, 180),
    pitchDegrees: within(mapping.pitch, 90),
    rollDegrees: within(mapping.roll, 180),
    missing: missingSides(mapping, stream),
    padding: Math.min(1, (mapping.padding ?? 0) / Math.max(1, stream.width ?? 0)),
  };
  return { projection: shape, spherical };
};

/** Two eyes in one picture; how newer ways to store them in tracks of their own are shown is not for us to change. */
const stereoMode = (type: string | undefined): Spherical['stereoMode'] =>
  type === 'top and bottom' ? 'top-bottom' : type === 'side by side' ? 'left-right' : 'mono';

const within = (degrees: number | undefined, most: number): number =>
  Math.max(-most, Math.min(most, degrees ?? 0));

/** ffprobe says in pixels of this picture how far the sphere's goes on at each side. */
const missingSides = (mapping: SideData, { width = 0, height = 0 }: FfprobeStream): Spherical['missing'] => {
  if (mapping.projection === 'half equirectangular') return { top: 0, bottom: 0, left: 0.25, right: 0.25 };
  const {
    bound_left: left = 0,
    bound_right: right = 0,
    bound_top: top = 0,
    bound_bottom: bottom = 0,
  } = mapping;
  const share = (pixels: number, whole: number): number =>
    whole > 0 ? Math.round((pixels / whole) * 1e6) / 1e6 : 0;
  const [fullWidth, fullHeight] = [width + left + right, height + top + bottom];
  return {
    top: share(top, fullHeight),
    bottom: share(bottom, fullHeight),
    left: share(left, fullWidth),
    right: share(right, fullWidth),
  };
};
