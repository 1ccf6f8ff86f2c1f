import { MAX_PIXELS, MAX_TRACKS, type MuxFileParams } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';

/** Names inside the input folder and the output folder. */
export const ENCODED_VIDEO_FILE = 'video.mp4';
export const ENCODED_AUDIO_FILE = 'sound';
export const SOURCE_FILE = 'source';
export const MUXED_FILE = 'muxed';

/** Encoded pictures as they are filed. */
export interface EncodedPictures {
  /** As ffprobe names it. */
  readonly codec: string;
  readonly frames: number;
  /**
   * The one that is shown last and the one that is decoded last, often the same: its place in the order of decoding, when it
   * is shown, counted from the first picture, and how long what is shown last lasts, in ticks.
   */
  readonly last: readonly {
    readonly place: number;
    readonly shownTicks: number;
    readonly lastsTicks: number;
  }[];
}

/**
 * Copies the planned tracks into one file, the picture first, so that what is shown first is at 0. `encoded` is null where
 * the pictures are copied or left out. Pure.
 */
export const muxFileArguments = (
  params: MuxFileParams,
  encoded: EncodedPictures | null,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => {
  const { video, audio, trim, sourceStartSeconds } = params;
  const files = [
    ...(video?.from === 'encode' ? [ENCODED_VIDEO_FILE] : []),
    ...(audio?.from === 'encode' ? [ENCODED_AUDIO_FILE] : []),
    ...(video?.from === 'source' || audio?.from === 'source' ? [SOURCE_FILE] : []),
  ];
  const place = (track: MuxFileParams['video'], file: string): readonly string[] => {
    if (!track) return [];
    return track.from === 'encode'
      ? ['-map', `${files.indexOf(file)}:0`]
      : ['-map', `${files.indexOf(SOURCE_FILE)}:${track.trackIndex}`];
  };
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
    ...files.flatMap((file) => [
      ...(file === SOURCE_FILE && sourceStartSeconds ? ['-itsoffset', String(-sourceStartSeconds)] : []),
      ...(file === SOURCE_FILE && trim ? trimArguments(trim) : []),
      ...inputArguments(`${paths.input}/${file}`, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
    ]),
    ...[...place(video, ENCODED_VIDEO_FILE), ...place(audio, ENCODED_AUDIO_FILE)],
    ...['-c', 'copy', '-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'],
    ...(encoded && encoded.frames > 1 ? ['-bsf:v', lastsAsLong(encoded)] : []),
    // A copy starts at a keyframe before the time asked for; that is where the file starts then.
    ...(trim ? ['-avoid_negative_ts', 'make_zero'] : []),
    ...containerArguments(params, video?.from === 'source' ? video.codec : encoded?.codec),
    `file:${paths.output}/${MUXED_FILE}`,
  ];
};

/**
 * ffmpeg takes an average for how long the last picture lasts, and containers state their length by that. How long others
 * last follows from the next; 0 would be made an average too. Said as a share of when it is shown: what a tick is here depends on the container.
 */
const lastsAsLong = ({ last }: EncodedPictures): string => {
  const duration = last.reduceRight(
    (others, { place, shownTicks, lastsTicks }) =>
      `if(eq(N\\,${place})\\,(PTS-STARTPTS)*${lastsTicks}/${shownTicks}\\,${others})`,
    '1',
  );
  return `setts=pts=PTS:dts=DTS:duration=${duration}`;
};

const trimArguments = ({
  startSeconds,
  endSeconds,
}: NonNullable<MuxFileParams['trim']>): readonly string[] => [
  ...(startSeconds > 0 ? ['-ss', String(startSeconds)] : []),
  ...(endSeconds === null ? [] : ['-to', String(endSeconds)]),
];

const containerArguments = (
  { container }: MuxFileParams,
  videoCodec: string | undefined,
): readonly string[] => {
  switch (container) {
    case 'mp4':
    case 'mov':
      return [
        // The other way to file HEVC, with settings inside the stream, is what Apple's players refuse.
        ...(videoCodec === 'hevc' ? ['-tag:v', 'hvc1'] : []),
        ...['-movflags', '+faststart', '-f', container],
      ];
    case 'webm':
      return ['-f', 'webm'];
    case 'mkv':
      return ['-f', 'matroska'];
  }
};
