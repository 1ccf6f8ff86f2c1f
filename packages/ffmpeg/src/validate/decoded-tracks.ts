import { numberOf } from '../probe/ffprobe-json.ts';
import { cleanLog } from '../process/process-failure.ts';

/** What decoding a track from end to end gave. Times in seconds on the file's clock. */
export interface DecodedTrack {
  readonly frames: number;
  readonly startSeconds: number | null;
  readonly endSeconds: number | null;
  readonly errorCount: number;
  readonly errors: readonly TrackError[];
}

/** Tracks by what they are coded with. */
interface Coded {
  readonly video: readonly { readonly index: number; readonly codec: string }[];
  readonly audio: readonly { readonly index: number; readonly codec: string }[];
}

interface TrackError {
  readonly atSeconds: number | null;
  readonly message: string;
}

export interface DecodedFile {
  readonly tracks: ReadonlyMap<number, DecodedTrack>;
  /** What the reader of the container complained about. */
  readonly container: { readonly errorCount: number; readonly messages: readonly string[] };
  /** How many lines of stderr the frames account for: whatever follows the last frame is there alone. */
  readonly messages: number;
}

/** `[h264 @ 0x55e429880] `, which stands before what a part of ffmpeg says. */
const CONTEXT = /^\[([^\]@]+?)(?: @ [^\]]*)?\]\s*/;

/** More than anybody reads; the count says how many there were. */
const KEPT_ERRORS = 10;

/**
 * Collects ffprobe's lines, of which any number may come: memory is bounded by the number of tracks. `containerName` is the
 * demuxer's, by which its complaints are told from the decoders'.
 */
export const collectDecoded = (containerName: string) => {
  const tracks = new Map<
    number,
    { -readonly [K in keyof DecodedTrack]: DecodedTrack[K] } & { errors: TrackError[] }
  >();
  const container = { errorCount: 0, messages: [] as string[] };
  let messages = 0;
  let current: { readonly index: number; readonly atSeconds: number | null } | undefined;

  const trackOf = (index: number) => {
    const known = tracks.get(index);
    if (known) return known;
    const fresh = { frames: 0, startSeconds: null, endSeconds: null, errorCount: 0, errors: [] };
    tracks.set(index, fresh);
    return fresh;
  };

  const addFrame = (fields: Readonly<Record<string, string>>): void => {
    const index = Number(fields['stream_index']);
    const atSeconds = numberOf(fields['best_effort_timestamp_time']) ?? null;
    current = { index, atSeconds };
    const track = trackOf(index);
    track.frames += 1;
    if (atSeconds === null) return;
    const length = numberOf(fields['duration_time'] ?? fields['pkt_duration_time']) ?? 0;
    track.startSeconds = Math.min(track.startSeconds ?? atSeconds, atSeconds);
    track.endSeconds = Math.max(track.endSeconds ?? atSeconds, atSeconds + length);
  };

  const add = (track: { errorCount: number; errors: TrackError[] }, error: TrackError): void => {
    track.errorCount += 1;
    if (track.errors.length < KEPT_ERRORS) track.errors.push(error);
  };
  const addToContainer = (message: string): void => {
    container.errorCount += 1;
    if (container.messages.length < KEPT_ERRORS) container.messages.push(message);
  };

  const addError = (context: string, text: string): void => {
    messages += 1;
    const message = cleanLog(text.replace(CONTEXT, ''))[0];
    if (message === undefined) return;
    if (current === undefined || context === containerName) return addToContainer(message);
    add(trackOf(current.index), { atSeconds: current.atSeconds, message });
  };

  return {
    /** Returns the time of the frame the line is about. */
    line: (line: string): number | undefined => {
      const [head = '', ...logs] = line.split(/(?:^|\|)(?=log\|)/);
      if (/^(frame|subtitle)\|/.test(head)) addFrame(fieldsOf(head));
      for (const log of [head, ...logs].filter((part) => part.startsWith('log|'))) {
        const fields = fieldsOf(log);
        addError(fields['context'] ?? '', fields['message'] ?? '');
      }
      return current?.atSeconds ?? undefined;
    },
    /** A line of stderr that no frame followed: it names a codec, and so a track, but no time. */
    lateError: (line: string, { video, audio }: Coded): void => {
      const message = cleanLog(line.replace(CONTEXT, ''))[0];
      if (message === undefined) return;
      const codec = CONTEXT.exec(line)?.[1];
      const track = [...video, ...audio].find((candidate) => candidate.codec === codec);
      if (track) add(trackOf(track.index), { atSeconds: null, message });
      else addToContainer(message);
    },
    result: (): DecodedFile => ({ tracks, container, messages }),
  };
};

/** `name|key=value|key=value`, as ffprobe's compact writer has it; what it escapes is in messages alone. */
const fieldsOf = (section: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    section.split('|').flatMap((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [] : [[part.slice(0, at), part.slice(at + 1)]];
    }),
  );
