import type { Probe, VideoTrack } from '../media/probe.ts';

/** The track of pictures that everything is made of. */
export const chooseVideo = (probe: Probe): VideoTrack | undefined =>
  probe.video.find((track) => track.decodable && track.frameCount > 0);
