export { allows, LOCAL_USER, SCOPES, type Scope, UserIdSchema } from './access/scopes.ts';
export {
  type ApiKey,
  type ApiKeyList,
  ApiKeyListSchema,
  ApiKeySchema,
  type CreateApiKey,
  CreateApiKeySchema,
  LoginSchema,
  type NewApiKey,
  NewApiKeySchema,
  type RotateApiKey,
  RotateApiKeySchema,
  type Session,
  SessionSchema,
} from './api/api-key.ts';
export {
  ASSET_STATES,
  type Asset,
  type AssetPage,
  AssetPageSchema,
  AssetSchema,
  type CreateAsset,
  CreateAssetSchema,
  type ListAssetsQuery,
  ListAssetsQuerySchema,
  type PatchAsset,
  PatchAssetSchema,
  type UserMetadata,
  UserMetadataSchema,
  VISIBILITIES,
  type Visibility,
} from './api/asset.ts';
export {
  BULK_ITEM_STATES,
  type Bulk,
  type BulkItem,
  type BulkItemPage,
  BulkItemPageSchema,
  type BulkItemState,
  type BulkPage,
  BulkPageSchema,
  BulkSchema,
  type CreateBulk,
  CreateBulkSchema,
  type ListBulkItemsQuery,
  ListBulkItemsQuerySchema,
  type ListBulksQuery,
  ListBulksQuerySchema,
  MOST_BULK_ASSETS,
} from './api/bulk.ts';
export { type ConvertOptions, ConvertOptionsSchema } from './api/convert-options.ts';
export { type ApiError, ApiErrorSchema } from './api/error.ts';
export {
  type FileKey,
  FileKeySchema,
  FileUserQuerySchema,
} from './api/file-key.ts';
export { cleanFileName } from './api/file-name.ts';
export { type Health, HealthSchema, SANDBOX_LEVELS, type SandboxLevel } from './api/health.ts';
export {
  type CreateImport,
  CreateImportSchema,
  type Import,
  type ImportPage,
  ImportPageSchema,
  ImportSchema,
  type ListImportsQuery,
  ListImportsQuerySchema,
} from './api/import.ts';
export {
  type Attempt,
  type CreateJob,
  CreateJobSchema,
  JOB_STAGES,
  JOB_STATES,
  type Job,
  type JobPage,
  JobPageSchema,
  JobSchema,
  type JobStage,
  type JobState,
  type JobSummary,
  JobSummarySchema,
  type ListJobsQuery,
  ListJobsQuerySchema,
  PrioritySchema,
  STEP_STATES,
  type Step,
  StepSchema,
  type StepState,
} from './api/job.ts';
export { LicenseRequestSchema, LicenseSchema } from './api/license.ts';
export { artifactPath, artifactUrl, liveUrl, sourceUrl, tokenUrl } from './api/media-url.ts';
export {
  AskForPartsSchema,
  type CompletedMultipart,
  CompletedMultipartSchema,
  type CompleteMultipart,
  CompleteMultipartSchema,
  type CreateMultipart,
  CreateMultipartSchema,
  MOST_PARTS,
  type Multipart,
  MultipartSchema,
  type PartAddresses,
  PartAddressesSchema,
  type StartedMultipart,
  StartedMultipartSchema,
} from './api/multipart.ts';
export { type Output, OutputSchema } from './api/output.ts';
export {
  EXPECTATIONS,
  type Expectation,
  type ExplainedStep,
  ExplainedStepSchema,
  type FieldChange,
  type PlanExplanation,
  PlanExplanationSchema,
} from './api/plan-explanation.ts';
export {
  type CreatePlaybackToken,
  CreatePlaybackTokenSchema,
  type NewPlaybackToken,
  NewPlaybackTokenSchema,
  type PlaybackKeys,
  PlaybackKeysSchema,
  type PlaybackToken,
  type PlaybackTokenList,
  PlaybackTokenListSchema,
  PlaybackTokenSchema,
} from './api/playback.ts';
export {
  type FileReceipt,
  type OutputReceipt,
  OutputReceiptSchema,
  type ReplacedOutput,
  ReplacedOutputSchema,
} from './api/receipt.ts';
export { type RecipeList, RecipeListSchema } from './api/recipe-list.ts';
export {
  MAX_WAIT_SECONDS,
  OutputQuerySchema,
  type RequestedOutput,
  RequestedOutputSchema,
} from './api/requested-output.ts';
export { type Digest, DigestSchema, type Fingerprint, IdSchema, TimestampSchema } from './api/scalars.ts';
export { STILL_WIDTHS, type StillQuery, StillQuerySchema } from './api/still.ts';
export {
  type CreateTransaction,
  CreateTransactionSchema,
  type DeclaredTransaction,
  type FileRole,
  type Transaction,
  type TransactionMember,
  TransactionMemberSchema,
  TransactionSchema,
} from './api/transaction.ts';
export { type Upload, UploadSchema } from './api/upload.ts';
export {
  type OwnQuota,
  OwnQuotaSchema,
  type User,
  type UserList,
  UserListSchema,
  UserSchema,
} from './api/user.ts';
export {
  type AssetVersion,
  type AssetVersionList,
  AssetVersionListSchema,
  AssetVersionSchema,
} from './api/version.ts';
export {
  type CreateWebhook,
  CreateWebhookSchema,
  type ListDeliveriesQuery,
  ListDeliveriesQuerySchema,
  type NewWebhook,
  NewWebhookSchema,
  type PatchWebhook,
  PatchWebhookSchema,
  WEBHOOK_EVENTS,
  type Webhook,
  type WebhookDelivery,
  type WebhookDeliveryPage,
  WebhookDeliveryPageSchema,
  WebhookDeliverySchema,
  type WebhookEvent,
  type WebhookList,
  WebhookListSchema,
  type WebhookPayload,
  WebhookPayloadSchema,
  WebhookSchema,
} from './api/webhook.ts';
export { type DashAudio, type DashVideo, dashManifest } from './dash/dash-manifest.ts';
export {
  CHUNK_BYTES,
  type ChunkSpan,
  chunkNonce,
  chunksIn,
  chunksOfPlaintext,
  chunksOfSealed,
  ENCRYPTED_HEADER_BYTES,
  type EncryptedChunk,
  type EncryptedHeader,
  encryptedFileBytes,
  fileKeyInfo,
  KEY_BYTES,
  KEY_ID_BYTES,
  keyIdText,
  parseEncryptedHeader,
  TAG_BYTES,
  writeEncryptedHeader,
} from './encrypted-file/encrypted-file.ts';
export {
  type EventBody,
  EventSchema,
  type EventsQuery,
  EventsQuerySchema,
  type ReelmillEvent,
  type SocketMessage,
} from './events/event.ts';
export {
  FAILURE_CODES,
  FAILURE_REASONS,
  type Failure,
  type FailureCode,
  type FailureReason,
  FailureSchema,
  failure,
  isRetryable,
} from './failure/failure.ts';
export { err, ok, type Result } from './failure/result.ts';
export { canonicalJson } from './fingerprint/canonical-json.ts';
export { compareFingerprints, type FieldDifference } from './fingerprint/compare-fingerprints.ts';
export { describeChange } from './fingerprint/describe-change.ts';
export { type FingerprintRecord, fingerprintText } from './fingerprint/fingerprint.ts';
export {
  HARDWARE_CODECS,
  HARDWARE_FAMILIES,
  type HardwareCodec,
  type HardwareEncoder,
  type HardwareEncoders,
  type HardwareFamily,
} from './hardware/hardware.ts';
export { offHardware } from './hardware/on-hardware.ts';
export { describeIFrames } from './hls/describe-i-frames.ts';
export { mediaPlaylist, type PlaylistSegment } from './hls/media-playlist.ts';
export type { IFrameVariant } from './hls/multivariant-playlist.ts';
export {
  iFramePlaylist,
  type KeyframeRange,
  LICENSE_PATH,
  runPlaylist,
  textPlaylist,
} from './hls/run-playlist.ts';
export {
  AUDIO_RENDITION,
  describeRenditions,
  iFramePlaylistPath,
  peakBitrate,
  playlistPath,
  streamPlaylist,
  TEXT_FILE,
} from './hls/stream-playlist.ts';
export { avcSubsamples } from './isobmff/avc-subsamples.ts';
export { type Box, MAX_BOX_HEADER_BYTES, readBox } from './isobmff/box.ts';
export {
  CBCS_PATTERN,
  protectFragment,
  protectInit,
  type SampleEncryption,
  type Subsample,
  type TrackProtection,
} from './isobmff/common-encryption.ts';
export { withEditList } from './isobmff/edit-list.ts';
export { type Fragment, parseFragment, presentationTicks, type Sample } from './isobmff/fragment.ts';
export { masteringNumbers, withHdr } from './isobmff/hdr-boxes.ts';
export { type InitSegment, parseInitSegment } from './isobmff/init-segment.ts';
export { placeFragments } from './isobmff/place-fragments.ts';
export { segmentIndex } from './isobmff/segment-index.ts';
export { type SpatialAudio, spatialAudioOf, withSpatialAudio } from './isobmff/spatial-audio.ts';
export { sphericalOf, withSpherical, withSphericalXml } from './isobmff/spherical.ts';
export { writeMoof } from './isobmff/write-moof.ts';
export {
  keepOneFrameIn,
  type LadderSource,
  MAX_FRAME_RATE,
  type PictureSize,
  planLadder,
  RUNG_SHORT_SIDES,
  type Rung,
} from './ladder/plan-ladder.ts';
export { type Fraction, FractionSchema, fraction, parseFraction, toNumber } from './media/fraction.ts';
export { type Hdr, type HdrMetadata, HdrMetadataSchema } from './media/hdr.ts';
export { type PictureFormat, pictureFormatOf } from './media/picture-file.ts';
export {
  type AudioTrack,
  type Probe,
  ProbeSchema,
  type TextTrack,
  type VideoTrack,
} from './media/probe.ts';
export { type SourceFacts, SourceFactsSchema, type VideoIndex } from './media/source-index.ts';
export { type Spherical, SphericalSchema } from './media/spherical.ts';
export {
  AUDIO_CODECS,
  type AudioCodec,
  CONTAINER_NAMES,
  CONTAINERS,
  type Container,
  type ContainerName,
  VIDEO_CODECS,
  type VideoCodec,
} from './outputs/convert/containers.ts';
export { convertOptions } from './outputs/convert/convert-options.ts';
export type { ConvertOutput } from './outputs/convert/convert-output.ts';
export type { LoudnessTarget, Trim } from './outputs/convert/track-options.ts';
export { type BundleMetadata, BundleMetadataSchema } from './outputs/frames/bundle-metadata.ts';
export type { FramesOutput } from './outputs/frames/frames-output.ts';
export { type PlacedFrames, placeFrames } from './outputs/frames/place-frames.ts';
export { type HlsOutput, HlsOutputSchema } from './outputs/hls/hls-output.ts';
export { type PosterOutput, PosterOutputSchema } from './outputs/poster/poster-output.ts';
export { type ProxyOutput, ProxyOutputSchema } from './outputs/proxy/proxy-output.ts';
export { type QualityOutput, QualityOutputSchema } from './outputs/quality/quality-output.ts';
export { refuseReplacement } from './outputs/tiers/refuse-replacement.ts';
export {
  TIERS,
  type Tier,
  type TiersOutput,
  TiersOutputSchema,
  tierName,
} from './outputs/tiers/tiers-output.ts';
export { chooseVideo } from './plan/choose-video.ts';
export { encodeMemory } from './plan/encode-memory.ts';
export { fileOfInput } from './plan/file-of-input.ts';
export { firstSteps } from './plan/first-steps.ts';
export { MAX_DURATION_SECONDS, MAX_PIXELS, MAX_TRACKS, PROBE_PARAMS } from './plan/limits.ts';
export {
  type ByteRange,
  type Capabilities,
  type FoundFacts,
  LANES,
  type Lane,
  type Plan,
  type PlannedStep,
  type Publication,
  type Replacement,
  type Replacements,
  type SourceRange,
  type StepInput,
} from './plan/plan.ts';
export { plan } from './plan/plan-recipe.ts';
export { bytesOfStill, requireStillEncoder, stillParams } from './plan/plan-still.ts';
export { probeStep } from './plan/probe-step.ts';
export { refuseSource } from './plan/refuse-source.ts';
export { etaSeconds, jobProgress, jobStage, type StepProgress } from './progress/job-progress.ts';
export { describeLimit, type QualityLimit } from './quality/quality-limit.ts';
export { joinScores, psnrDb, type QualityScore } from './quality/quality-score.ts';
export { qualityFacts, reportQuality } from './quality/report-quality.ts';
export { type FrameScore, scoreBySecond, scoreOfFrames } from './quality/score-by-second.ts';
export { allAtOnce, atOnce } from './recipe/at-once.ts';
export { onlyLooks } from './recipe/only-looks.ts';
export { DEFAULT_PRESET, PRESETS, type Preset, resolveRecipe } from './recipe/presets.ts';
export {
  parseRecipe,
  type Recipe,
  type RecipeInput,
  type RecipeOutput,
  RecipeSchema,
} from './recipe/recipe.ts';
export { slugOf } from './slug/slug.ts';
export {
  type AnalyseParams,
  type Analysis,
  AnalysisSchema,
  BLACK_FROM_SECONDS,
  FREEZE_FROM_SECONDS,
  type Interval,
  SILENCE_FROM_SECONDS,
} from './steps/analyse.ts';
export type { AnimateParams } from './steps/animate.ts';
export {
  ContentKeyFactsSchema,
  type ContentKeyParams,
  contentKeyPurpose,
  type EncryptionScheme,
} from './steps/content-key.ts';
export type { ConvertAudioParams } from './steps/convert-audio.ts';
export {
  type ConvertedFile,
  ConvertedFileSchema,
  type LoudnessMeasurement,
  LoudnessMeasurementSchema,
} from './steps/converted-file.ts';
export type { CopyMp4Params } from './steps/copy-mp4.ts';
export {
  type AudioFacts,
  AudioFactsSchema,
  type Downmix,
  type EncodeAudioParams,
} from './steps/encode-audio.ts';
export {
  type Av1Encoding,
  type EncoderPreset,
  type EncodeVideoParams,
  type HardwareEncoding,
  MOST_CRF_CORRECTION,
  type ProresEncoding,
  RESAMPLE_TIE_SECONDS,
  type VideoEncoding,
  type VideoFacts,
  VideoFactsSchema,
  type VideoRate,
  type Vp9Encoding,
  type X264Encoding,
  type X265Encoding,
} from './steps/encode-video.ts';
export type { EncryptSegmentsParams } from './steps/encrypt-segments.ts';
export {
  type FrameBundleMetadata,
  type FramesFacts,
  FramesFactsSchema,
  type FramesParams,
} from './steps/frames.ts';
export type { JoinSegmentsParams } from './steps/join-segments.ts';

