const WINDOW_MS = 4000;
const SHORTEST_MS = 200;

/** Bytes per second over the last seconds, from how many there are at a time; null until there is something to measure. */
export const createSpeed = () => {
  const samples: { readonly atMs: number; readonly bytes: number }[] = [];
  return {
    note: (bytes: number): number | null => {
      const atMs = Date.now();
      samples.push({ atMs, bytes });
      while (samples.length > 2 && atMs - (samples[0]?.atMs ?? 0) > WINDOW_MS) samples.shift();
      const [first] = samples;
      if (!first || atMs - first.atMs < SHORTEST_MS) return null;
      return ((bytes - first.bytes) / (atMs - first.atMs)) * 1000;
    },
    forget: (): void => void samples.splice(0),
  };
};
