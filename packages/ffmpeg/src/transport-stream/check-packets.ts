/** Packets of a transport stream (ISO/IEC 13818-1 §2.4.3). */
const PACKET_BYTES = 188;
const SYNC = 0x47;
/** The tables of programmes and of services: what a receiver that joins here must see first. */
const TABLE_PIDS: readonly number[] = [0x00, 0x11];
/** ffmpeg gives its first track this one, the second the next. */
const FIRST_TRACK_PID = 0x100;

/** What has been seen of a stream, so that its next segment can be checked against it. */
export interface StreamState {
  /** Last continuity counter by packet id. */
  readonly counters: Map<number, number>;
}

export const newStreamState = (): StreamState => ({ counters: new Map() });

export interface SegmentPackets {
  /** Of the first track: pictures, where there are any. */
  readonly unitCount: number;
  /** Whether the first of them can be decoded alone. */
  readonly startsWithKeyframe: boolean;
}

/**
 * Reads a segment packet by packet. Undefined unless all are whole, a table is the first, and those of each track are
 * counted on from the segment before: a player that joins them sees no loss.
 */
export const checkPackets = (bytes: Uint8Array, { counters }: StreamState): SegmentPackets | undefined => {
  if (bytes.length === 0 || bytes.length % PACKET_BYTES !== 0) return undefined;
  let unitCount = 0;
  let startsWithKeyframe = false;
  for (let at = 0; at < bytes.length; at += PACKET_BYTES) {
    const [sync = 0, high = 0, low = 0, control = 0, adaptationBytes = 0, adaptation = 0] = bytes.subarray(
      at,
      at + 6,
    );
    const pid = ((high & 0x1f) << 8) | low;
    if (sync !== SYNC || (at === 0 && !TABLE_PIDS.includes(pid))) return undefined;
    const counter = control & 0x0f;
    const before = counters.get(pid);
    const hasPayload = (control & 0x10) !== 0;
    // A packet without data keeps the number of the one before it (§2.4.3.3).
    if (before !== undefined && counter !== (hasPayload ? (before + 1) % 16 : before)) return undefined;
    counters.set(pid, counter);
    const startsUnit = (high & 0x40) !== 0;
    if (pid !== FIRST_TRACK_PID || !startsUnit) continue;
    const isRandomAccess = (control & 0x20) !== 0 && adaptationBytes > 0 && (adaptation & 0x40) !== 0;
    if (unitCount === 0) startsWithKeyframe = isRandomAccess;
    unitCount += 1;
  }
  return { unitCount, startsWithKeyframe };
};
