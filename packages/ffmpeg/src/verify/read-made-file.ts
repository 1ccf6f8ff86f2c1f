import { stat } from 'node:fs/promises';
import {
  err,
  failure,
  MAX_PIXELS,
  MAX_TRACKS,
  ok,
  parseFraction,
  type Result,
  toNumber,
} from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import { processFailure } from '../process/process-failure.ts';
import { runTool } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';

/** What a file that was made really holds: every packet of it was read. */
export interface MadeFile {
  readonly sizeBytes: number;
  readonly durationSeconds: number;
  readonly video: {
    readonly codec: string;
    /** Of the pictures as shown. */
    readonly width: number;
    readonly height: number;
    readonly frames: number;
    /** Average; null for a single picture. */
    readonly frameRate: number | null;
    readonly startSeconds: number;
    /** From the first picture to when the last one is shown. */
    readonly lastShownSeconds: number;
    /** As packets say: of uneven pictures that is how long they take to decode, and how long the last is shown may be missing. */
    readonly durationSeconds: number;
  } | null;
  readonly audio: {
    readonly codec: string;
    readonly channels: number;
    readonly sampleRateHz: number;
    readonly startSeconds: number;
    readonly durationSeconds: number;
  } | null;
}

const WALL_MS = 600_000;

/** Reads a file of one track of pictures, one of sound, or both, packet by packet. Fails when it holds anything else. */
export const readMadeFile = async (
  toolchain: Toolchain,
  request: { readonly path: string; readonly signal: AbortSignal },
): Promise<Result<MadeFile>> => {
  const streams: string[] = [];
  const spans = new Map<number, Span>();
  const end = await runTool(toolchain, {
    tool: 'ffprobe',
    inputPath: request.path,
    outputFolder: null,
    signal: request.signal,
    wallMs: WALL_MS,
    onStdoutLine: (line) => {
      if (line.startsWith('packet|')) addPacket(spans, fieldsOf(line));
      else if (line.startsWith('stream|')) streams.push(line);
      return true;
    },
    args: ({ input }) => [
      ...['-hide_banner', '-v', 'error', '-print_format', 'compact=p=1:nk=0'],
      ...[
        '-show_entries',
        `packet=stream_index,pts_time,duration_time:stream=${STREAM_FIELDS}:stream_disposition=:stream_tags=:stream_side_data=rotation`,
      ],
      ...inputArguments(input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
    ],
  });
  const failed = processFailure(end, 'Checking the file');
  if (failed) return err(failed);
  return describe(streams.map(fieldsOf), spans, (await stat(request.path)).size);
};

const STREAM_FIELDS =
  'index,codec_type,codec_name,width,height,sample_aspect_ratio,channels,sample_rate,start_time,avg_frame_rate';

type Fields = ReadonlyMap<string, string>;

const fieldsOf = (line: string): Fields =>
  new Map(
    line
      .split('|')
      .slice(1)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

/** What the packets of a track add up to. */
interface Span {
  packets: number;
  firstSeconds: number;
  lastSeconds: number;
  endSeconds: number;
}

const addPacket = (spans: Map<number, Span>, fields: Fields): void => {
  const index = Number(fields.get('stream_index'));
  const shown = Number(fields.get('pts_time'));
  if (!Number.isFinite(shown)) return;
  const lasts = Number(fields.get('duration_time'));
  const behind = shown + (Number.isFinite(lasts) ? lasts : 0);
  const span = spans.get(index);
  spans.set(index, {
    packets: (span?.packets ?? 0) + 1,
    firstSeconds: Math.min(span?.firstSeconds ?? shown, shown),
    lastSeconds: Math.max(span?.lastSeconds ?? shown, shown),
    endSeconds: Math.max(span?.endSeconds ?? behind, behind),
  });
};

const describe = (
  streams: readonly Fields[],
  spans: ReadonlyMap<number, Span>,
  sizeBytes: number,
): Result<MadeFile> => {
  const ofType = (type: string) =>
    streams
      .filter((fields) => fields.get('codec_type') === type)
      .flatMap((fields) => {
        const span = spans.get(Number(fields.get('index')));
        return span ? [{ fields, span }] : [];
      });
  const [pictures, ...otherPictures] = ofType('video');
  const [sound, ...otherSound] = ofType('audio');
  const known = (pictures ? 1 : 0) + (sound ? 1 : 0);
  if (known === 0 || otherPictures.length + otherSound.length > 0 || streams.length !== known)
    return err(failure('OUTPUT_INVALID', 'transient', 'The file does not hold the tracks it was to hold.'));
  const video = pictures ? describePictures(pictures.fields, pictures.span) : null;
  const audio = sound ? describeSound(sound.fields, sound.span) : null;
  return ok({
    sizeBytes,
    durationSeconds: Math.max(video?.durationSeconds ?? 0, audio?.durationSeconds ?? 0),
    video,
    audio,
  });
};

const describePictures = (fields: Fields, span: Span): NonNullable<MadeFile['video']> => {
  const isTurned =
    Math.abs(Number(fields.get('rotation') ?? fields.get('side_datum/display_matrix:rotation') ?? 0)) %
      180 ===
    90;
  const aspect = parseFraction(fields.get('sample_aspect_ratio')) ?? { num: 1, den: 1 };
  const width = Math.round(Number(fields.get('width')) * toNumber(aspect));
  const height = Number(fields.get('height'));
  return {
    codec: fields.get('codec_name') ?? '',
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    frames: span.packets,
    frameRate: span.packets > 1 ? round((span.packets - 1) / (span.lastSeconds - span.firstSeconds)) : null,
    startSeconds: span.firstSeconds,
    lastShownSeconds: span.lastSeconds - span.firstSeconds,
    durationSeconds: span.endSeconds - span.firstSeconds,
  };
};

/** What stands before 0 is for the decoder alone. */
const describeSound = (fields: Fields, span: Span): NonNullable<MadeFile['audio']> => {
  const startSeconds = Math.max(0, span.firstSeconds, Number(fields.get('start_time')) || 0);
  return {
    codec: fields.get('codec_name') ?? '',
    channels: Number(fields.get('channels')),
    sampleRateHz: Number(fields.get('sample_rate')),
    startSeconds,
    durationSeconds: span.endSeconds - startSeconds,
  };
};

const round = (value: number): number => Math.round(value * 1000) / 1000;
