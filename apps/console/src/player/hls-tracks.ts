// oxlint-disable-next-line import/no-named-as-default -- its types name no such export
import Hls from 'hls.js';

/** What can be heard and read, by the names people know it by; a stream's are all different. */
export interface Tracks {
  readonly sounds: readonly string[];
  readonly sound: string | null;
  readonly texts: readonly string[];
  /** Null when none is shown. */
  readonly text: string | null;
}

export const NO_TRACKS: Tracks = { sounds: [], sound: null, texts: [], text: null };

/** Tells what there is and what is chosen, whenever either changes. */
export const followTracks = (hls: Hls, onChange: (tracks: Tracks) => void): void => {
  const tell = (): void =>
    onChange({
      sounds: hls.audioTracks.map(({ name }) => name),
      sound: hls.audioTracks[hls.audioTrack]?.name ?? null,
      texts: hls.subtitleTracks.map(({ name }) => name),
      text: hls.subtitleTracks[hls.subtitleTrack]?.name ?? null,
    });
  hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, tell);
  hls.on(Hls.Events.AUDIO_TRACK_SWITCHED, tell);
  hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, tell);
  hls.on(Hls.Events.SUBTITLE_TRACK_SWITCH, tell);
};

export const chooseSound = (hls: Hls | null, sound: string): void => {
  const index = hls?.audioTracks.findIndex(({ name }) => name === sound) ?? -1;
  if (hls && index >= 0) hls.audioTrack = index;
};

/** Null shows none. */
export const chooseText = (hls: Hls | null, text: string | null): void => {
  if (hls) hls.subtitleTrack = hls.subtitleTracks.findIndex(({ name }) => name === text);
};
