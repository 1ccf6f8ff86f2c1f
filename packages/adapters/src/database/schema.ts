import type { Generated } from 'kysely';

/**
 * Tables as Kysely sees them. JSON is kept as text and times as milliseconds since the epoch, so that one query layer
 * serves SQLite and PostgreSQL. `ordinal` grows with every insert: it breaks ties between rows of the same millisecond.
 */
export interface Tables {
  assets: AssetColumns & {
    ordinal: Generated<number>;
    name_sort: string;
    search_text: string;
    duration_seconds: number | null;
  };
  jobs: JobColumns & { ordinal: Generated<number> };
  steps: StepColumns & { ordinal: Generated<number> };
  job_lanes: JobLaneColumns;
  attempts: AttemptColumns;
  artifacts: { digest: string; facts: string | null };
  artifact_entries: ArtifactEntryColumns & { artifact_digest: string; position: number };
  cache: CacheColumns;
  outputs: OutputColumns;
  replacements: ReplacementColumns;
  demand: DemandColumns;
  bulks: BulkColumns & { ordinal: Generated<number> };
  bulk_items: BulkItemColumns;
  uploads: UploadColumns & { ordinal: Generated<number> };
  imports: ImportColumns & { ordinal: Generated<number> };
  multiparts: MultipartColumns & { ordinal: Generated<number> };
  transactions: TransactionColumns & { ordinal: Generated<number> };
  transaction_files: TransactionFileColumns & { transaction_id: string; position: number };
  webhooks: WebhookColumns;
  webhook_deliveries: WebhookDeliveryColumns & { ordinal: Generated<number> };
  webhook_cursor: { id: number; seq: number };
  playback_tokens: PlaybackTokenColumns & { ordinal: Generated<number> };
  playback_keys: { number: Generated<number>; created_at_ms: number };
  api_keys: ApiKeyColumns & { ordinal: Generated<number> };
  sessions: SessionColumns;
  user_quotas: { user_id: string; limits: string };
  events: {
    seq: number;
    at_ms: number;
    asset_id: string | null;
    job_id: string | null;
    owner_id: string;
    body: string;
  };
  /** One row. Numbering through a row (not a sequence) makes numbers visible in the order they were given. */
  event_head: { id: number; newest: number; closed: number };
}

export interface AssetColumns {
  id: string;
  owner_id: string;
  name: string;
  metadata: string;
  state: string;
  source_digest: string;
  source_size_bytes: number;
  source_file_name: string;
  probe: string | null;
  current_job_id: string | null;
  visibility: string | null;
  created_at_ms: number;
  updated_at_ms: number;
}

export interface JobColumns {
  id: string;
  asset_id: string;
  recipe_name: string;
  recipe: string;
  completes: string | null;
  priority: number;
  state: string;
  stage: string;
  planned: number;
  progress: number;
  eta_seconds: number | null;
  error: string | null;
  warnings: string;
  notes: string;
  created_at_ms: number;
  started_at_ms: number | null;
  finished_at_ms: number | null;
}

export interface StepColumns {
  job_id: string;
  step_key: string;
  position: number;
  kind: string;
  params: string | null;
  inputs: string;
  batch: string | null;
  lane: string;
  work: number;
  publishes: string | null;
  state: string;
  progress: number;
  fingerprint: string | null;
  artifact_digest: string | null;
  epoch: number;
  worker_id: string | null;
  lease_expires_at_ms: number | null;
  not_before_ms: number;
  error: string | null;
  started_at_ms: number | null;
  finished_at_ms: number | null;
}

/** A job's standing in a lane: the order of claims is the order of one index over it. */
export interface JobLaneColumns {
  job_id: string;
  lane: string;
  job_ordinal: number;
  priority: number;
  /** How many of its steps run there. */
  running: number;
  /** Since its last claim there, or since it was made. */
  waiting_since_ms: number;
  /** 1 while one of its steps is `ready` there. */
  ready: number;
}

export interface AttemptColumns {
  job_id: string;
  step_key: string;
  epoch: number;
  worker_id: string;
  started_at_ms: number;
  finished_at_ms: number | null;
  outcome: string;
  error: string | null;
}

