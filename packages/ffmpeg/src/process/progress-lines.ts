/** What ffmpeg's `-progress` says, a block at a time. */
export interface EncodeProgress {
  /** Frames written to the first output. */
  readonly frames: number;
  readonly outTimeSeconds: number;
  /** Times real time; null while unknown. */
  readonly speed: number | null;
}

/**
 * Collects `key=value` lines into blocks. The returned function takes a line and says whether the encode moved on
 * since the last block, which is what a watchdog wants to know: ffmpeg reports even when it is stuck.
 */
export const createProgressLines = (onProgress: (progress: EncodeProgress) => void) => {
  const fields = new Map<string, string>();
  let last: EncodeProgress = { frames: 0, outTimeSeconds: 0, speed: null };
  return {
    line: (line: string): boolean => {
      const at = line.indexOf('=');
      if (at < 0) return false;
      const key = line.slice(0, at);
      fields.set(key, line.slice(at + 1).trim());
      if (key !== 'progress') return false;
      const now = readBlock(fields, last);
      const moved = now.frames > last.frames || now.outTimeSeconds > last.outTimeSeconds;
      last = now;
      onProgress(now);
      return moved;
    },
    last: (): EncodeProgress => last,
  };
};

const readBlock = (fields: ReadonlyMap<string, string>, before: EncodeProgress): EncodeProgress => {
  // Before the first packet ffmpeg writes N/A, or the smallest integer there is.
  const micros = Number(fields.get('out_time_us'));
  const frames = Number(fields.get('frame'));
  const speed = Number.parseFloat(fields.get('speed') ?? '');
  return {
    frames: Number.isFinite(frames) ? frames : before.frames,
    outTimeSeconds: Number.isFinite(micros) && micros > 0 ? micros / 1e6 : before.outTimeSeconds,
    speed: Number.isFinite(speed) ? speed : null,
  };
};
