/**
 * A hint that work may be due. The database is the truth: a lost or doubled hint costs time, never correctness,
 * because the scheduler also looks on its own (DESIGN §4.6).
 *
 * Deliberately not here: payloads, ordering, retries, acknowledgement.
 */
export interface Dispatch {
  /** Tell whoever listens, in this process or another, that steps may be claimable. */
  wake(): void;
  /** Returns how to stop listening. */
  onWake(listener: () => void): () => void;
  close(): Promise<void>;
}
