import { createHash } from 'node:crypto';
import type { Packet } from './scan-packets.ts';
import { shortDigest } from './short-digest.ts';

/** Containers round to milliseconds, each from another zero: differences below these are no differences. */
const START_GRID_SECONDS = 0.002;
const SPACING_GRID_SECONDS = 0.0001;
/** The encoder fills and cuts where sound is this far from where it should be, and else lets it run on. */
const GAP_GRID_SECONDS = 0.05;

/**
 * What a track of sound is made of; it is encoded whole, so one digest says it. Times count from the first picture.
 * What comes before that is cut, so it does not matter whether the container hides it and when: encoders begin with a
 * packet of silence that every container treats its own way.
 */
export const digestAudio = (
  setup: readonly unknown[],
  packets: readonly Packet[],
  zeroSeconds: number,
): string => {
  const hash = createHash('sha256').update(JSON.stringify(setup));
  const heard = packets.findIndex((packet) => packet.atSeconds - zeroSeconds > -START_GRID_SECONDS);
  const start = (packets[heard]?.atSeconds ?? 0) - zeroSeconds;
  const last = (packets.at(-1)?.atSeconds ?? 0) - zeroSeconds;
  const spacing = (last - start) / Math.max(1, packets.length - 1 - heard);
  const place = [Math.round(start / START_GRID_SECONDS), Math.round(spacing / SPACING_GRID_SECONDS)];
  hash.update(JSON.stringify([heard, ...place]));
  packets.forEach((packet, position) => {
    hash.update(packet.digest);
    if (position < heard) return;
    const behind = packet.atSeconds - zeroSeconds - start - (position - heard) * spacing;
    hash.update(`${Math.round(behind / GAP_GRID_SECONDS) || ''}${packet.isHidden ? 'h' : ''}\n`);
  });
  return shortDigest(hash);
};
