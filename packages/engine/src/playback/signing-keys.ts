import type { PlaybackKeys } from '@reelmill/core';
import type { DeriveKey } from '../keys/derive-key.ts';
import type { Store } from '../ports/index.ts';

/** Two that are live: the newest signs, and what the one before signed is still good. */
export interface SigningKeys {
  readonly current: { readonly number: number; readonly bytes: Uint8Array };
  /** Undefined for one that is not live. */
  bytesOf(number: number): Uint8Array | undefined;
  /** Of the oldest live one. */
  readonly oldest: number;
  readonly view: PlaybackKeys;
}

const KEY_BYTES = 32;

/** The live ones as they are kept: numbers in the database, from which and the data folder's secret they are derived. */
export const loadSigningKeys = async (
  store: Store,
  deriveKey: DeriveKey,
  nowMs: number,
): Promise<SigningKeys> => {
  const live = await store.transaction(async (tx) => {
    if ((await tx.playback.keys(1)).length === 0) await tx.playback.addKey(nowMs);
    return tx.playback.keys(2);
  });
  const bytes = new Map<number, Uint8Array>();
  for (const { number } of live)
    bytes.set(number, await deriveKey(`reelmill playback token ${number}`, KEY_BYTES));
  const [current, previous] = live.map(({ number, createdAtMs }) => ({
    number,
    createdAt: new Date(createdAtMs).toISOString(),
  }));
  const signing = current && bytes.get(current.number);
  if (!current || !signing) throw new Error('a key was just made');
  return {
    current: { number: current.number, bytes: signing },
    bytesOf: (number) => bytes.get(number),
    oldest: previous?.number ?? current.number,
    view: { current, previous: previous ?? null },
  };
};
