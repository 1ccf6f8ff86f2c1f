/** Runs work on the disk when its turn comes, in the order it was asked for. */
export type DiskTurns = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Lets so many use the disk at a time. Hundreds of uploads would have all threads busy with theirs, and one turn of the event
 * loop with what all of them wrote, while everybody else waits.
 */
export const createDiskTurns = (atOnce: number): DiskTurns => {
  const waiting: (() => void)[] = [];
  let active = 0;
  return async (work) => {
    if (active >= atOnce) await new Promise<void>((go) => waiting.push(go));
    else active += 1;
    try {
      return await work();
    } finally {
      // The turn goes to the next in line.
      const next = waiting.shift();
      if (next) next();
      else active -= 1;
    }
  };
};
