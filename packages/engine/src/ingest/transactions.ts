import type { DeclaredTransaction, Recipe, Result } from '@reelmill/core';
import type { TransactionRecord } from '../ports/index.ts';
import type { MemberUpload } from './transaction-files.ts';

/** What a client declares before it sends files that belong together. */
export interface NewTransaction extends Omit<DeclaredTransaction, 'recipe'> {
  /** The local user, unless given. */
  readonly ownerId?: string | undefined;
  readonly recipe: { readonly name: string; readonly recipe: Recipe };
}

/**
 * Uploads that become one asset together, exactly once, or nothing (docs/decisions/0042). They arrive by `Uploads` and
 * `Multiparts`, which call `settle` when one is whole.
 */
export interface Transactions {
  /** Declared again the same, it is the one that is there; otherwise CONFLICT. */
  create(input: NewTransaction): Promise<Result<TransactionRecord>>;
  look(id: string): Promise<TransactionRecord | undefined>;
  /** Removes it with all that has arrived. UPLOAD_GONE once it has become an asset. */
  abort(id: string): Promise<Result<void>>;
  /**
   * Goes as far as what has arrived allows: reads the bundle, and makes the asset once all is there. Idempotent. Fails with
   * the reason the transaction was refused for.
   */
  settle(id: string): Promise<Result<TransactionRecord>>;
  /** Who removes uploads that no transaction waits for any more. */
  onUnwanted(remove: (upload: MemberUpload) => Promise<void>): void;
  /** Has an unfinished upload removed, such as one that another has taken the place of. */
  letGo(upload: MemberUpload): Promise<void>;
  /** Goes on with those a crash left, and removes what has expired. */
  sweep(): Promise<void>;
  /** Reads no bundle to its end any more: who waits for one is told that the server stops, and the next start goes on. */
  stop(): void;
}
