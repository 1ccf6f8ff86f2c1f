export { ApiErrorSchema, type ApiError } from './api/error.ts';
export {
  ASSET_STATES,
  AssetPageSchema,
  AssetSchema,
  CreateAssetSchema,
  ListAssetsQuerySchema,
  PatchAssetSchema,
  UserMetadataSchema,
  type Asset,
  type AssetPage,
  type CreateAsset,
  type ListAssetsQuery,
  type PatchAsset,
  type UserMetadata,
} from './api/asset.ts';
export { HealthSchema, SANDBOX_LEVELS, type Health, type SandboxLevel } from './api/health.ts';
export {
  CreateJobSchema,
  JOB_STAGES,
  JOB_STATES,
  JobPageSchema,
  JobSchema,
  JobSummarySchema,
  ListJobsQuerySchema,
  STEP_STATES,
  StepSchema,
  type Attempt,
  type CreateJob,
  type Job,
  type JobPage,
  type JobStage,
  type JobState,
  type JobSummary,
  type ListJobsQuery,
  type Step,
  type StepState,
} from './api/job.ts';
export { artifactUrl, sourceUrl } from './api/media-url.ts';
export { OutputSchema, type Output, type Rendition } from './api/output.ts';
export { RecipeListSchema, type RecipeList } from './api/recipe-list.ts';
export { DigestSchema, IdSchema, TimestampSchema, type Digest, type Fingerprint } from './api/scalars.ts';
export { UploadSchema, type Upload } from './api/upload.ts';
export {
  EventSchema,
  EventsQuerySchema,
  type EventBody,
  type EventsQuery,
  type ReelmillEvent,
  type SocketMessage,
} from './events/event.ts';
export {
  FAILURE_CODES,
  FAILURE_REASONS,
  FailureSchema,
  failure,
  isRetryable,
  type Failure,
  type FailureCode,
  type FailureReason,
} from './failure/failure.ts';
export { err, ok, type Result } from './failure/result.ts';
export type { Rung } from './ladder/plan-ladder.ts';
export { FractionSchema, fraction, parseFraction, toNumber, type Fraction } from './media/fraction.ts';
export {
  ProbeSchema,
  type AudioTrack,
  type Probe,
  type TextTrack,
  type VideoTrack,
} from './media/probe.ts';
export {
  LANES,
  type Capabilities,
  type EncodeAudioParams,
  type EncodeVideoParams,
  type Lane,
  type PackageHlsParams,
  type PictureParams,
  type Plan,
  type PlannedStep,
  type PosterParams,
  type ProbeParams,
  type StepInput,
  type StepKindName,
  type StepParamsByKind,
} from './plan/plan.ts';
export { DEFAULT_PRESET, PRESETS, resolveRecipe, type Preset } from './recipe/presets.ts';
export {
  RUNG_SHORT_SIDES,
  RecipeSchema,
  parseRecipe,
  type HlsOutput,
  type PosterOutput,
  type Recipe,
  type RecipeInput,
  type RecipeOutput,
} from './recipe/recipe.ts';
