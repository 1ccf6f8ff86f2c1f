import type { Digest } from '@reelmill/core';

/** A browser that showed a key once: good as long as the key is, and not after its own end. */
export interface SessionRecord {
  /** Of the token that the browser keeps. */
  readonly tokenDigest: Digest;
  readonly keyId: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export interface SessionOperations {
  insert(session: SessionRecord): Promise<void>;
  get(tokenDigest: Digest): Promise<SessionRecord | undefined>;
  delete(tokenDigest: Digest): Promise<void>;
  /** Removes those that have ended by then. */
  forget(endedByMs: number): Promise<void>;
}
