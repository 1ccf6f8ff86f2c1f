import type { BlobStore, Store } from '@reelmill/engine/ports';

/** Called before each operation of a port, such as `blobs.putFile` or `tx.steps.update`; what it throws is the answer. */
export type OnOperation = (operation: string) => void;

/** The same ports on a disk that fails when it is told to. */
export const faultyPorts = (store: Store, blobs: BlobStore, onOperation: OnOperation) => ({
  blobs: watched(blobs, 'blobs', onOperation),
  store: {
    direct: watched(store.direct, 'direct', onOperation),
    transaction: async (work, options) => {
      onOperation('transaction');
      return store.transaction((tx) => work(watched(tx, 'tx', onOperation)), options);
    },
    close: () => store.close(),
  } satisfies Store,
});

const watched = <T extends object>(target: T, path: string, onOperation: OnOperation): T =>
  new Proxy(target, {
    get: (object, key) => {
      const value: unknown = Reflect.get(object, key);
      const operation = `${path}.${String(key)}`;
      if (typeof value === 'function') {
        return (...args: readonly unknown[]): unknown => {
          onOperation(operation);
          return Reflect.apply(value, object, args);
        };
      }
      return typeof value === 'object' && value !== null ? watched(value, operation, onOperation) : value;
    },
  });
