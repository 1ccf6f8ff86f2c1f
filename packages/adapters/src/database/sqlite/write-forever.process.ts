// Writes into the store it is given until it is killed, and prints each number once its transaction is acknowledged.
import { openSqliteStore } from './open-sqlite-store.ts';

const [path = '', first = '0'] = process.argv.slice(2);
const store = await openSqliteStore({ path });
for (let number = Number(first); ; number += 1) {
  // every third is not durable: the death of the process must not take it either
  const { seq } = await store.transaction(
    async (tx) => {
      for (const half of ['a', 'b']) {
        await tx.uploads.insert({
          id: `upload_${number}_${half}`,
          ownerId: 'local',
          fileName: 'x'.repeat(number % 5_000),
          lengthBytes: number,
          isPart: false,
          parts: null,
          offsetBytes: 0,
          state: 'uploading',
          member: null,
          expectedDigest: null,
          tusMetadata: '',
          metadata: {},
          recipeName: 'web',
          recipe: { outputs: [] },
          priority: 0,
          digest: null,
          assetId: null,
          jobId: null,
          createdAtMs: number,
          expiresAtMs: number,
        });
      }
      return tx.events.append({ atMs: number, assetId: null, jobId: null, body: { type: 'asset.deleted' } });
    },
    { durable: number % 3 !== 0 },
  );
  process.stdout.write(`${number} ${seq} .\n`);
}
