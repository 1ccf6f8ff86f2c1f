import {
  ApiErrorSchema,
  AssetPageSchema,
  AssetSchema,
  AssetVersionListSchema,
  AssetVersionSchema,
  BulkItemPageSchema,
  BulkPageSchema,
  BulkSchema,
  ConvertOptionsSchema,
  FailureSchema,
  HealthSchema,
  JobPageSchema,
  JobSchema,
  JobSummarySchema,
  OutputSchema,
  PlanExplanationSchema,
  ProbeSchema,
  RecipeListSchema,
  RecipeSchema,
  StepSchema,
  UploadSchema,
} from '@reelmill/core';
import { z } from 'zod';

/** What the OpenAPI document gives a name instead of repeating it. */
export const NAMED_SCHEMAS = z.registry<{ id: string }>();

const named = {
  ApiError: ApiErrorSchema,
  Asset: AssetSchema,
  AssetPage: AssetPageSchema,
  AssetVersion: AssetVersionSchema,
  AssetVersionList: AssetVersionListSchema,
  Bulk: BulkSchema,
  BulkItemPage: BulkItemPageSchema,
  BulkPage: BulkPageSchema,
  ConvertOptions: ConvertOptionsSchema,
  Failure: FailureSchema,
  Health: HealthSchema,
  Job: JobSchema,
  JobPage: JobPageSchema,
  JobSummary: JobSummarySchema,
  Output: OutputSchema,
  PlanExplanation: PlanExplanationSchema,
  Probe: ProbeSchema,
  Recipe: RecipeSchema,
  RecipeList: RecipeListSchema,
  Step: StepSchema,
  Upload: UploadSchema,
};
for (const [id, schema] of Object.entries(named)) NAMED_SCHEMAS.add(schema, { id });
