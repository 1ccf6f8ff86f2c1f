export { type Access, type KeyPolicy, openAccess } from './access/access.ts';
export { type Identity, LOCAL_IDENTITY, seenBy } from './access/identity.ts';
export { maySee } from './access/owner-of.ts';
export type { Users } from './access/users.ts';
export type { BulkJobs } from './bulk/bulk.ts';
export { checkStore, type DamagedBlob, type StoreReport } from './care/check-store.ts';
export type { PinnedBlobs } from './care/pinned-blobs.ts';
export { forgetDamage, type Rebuild } from './care/repair-store.ts';
export { type Comparison, prepareRepro, type Repro } from './care/repro-step.ts';
export { createEngine, type EngineOptions } from './create-engine.ts';
export type { Engine, HeldBlob, NamedRecipe, NewAsset } from './engine.ts';
export type { Commit, Emit } from './events/commit.ts';
export { type ExplainContext, type ExplainedSource, explainPlan } from './explain/explain-plan.ts';
export { newId } from './identity/new-id.ts';
export { sha256OfBytes, sha256OfFile } from './identity/sha256.ts';
export type { FetchGuard } from './import/fetch-guarded.ts';
export { createImports, type Imports, type NewImport } from './import/imports.ts';
export { watchFolder } from './import/watch-folder.ts';
export type { NewUpload } from './ingest/create-upload.ts';
export { createMultiparts, type Multiparts, type NewMultipart } from './ingest/multipart.ts';
export { createPartFolder } from './ingest/multipart-folder.ts';
export type { Checksum } from './ingest/receive-bytes.ts';
export { transactionView } from './ingest/transaction-view.ts';
export { uploadView } from './ingest/upload-view.ts';
export { createUploads, type UploadPart, type Uploads } from './ingest/uploads.ts';
export type { StreamKeys } from './keys/stream-keys.ts';
export { boundBytes } from './playback/client-address.ts';
export type { Leave, Viewer } from './playback/leave.ts';
export { openPlayback, type Playback, type PlaybackGrant } from './playback/playback.ts';
export { machineLaneLimits } from './run/lane-limits.ts';
export type { EngineLog, RunPolicy } from './run/run-context.ts';
export {
  type LaneLimits,
  oneByOne,
  type StepContext,
  type StepKind,
  type StepKinds,
  type StepResult,
  type StepTask,
  type StepTools,
} from './steps/step-kind.ts';
export { STEP_KINDS } from './steps/step-kinds.ts';
export { createWebhooks, type Webhooks } from './webhooks/webhooks.ts';
