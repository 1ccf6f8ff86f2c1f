import { accessSchema } from './access-schema.ts';
import { batchSchema } from './batch-schema.ts';
import { bulkSchema } from './bulk-schema.ts';
import { claimOrderSchema } from './claim-order-schema.ts';
import { importsSchema } from './imports-schema.ts';
import { initialSchema } from './initial-schema.ts';
import { multipartsSchema } from './multiparts-schema.ts';
import { namedOutputsSchema } from './named-outputs-schema.ts';
import { onDemandSchema } from './on-demand-schema.ts';
import { ownersSchema } from './owners-schema.ts';
import { playbackSchema } from './playback-schema.ts';
import { replacementsSchema } from './replacements-schema.ts';
import { stillStepsSchema } from './still-steps-schema.ts';
import { transactionKeysSchema } from './transaction-keys-schema.ts';
import { transactionsSchema } from './transactions-schema.ts';
import { uploadPartsSchema } from './upload-parts-schema.ts';
import { userQuotasSchema } from './user-quotas-schema.ts';
import { versionsSchema } from './versions-schema.ts';
import { webhooksSchema } from './webhooks-schema.ts';

/** Forward only: entry N brings a database of version N to version N + 1. Never edit one that was released. */
export const SCHEMA_STEPS: readonly string[] = [
  initialSchema,
  claimOrderSchema,
  versionsSchema,
  batchSchema,
  namedOutputsSchema,
  onDemandSchema,
  uploadPartsSchema,
  importsSchema,
  stillStepsSchema,
  webhooksSchema,
  bulkSchema,
  replacementsSchema,
  multipartsSchema,
  accessSchema,
  playbackSchema,
  transactionsSchema,
  ownersSchema,
  transactionKeysSchema,
  userQuotasSchema,
];
