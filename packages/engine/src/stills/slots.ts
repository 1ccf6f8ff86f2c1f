/** Lets so many pieces of work run at once; the others wait in line. */
export const createSlots = (limit: number) => {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (busy >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
    try {
      return await work();
    } finally {
      // A slot that is handed on stays busy.
      const next = waiting.shift();
      if (next) next();
      else busy -= 1;
    }
  };
};
