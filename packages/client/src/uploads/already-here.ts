import {
  type ApiError,
  AssetPageSchema,
  AssetSchema,
  DEFAULT_PRESET,
  JobPageSchema,
  ok,
  type Result,
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
      if (wish.metadata && !isEqual(wish.metadata, metadata)) continue;
      const jobs = await request({ path: `${API}/jobs`, query: { assetId: id }, schema: JobPageSchema });
      if (!jobs.ok) return jobs;
      const job = jobs.value.items.find(
        ({ recipeName, state }) =>
          recipeName === (wish.recipe ?? DEFAULT_PRESET) && state !== 'failed' && state !== 'cancelled',
      );
      if (job) return ok({ assetId: id, jobId: job.id, isOurs: false, wasHere: true });
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

const isEqual = (one: object, other: object): boolean => sorted(one) === sorted(other);
const sorted = (values: object): string =>
  JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
