import { err, failure, ok, type Result } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import type { InputRequest } from '../input/input-request.ts';
import { processFailure } from '../process/process-failure.ts';
import { runTool } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { numberOf } from './ffprobe-json.ts';

/** Of one track, in the file's order, which is decoding order. Times in seconds, as stored. */
export interface Packet {
  /** Presentation time, or the decoding time where a container has no other; NaN where it has none at all. */
  readonly atSeconds: number;
  readonly durationSeconds: number;
  readonly isKeyframe: boolean;
  /** Decoded for the others' sake, but outside the edit list. */
  readonly isHidden: boolean;
  /** Where it lies in the file; NaN where the container does not say. */
  readonly startByte: number;
  readonly sizeBytes: number;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly digest: string;
}

export interface PacketScan {
  readonly packets: ReadonlyMap<number, readonly Packet[]>;
  readonly stderr: string;
}

const STALL_MS = 60_000;
const WALL_MS = 3600_000;
/**
 * A day of 25 pictures and 47 packets of sound a second has 6.2 million. A file of a few kB can name as many by pointing at
 * the same bytes again and again.
 */
const MOST_PACKETS = 8_000_000;

/** Reads the whole file once without decoding. Memory: some two hundred bytes a packet. TOO_LONG beyond MOST_PACKETS. */
export const scanPackets = async (
  toolchain: Toolchain,
  request: InputRequest & { readonly trackIndexes: readonly number[] },
): Promise<Result<PacketScan>> => {
  const packets = new Map<number, Packet[]>(request.trackIndexes.map((index) => [index, []]));
  const tooMany = new AbortController();
  let count = 0;
  let last: { -readonly [Key in keyof Packet]: Packet[Key] } | undefined;
  const end = await runTool(toolchain, {
    tool: 'ffprobe',
    inputPath: request.inputPath,
    outputFolder: null,
    signal: AbortSignal.any([request.signal, tooMany.signal]),
    stallMs: STALL_MS,
    wallMs: WALL_MS,
    onStdoutLine: (line) => {
      if (tooMany.signal.aborted) return true;
      const [track = '', pts, dts, duration, size, place, flags = '', digest = ''] = line.split(',');
      if (track === '') {
        // A packet with data of its own beside it, as all of a transport stream's, has its digest on the next line.
        if (last && pts) last.digest = hexOf(pts);
        return true;
      }
      last = {
        atSeconds: numberOf(pts) ?? numberOf(dts) ?? Number.NaN,
        durationSeconds: numberOf(duration) ?? 0,
        isKeyframe: flags.includes('K'),
        isHidden: flags.includes('D'),
        startByte: numberOf(place) ?? Number.NaN,
        sizeBytes: numberOf(size) ?? 0,
        digest: hexOf(digest),
      };
      packets.get(Number(track))?.push(last);
      count += 1;
      if (count > MOST_PACKETS) tooMany.abort();
      return true;
    },
    args: ({ input }) => [
      ...['-hide_banner', '-v', 'error', '-show_data_hash', 'SHA256'],
      ...['-show_entries', 'packet=stream_index,pts_time,dts_time,duration_time,size,pos,flags,data_hash'],
      ...['-print_format', 'csv=p=0', ...inputArguments(input, request.params, request.pictureFormat)],
    ],
  });
  if (tooMany.signal.aborted) return err(refused);
  if (end.endedBy !== 'itself') {
    const failed = processFailure(end, 'Reading the file');
    if (failed) return err(failed);
  }
  return ok({ packets, stderr: end.stderrTail });
};

const refused = failure(
  'TOO_LONG',
  'limit-exceeded',
  `The file has more than ${MOST_PACKETS / 1e6} million packets, the most that are accepted.`,
);

/** ffprobe writes `SHA256:` in front. A copy: a part of a text would keep all of what was read with it. */
const hexOf = (digest: string): string =>
  Buffer.from(digest.slice(digest.indexOf(':') + 1), 'latin1').toString('latin1');
