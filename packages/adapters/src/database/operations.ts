import type { StoreOperations } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { apiKeyOperations } from './api-keys.ts';
import { artifactOperations } from './artifacts.ts';
import { assetOperations } from './assets.ts';
import { attemptOperations } from './attempts.ts';
import { bulkOperations } from './bulks.ts';
import { cacheOperations } from './cache.ts';
import { demandOperations } from './demand.ts';
import { eventOperations } from './events.ts';
import { importOperations } from './imports.ts';
import { jobOperations } from './jobs.ts';
import { multipartOperations } from './multiparts.ts';
import { outputOperations } from './outputs.ts';
import { ownerOperations } from './owners.ts';
import { playbackOperations } from './playback.ts';
import { replacementOperations } from './replacements.ts';
import type { Tables } from './schema.ts';
import { sessionOperations } from './sessions.ts';
import { stepOperations } from './steps.ts';
import { transactionOperations } from './transactions.ts';
import { uploadOperations } from './uploads.ts';
import { webhookOperations } from './webhooks.ts';

/** Every operation of the Store over one connection or transaction. */
export const storeOperations = (db: Kysely<Tables>): StoreOperations => ({
  assets: assetOperations(db),
  jobs: jobOperations(db),
  steps: stepOperations(db),
  attempts: attemptOperations(db),
  artifacts: artifactOperations(db),
  cache: cacheOperations(db),
  outputs: outputOperations(db),
  replacements: replacementOperations(db),
  demand: demandOperations(db),
  bulks: bulkOperations(db),
  uploads: uploadOperations(db),
  imports: importOperations(db),
  multiparts: multipartOperations(db),
  transactions: transactionOperations(db),
  webhooks: webhookOperations(db),
  playback: playbackOperations(db),
  owners: ownerOperations(db),
  apiKeys: apiKeyOperations(db),
  sessions: sessionOperations(db),
  events: eventOperations(db),
});
