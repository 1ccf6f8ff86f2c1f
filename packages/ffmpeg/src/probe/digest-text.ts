import { createHash } from 'node:crypto';
import type { Packet } from './scan-packets.ts';
import { shortDigest } from './short-digest.ts';

/** Containers round to milliseconds, each from another zero. */
const GRID_SECONDS = 0.002;

/** What a track of text says, and when, counted from the first picture. */
export const digestText = (
  setup: readonly unknown[],
  packets: readonly Packet[],
  zeroSeconds: number,
): string => {
  const hash = createHash('sha256').update(JSON.stringify(setup));
  for (const { atSeconds, durationSeconds, digest } of packets) {
    const place = [atSeconds - zeroSeconds, durationSeconds].map((seconds) =>
      Math.round(seconds / GRID_SECONDS),
    );
    hash.update(`${place.join(' ')} ${digest}\n`);
  }
  return shortDigest(hash);
};
