/** One at a time, in the order of asking. */
export type TakeTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** A queue for one connection: the next work starts when the one before has ended, however it ended. */
export const createTurns = (): TakeTurn => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
};
