import type { VideoTrack } from '../media/probe.ts';

/** Cameras that film all around begin here; narrower pictures of this shape are films. */
const LEAST_WIDTH = 2048;

/** Where what surrounds the viewer may not be shown as it was meant. */
export const notesOnProjection = (video: VideoTrack): readonly string[] => {
  const { projection, displayWidth, displayHeight } = video;
  if (projection === 'other') {
    return [
      'The file has a 360° picture of a kind that cannot be kept: what is made of it will be shown as a flat one.',
    ];
  }
  return projection === 'flat' && displayWidth === 2 * displayHeight && displayWidth >= LEAST_WIDTH
    ? [
        'The picture is twice as wide as high, as 360° pictures are, but its file does not say that it is one: it is shown as a flat one.',
      ]
    : [];
};
