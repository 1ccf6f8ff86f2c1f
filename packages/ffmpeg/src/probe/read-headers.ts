import { open } from 'node:fs/promises';
import { err, failure, ok, type ProbeParams, type Result } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import type { InputRequest } from '../input/input-request.ts';
import { processFailure } from '../process/process-failure.ts';
import { runTool } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import type { FfprobeAnswer } from './ffprobe-json.ts';

export interface Headers {
  readonly answer: FfprobeAnswer;
  /** What ffprobe complained about. */
  readonly stderr: string;
}

const WALL_MS = 60_000;
/** More than any honest file says about itself. */
const MOST_CHARACTERS = 8_000_000;

/** Container, tracks and chapters as the file's headers claim them. Refuses what is no media, with the reason. */
export const readHeaders = async (toolchain: Toolchain, request: InputRequest): Promise<Result<Headers>> => {
  const lines: string[] = [];
  let characters = 0;
  const end = await runTool(toolchain, {
    tool: 'ffprobe',
    inputPath: request.inputPath,
    outputFolder: null,
    signal: request.signal,
    wallMs: WALL_MS,
    onStdoutLine: (line) => {
      characters += line.length;
      if (characters <= MOST_CHARACTERS) lines.push(line);
      return true;
    },
    args: ({ input }) => [
      ...['-hide_banner', '-v', 'error', '-print_format', 'json', '-show_data_hash', 'SHA256'],
      ...['-show_format', '-show_streams', '-show_chapters'],
      ...inputArguments(input, request.params, request.pictureFormat),
    ],
  });
  const limit = refusedByLimit(end.stderrTail, request.params);
  if (limit) return err(limit);
  if (end.endedBy !== 'itself') {
    const failed = processFailure(end, 'Reading the file');
    if (failed) return err(failed);
  }
  const answer = parse(lines.join('\n'));
  if (end.exitCode !== 0 || !answer?.streams?.length)
    return err(await whyNotMedia(request.inputPath, end.stderrTail));
  return ok({ answer, stderr: end.stderrTail });
};

const parse = (text: string): FfprobeAnswer | undefined => {
  try {
    return JSON.parse(text) as FfprobeAnswer;
  } catch {
    return undefined;
  }
};

const refusedByLimit = (stderr: string, params: ProbeParams) => {
  if (/max_pixels|Picture size .* (is invalid|exceeds)/.test(stderr) && /exceeds|invalid/.test(stderr)) {
    return failure(
      'TOO_MANY_PIXELS',
      'limit-exceeded',
      `The picture is larger than ${Math.round(params.maxPixels / 1e6)} megapixels, the most that is accepted.`,
    );
  }
  if (/max_streams|Number of streams exceeds/i.test(stderr)) {
    return failure('TOO_MANY_TRACKS', 'limit-exceeded', `The file has more than ${params.maxTracks} tracks.`);
  }
  return undefined;
};

const SNIFF_BYTES = 1 << 20;

/** Looks at the bytes themselves, because "Invalid data found" helps nobody. */
const whyNotMedia = async (path: string, stderr: string) => {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    if (size === 0) return failure('MEDIA_EMPTY', 'bad-input', 'The file is empty.');
    const head = Buffer.alloc(Math.min(size, SNIFF_BYTES));
    await handle.read(head, 0, head.length, 0);
    const tail = Buffer.alloc(Math.min(size, SNIFF_BYTES));
    await handle.read(tail, 0, tail.length, Math.max(0, size - tail.length));
    if ([head, tail].some((bytes) => bytes.includes('encv') || bytes.includes('enca'))) {
      return failure('MEDIA_ENCRYPTED', 'bad-input', 'The file is encrypted (DRM) and cannot be read.');
    }
    if (looksLikeMedia(head)) {
      const indexMissing = /moov atom not found/.test(stderr);
      return failure(
        'MEDIA_DAMAGED',
        'bad-input',
        indexMissing
          ? 'The file has no index (its moov box is missing): the recording was cut off before it was finished.'
          : 'The file starts like a video but is too damaged to be read.',
      );
    }
    return failure('NOT_MEDIA', 'bad-input', 'This is not a video or sound file that Reelmill accepts.');
  } finally {
    await handle.close();
  }
};

/** How Matroska and WebM start (RFC 8794 §11.2.1). */
const EBML = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);

const looksLikeMedia = (head: Buffer): boolean =>
  ['ftyp', 'moov', 'moof', 'mdat', 'styp'].includes(head.toString('latin1', 4, 8)) ||
  head.subarray(0, 4).equals(EBML) ||
  /^(RIFF|OggS|FLV|fLaC|ID3)/.test(head.toString('latin1', 0, 4)) ||
  (head[0] === 0x47 && (head.length <= 188 || head[188] === 0x47));
