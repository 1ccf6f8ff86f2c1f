import type { Store, StoreOperations } from '@reelmill/engine/ports';

/** Operations that only look; every other one writes. */
const READS: { readonly [G in keyof StoreOperations]: readonly (keyof StoreOperations[G])[] } = {
  assets: ['get', 'withSource', 'list'],
  jobs: ['get', 'list', 'newestOf', 'unfinished', 'idle', 'countByState'],
  steps: [
    'get',
    'ofJob',
    'outline',
    'waiting',
    'totalWork',
    'countsOf',
    'expired',
    'running',
    'readyWith',
    'nextDueMs',
  ],
  attempts: ['ofJob', 'ofStep'],
  artifacts: [
    'get',
    'entry',
    'factsOf',
    'isReferenced',
    'isOf',
    'isBlobReferenced',
    'totalBytes',
    'intermediates',
  ],
  cache: ['get'],
  outputs: ['ofJobs', 'ofArtifact', 'leastWanted'],
  replacements: ['ofAsset'],
  demand: ['ofAsset', 'highest'],
  bulks: ['get', 'list', 'open', 'counts', 'items'],
  uploads: ['get', 'unfinished'],
  imports: ['get', 'list', 'unfinished'],
  multiparts: ['get', 'unfinished'],
  transactions: ['get', 'withKey', 'open'],
  webhooks: ['get', 'list', 'cursor', 'getDelivery', 'due', 'deliveries'],
  owners: ['usage'],
  apiKeys: ['get', 'list'],
  sessions: ['get'],
  playback: ['good', 'revoked', 'keys'],
  events: ['since', 'range'],
};

type Operation = (...args: unknown[]) => Promise<unknown>;
type Group = Record<string, Operation>;

/** `Store.direct`: reads see what is committed and wait for nobody; each write is a transaction of its own. */
export const directOperations = (
  reads: StoreOperations,
  transaction: Store['transaction'],
): StoreOperations => {
  const groups = Object.entries(reads as unknown as Record<string, Group>).map(([name, group]) => {
    const onlyReads = new Set<string>(READS[name as keyof StoreOperations] as readonly string[]);
    const operations = Object.entries(group).map(([operation, read]): [string, Operation] => [
      operation,
      onlyReads.has(operation)
        ? read
        : (...args) =>
            transaction((tx) => {
              const write = (tx as unknown as Record<string, Group>)[name]?.[operation] as Operation;
              return write(...args);
            }),
    ]);
    return [name, Object.fromEntries(operations)];
  });
  return Object.fromEntries(groups);
};