export {
  type ChunkQuality,
  ChunkQualitySchema,
  type MeasureQualityParams,
} from './steps/measure-quality.ts';

export type { MuxedTrack, MuxFileParams } from './steps/mux-file.ts';
export {
  MP4_LAYOUTS,
  type Mp4Facts,
  Mp4FactsSchema,
  type Mp4Layout,
  type MuxMp4Params,
} from './steps/mux-mp4.ts';
export {
  type HlsFacts,
  HlsFactsSchema,
  type PackageHlsParams,
  type Rendition,
  RenditionSchema,
  type StreamChapter,
  type TextLabel,
  type TrackLabel,
} from './steps/package-hls.ts';
export type { PictureParams } from './steps/picture.ts';
export type { ProbeParams } from './steps/probe.ts';
export {
  type QualityFacts,
  type QualityReport,
  QualityReportSchema,
  type ReportQualityParams,
} from './steps/report-quality.ts';
export { type LadderSample, type SampleLadderParams } from './steps/sample-ladder.ts';
export { type RunSegment, type SegmentRun, SegmentRunSchema } from './steps/segment-run.ts';
export type { StepKindName, StepParamsByKind } from './steps/step-params.ts';
export {
  type PosterFacts,
  PosterFactsSchema,
  STILL_FORMATS,
  type StillFacts,
  StillFactsSchema,
  type StillFormat,
  type StillParams,
} from './steps/still.ts';
export {
  type StoryboardFacts,
  StoryboardFactsSchema,
  type StoryboardGrid,
  type StoryboardKeyframes,
  type StoryboardParams,
} from './steps/storyboard.ts';
export { type TextFacts, TextFactsSchema, type TextTrackParams } from './steps/text-track.ts';
export type { TransportStreamParams } from './steps/transport-stream.ts';
export {
  type ValidatedTrack,
  type ValidateParams,
  type ValidationCode,
  type ValidationFacts,
  type ValidationReport,
  ValidationReportSchema,
  type Verdict,
} from './steps/validate.ts';
export { storyboardVtt } from './webvtt/storyboard-vtt.ts';
export { type Cue, placeCues, readWebVtt, writeWebVtt } from './webvtt/webvtt.ts';
export { formatBitrate, formatBytes, parseBytes } from './words/amounts.ts';
