/** A container's rounding. */
const SLACK_SECONDS = 0.002;

/** For each wanted time the last picture shown by then, the first where there is none; each picture once. */
export const chooseTiles = (
  shownSeconds: readonly number[],
  wantedSeconds: readonly number[],
): { readonly positions: readonly number[]; readonly times: readonly number[] } => {
  const positions: number[] = [];
  let next = 0;
  for (const wanted of wantedSeconds) {
    while ((shownSeconds[next + 1] ?? Number.POSITIVE_INFINITY) <= wanted + SLACK_SECONDS) next += 1;
    if (positions.at(-1) !== next && next < shownSeconds.length) positions.push(next);
  }
  return { positions, times: positions.map((position) => Math.max(0, shownSeconds[position] ?? 0)) };
};
