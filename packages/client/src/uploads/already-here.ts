import {
  type ApiError,
  AssetPageSchema,
  AssetSchema,
  canonicalJson,
  DEFAULT_PRESET,
  JobPageSchema,
  JobSchema,
  ok,
  type Result,
  resolveRecipe,
} from '@reelmill/core';
import type { Request } from '../http/request.ts';
import type { Announced } from './course.ts';
import { recipeOf } from './recipe-of.ts';
import type { Became, UploadWish } from './upload-record.ts';

const API = '/api/v1';
/** Of the same bytes; whoever has more of them gets one more. */
const MOST_LOOKED_AT = 5;

/** What a file becomes without being sent, because the caller has its bytes on the server; null when they must be sent. */
export const createAlreadyHere =
  (request: Request) =>
  async ({ wish, files }: Announced): Promise<Result<Became | null, ApiError>> => {
    const [file, ...others] = files;
    // Another source for an asset comes by its upload, and a transaction asks for itself.
    if (!file || others.length > 0 || wish.replacesAssetId !== undefined) return ok(null);
    const query = { sourceDigest: file.sha256, limit: MOST_LOOKED_AT };
    const same = await request({ path: `${API}/assets`, query, schema: AssetPageSchema });
    if (!same.ok) return same;
    const assets = same.value.items;
    if (assets.length === 0) return ok(null);
    for (const { id, metadata } of assets) {
      if (wish.metadata && canonicalJson(wish.metadata) !== canonicalJson(metadata)) continue;
      const job = await jobOf(request, id, recipeOf(wish.recipe ?? DEFAULT_PRESET));
      if (!job.ok) return job;
      if (job.value) return ok({ assetId: id, jobId: job.value, isOurs: false, wasHere: true });
    }
    return makeOfBytesHere(request, wish, file.sha256);
  };

const makeOfBytesHere = async (
  request: Request,
  { name, metadata, recipe, priority }: UploadWish,
  sha256: string,
): Promise<Result<Became | null, ApiError>> => {
  const body = { sourceDigest: sha256, name, metadata, recipe: recipeOf(recipe), priority };
  const made = await request({ method: 'POST', path: `${API}/assets`, body, schema: AssetSchema });
  // Gone in between: then it is sent.
  if (!made.ok) return made.error.code === 'NOT_FOUND' ? ok(null) : made;
  return ok({ assetId: made.value.id, jobId: made.value.job?.id ?? null, isOurs: true, wasHere: true });
};

/** The asset's newest job by this recipe that has not ended badly. */
const jobOf = async (
  request: Request,
  assetId: string,
  wanted: unknown,
): Promise<Result<string | undefined, ApiError>> => {
  const recipe = resolveRecipe(wanted);
  // A preset that only the server knows is told by its name.
  const name = recipe.ok ? recipe.value.name : wanted;
  const jobs = await request({ path: `${API}/jobs`, query: { assetId }, schema: JobPageSchema });
  if (!jobs.ok) return jobs;
  const good = jobs.value.items.filter(
    ({ recipeName, state }) => recipeName === name && state !== 'failed' && state !== 'cancelled',
  );
  if (!recipe.ok || typeof wanted === 'string') return ok(good[0]?.id);
  for (const { id } of good) {
    const job = await request({ path: `${API}/jobs/${id}`, schema: JobSchema });
    if (!job.ok) return job;
    if (canonicalJson(job.value.recipe) === canonicalJson(recipe.value.recipe)) return ok(id);
  }
  return ok(undefined);
};
