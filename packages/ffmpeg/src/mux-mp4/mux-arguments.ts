import { MAX_PIXELS, MAX_TRACKS, type Mp4Layout } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';

/** Names inside the input folder and the output folder. */
export const VIDEO_TRACK_FILE = 'video.mp4';
export const AUDIO_TRACK_FILE = 'audio.mp4';
export const MUXED_FILE = 'muxed.mp4';

export interface MuxRequest {
  readonly layout: Mp4Layout;
  /** Null for sound alone. */
  readonly video: {
    readonly timescale: number;
    readonly codec: string;
    readonly sampleCount: number;
    /** How long the last sample lasts. */
    readonly lastTicks: number;
  } | null;
  readonly hasAudio: boolean;
}

/**
 * Copies the tracks of the input folder into one file, picture first, as they are. Pure.
 */
export const muxArguments = (
  { layout, video, hasAudio }: MuxRequest,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => {
  const files = [...(video ? [VIDEO_TRACK_FILE] : []), ...(hasAudio ? [AUDIO_TRACK_FILE] : [])];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
    ...files.flatMap((file) =>
      inputArguments(`${paths.input}/${file}`, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
    ),
    ...files.flatMap((_, index) => ['-map', `${index}:0`]),
    // Without copyts every file is moved so that its own first packet is at 0: sound by what its decoder drops there.
    ...['-c', 'copy', '-copyts', '-map_metadata', '-1', '-map_chapters', '-1'],
    ...(video ? ['-video_track_timescale', String(video.timescale), '-bsf:v', lastsAsLong(video)] : []),
    // The other way to file HEVC, with settings inside the stream, is what Apple's players refuse.
    ...(video && /^(hvc1|hev1)/.test(video.codec) ? ['-tag:v', 'hvc1'] : []),
    ...['-fflags', '+bitexact', ...layoutArguments(layout, video !== null)],
    ...['-f', 'mp4', `file:${paths.output}/${MUXED_FILE}`],
  ];
};

/** ffmpeg reads how long a sample lasts off the next one, and of fragments makes the last one's up. */
const lastsAsLong = ({ sampleCount, lastTicks }: NonNullable<MuxRequest['video']>): string =>
  // Unless told otherwise this filter shows every picture when it is decoded.
  `setts=pts=PTS:dts=DTS:duration=if(eq(N\\,${sampleCount - 1})\\,${lastTicks}\\,DURATION)`;

/** Sound alone has a place to start at every packet. */
const FRAGMENT_OF_SOUND_SECONDS = 4;

/** How a file is cut and indexed. */
export const layoutArguments = (layout: Mp4Layout, hasVideo: boolean): readonly string[] => {
  if (layout === 'faststart') return ['-movflags', '+faststart'];
  const cut = hasVideo ? '+frag_keyframe' : '';
  return [
    ...(hasVideo ? [] : ['-frag_duration', String(FRAGMENT_OF_SOUND_SECONDS * 1_000_000)]),
    // delay_moov sees the first packets before it writes the edit lists: plain empty_moov starts the picture late.
    ...['-movflags', `${cut}+default_base_moof+delay_moov`],
  ];
};