export interface ArtifactEntryColumns {
  path: string;
  blob_digest: string;
  size_bytes: number;
  media_type: string;
}

export interface CacheColumns {
  fingerprint: string;
  artifact_digest: string;
  kind: string;
  record: string;
  warnings: string;
  created_at_ms: number;
}

export interface BulkColumns {
  id: string;
  owner_id: string;
  recipe_name: string;
  recipe: string;
  priority: number;
  cancelled: number;
  created_at_ms: number;
  finished_at_ms: number | null;
}

export interface BulkItemColumns {
  bulk_id: string;
  position: number;
  asset_id: string;
  job_id: string | null;
}

export interface ReplacementColumns {
  asset_id: string;
  name: string;
  digest: string;
  size_bytes: number;
}

export interface DemandColumns {
  asset_id: string;
  name: string;
  rank: number;
}

export interface OutputColumns {
  job_id: string;
  name: string;
  kind: string;
  artifact_digest: string;
  on_demand: number;
  published_at_ms: number;
}

export interface ImportColumns {
  id: string;
  owner_id: string;
  origin: string;
  source_key: string | null;
  file_name: string;
  metadata: string;
  recipe_name: string;
  recipe: string;
  priority: number;
  state: string;
  upload_id: string | null;
  etag: string | null;
  received_bytes: number;
  size_bytes: number | null;
  failures: number;
  error: string | null;
  asset_id: string | null;
  job_id: string | null;
  created_at_ms: number;
  finished_at_ms: number | null;
}

export interface MultipartColumns {
  id: string;
  owner_id: string;
  file_name: string;
  size_bytes: number;
  sha256: string;
  part_bytes: number;
  handle: string;
  member: string | null;
  metadata: string;
  recipe_name: string;
  recipe: string;
  priority: number;
  state: string;
  asset_id: string | null;
  job_id: string | null;
  created_at_ms: number;
  expires_at_ms: number;
}

export interface WebhookColumns {
  id: string;
  owner_id: string;
  url: string;
  secret: string;
  events: string;
  is_enabled: number;
  problem: string | null;
  created_at_ms: number;
}

export interface WebhookDeliveryColumns {
  id: string;
  webhook_id: string;
  event: string;
  payload: string;
  state: string;
  attempts: number;
  status: number | null;
  problem: string | null;
  created_at_ms: number;
  delivered_at_ms: number | null;
  next_attempt_at_ms: number | null;
}

export interface TransactionColumns {
  id: string;
  owner_id: string;
  key: string | null;
  name: string;
  metadata: string;
  recipe_name: string;
  recipe: string;
  priority: number;
  state: string;
  error: string | null;
  asset_id: string | null;
  job_id: string | null;
  created_at_ms: number;
  expires_at_ms: number;
}

export interface TransactionFileColumns {
  role: string;
  file_name: string;
  size_bytes: number;
  sha256: string | null;
  digest: string | null;
  upload: string | null;
}

export interface UploadColumns {
  id: string;
  owner_id: string;
  file_name: string;
  length_bytes: number | null;
  is_part: number;
  parts: string | null;
  offset_bytes: number;
  state: string;
  member: string | null;
  expected_digest: string | null;
  tus_metadata: string;
  metadata: string;
  recipe_name: string;
  recipe: string;
  priority: number;
  digest: string | null;
  asset_id: string | null;
  job_id: string | null;
  created_at_ms: number;
  expires_at_ms: number;
}

export interface ApiKeyColumns {
  id: string;
  secret_digest: string;
  name: string;
  user_id: string;
  scope: string;
  created_at_ms: number;
  expires_at_ms: number | null;
  last_used_at_ms: number | null;
  revoked_at_ms: number | null;
}

export interface SessionColumns {
  token_digest: string;
  key_id: string;
  created_at_ms: number;
  expires_at_ms: number;
}

export interface PlaybackTokenColumns {
  id: string;
  asset_id: string;
  key_number: number;
  ip: string | null;
  created_at_ms: number;
  expires_at_ms: number;
  revoked_at_ms: number | null;
}
