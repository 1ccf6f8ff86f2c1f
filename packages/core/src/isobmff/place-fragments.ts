import { type Fragment, presentationTicks } from './fragment.ts';

export interface Place {
  /** Of the chunk's first picture, and of the next chunk's. */
  readonly startTicks: number;
  readonly endTicks: number;
  /** How long before it is shown a picture may be decoded; the init segment's edit list takes it back. */
  readonly delayTicks: number;
}

/**
 * Moves the fragments of a chunk to where it is in the whole, so that chunks follow each other without a seam.
 *
 * An encoder's decode times depend on the first pictures it saw, which differ from chunk to chunk. Here each picture is
 * decoded at the time the picture of the same rank is shown: durations are how long pictures are shown, and the last one
 * lasts until `endTicks`. All in ticks of the track's timescale.
 */
export const placeFragments = (fragments: readonly Fragment[], place: Place): readonly Fragment[] => {
  const shownAt = fragments.flatMap(presentationTicks);
  // A first picture that was lost is made up for by the next: there is nothing else to show.
  if (shownAt.length > 0) shownAt[0] = 0;
  const decodedAt = decodeTicks(shownAt, place.delayTicks);
  let rank = 0;
  return fragments.map((fragment) => {
    const baseTime = place.startTicks + (decodedAt[rank] ?? 0);
    const samples = fragment.samples.map((sample) => {
      const decoded = decodedAt[rank] ?? 0;
      const shown = (shownAt[rank] ?? 0) + place.delayTicks;
      rank += 1;
      const next = decodedAt[rank] ?? Math.max(place.endTicks - place.startTicks, decoded + 1);
      return { ...sample, durationTicks: next - decoded, compositionTicks: shown - decoded };
    });
    return { baseTime, samples };
  });
};

/**
 * By rank, but never later than `delayTicks` after the earliest picture that is still to be decoded is shown: where
 * pictures are far apart, rank alone would decode one long after its time.
 */
const decodeTicks = (shownAt: readonly number[], delayTicks: number): readonly number[] => {
  const ticks = [...shownAt].sort((a, b) => a - b);
  let earliest = Number.POSITIVE_INFINITY;
  for (let rank = ticks.length - 1; rank >= 0; rank -= 1) {
    earliest = Math.min(earliest, shownAt[rank] ?? 0);
    const latest = Math.min(earliest + delayTicks, (ticks[rank + 1] ?? Number.POSITIVE_INFINITY) - 1);
    ticks[rank] = Math.min(ticks[rank] ?? 0, latest);
  }
  return ticks;
};
