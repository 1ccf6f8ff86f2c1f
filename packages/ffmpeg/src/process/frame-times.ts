/** Collects the times ffmpeg's `framecrc` lists, in seconds. Feed it lines. */
export const createFrameTimes = () => {
  const times: number[] = [];
  let tick = Number.NaN;
  return {
    line: (line: string): boolean => {
      const base = /^#tb 0: (\d+)\/(\d+)/.exec(line);
      if (base) tick = Number(base[1]) / Number(base[2]);
      const shown = /^0,\s*-?\d+,\s*(-?\d+),/.exec(line);
      if (shown) times.push(Number(shown[1]) * tick);
      return true;
    },
    times: times as readonly number[],
  };
};
