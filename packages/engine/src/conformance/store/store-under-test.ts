import type { Store } from '../../ports/index.ts';

/** The store of the case that runs. */
export interface StoreUnderTest {
  readonly store: Store;
  /** From then on `store` is the new one. */
  reopen(): Promise<void>;
}
