import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Asset, type Job, ok, resolveRecipe, type SourceFacts } from '@reelmill/core';
import {
  type Engine,
  type EngineOptions,
  type NamedRecipe,
  STEP_KINDS,
  type StepKind,
  sha256OfFile,
} from '@reelmill/engine';
import { openToolchain, type Toolchain } from '@reelmill/ffmpeg';
import { jobEnd, openEngine } from '../rig/engine-rig.ts';
import { tempFolder } from '../rig/temp-folder.ts';

export const recipeOf = (...outputs: readonly Record<string, unknown>[]): NamedRecipe => {
  const found = resolveRecipe({ outputs });
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
};

/** One small rung, encoded fast: what is tested is which frames come through, not how they look. */
export const quick = recipeOf(
  { kind: 'poster' },
  { kind: 'hls', rungs: [240], video: { preset: 'ultrafast' } },
);

let toolchain: Promise<Toolchain> | undefined;

/** Asked once for all tests of a file: five programs are started to learn it. */
export const realToolchain = (): Promise<Toolchain> => {
  toolchain ??= openToolchain().then((opened) => {
    if (!opened.ok) throw new Error(opened.error.message);
    return opened.value;
  });
  return toolchain;
};

/** An engine that really encodes. */
export const openReal = async (folder: string, options: Partial<EngineOptions> = {}) =>
  openEngine(folder, { stepKinds: STEP_KINDS }, { toolchain: await realToolchain(), ...options });

/** An engine that really encodes, but never cuts a source into chunks. */
export const openUncut = async (folder: string) => {
  const probe: StepKind<'probe'> = {
    ...STEP_KINDS.probe,
    run: async (context) => {
      const results = await STEP_KINDS.probe.run(context);
      return results.ok
        ? ok(results.value.map((result) => ({ ...result, facts: uncut(result.facts) })))
        : results;
    },
  };
  return openReal(folder, { stepKinds: { ...STEP_KINDS, probe } });
};

const uncut = (facts: unknown): SourceFacts => {
  const source = facts as SourceFacts;
  return { ...source, videoIndex: source.videoIndex && { ...source.videoIndex, isSeekable: false } };
};

/** An asset of a copy of the file, with its first job started. */
export const addFile = async (
  engine: Engine,
  path: string,
  recipe: NamedRecipe = quick,
): Promise<{ readonly assetId: string; readonly jobId: string }> => {
  const folder = await tempFolder();
  await mkdir(join(folder, 'in'), { recursive: true });
  const copy = join(folder, 'in', 'source');
  await copyFile(path, copy);
  const digest = await sha256OfFile(copy);
  const { sizeBytes } = await engine.blobs.putFile(copy, digest);
  const created = await engine.createAsset({
    name: basename(path),
    fileName: basename(path),
    metadata: {},
    sourceDigest: digest,
    sourceSizeBytes: sizeBytes,
    recipe,
  });
  if (!created.ok) throw new Error(created.error.message);
  return { assetId: created.value.id, jobId: created.value.job?.id ?? '' };
};

export interface Processed {
  readonly asset: Asset;
  readonly job: Job;
}

/** Runs the recipe on a copy of the file and waits for its end. */
export const process = async (
  engine: Engine,
  path: string,
  recipe: NamedRecipe = quick,
): Promise<Processed> => {
  const { assetId, jobId } = await addFile(engine, path, recipe);
  await jobEnd(engine, jobId);
  return ended(engine, assetId, jobId);
};

/** The job and its asset as they are now. */
export const ended = async (engine: Engine, assetId: string, jobId: string): Promise<Processed> => {
  const [job, asset] = [await engine.getJob(jobId), await engine.getAsset(assetId)];
  if (!job || !asset) throw new Error('the job is gone');
  return { job, asset };
};

export type HlsOutput = Extract<Asset['outputs'][number], { kind: 'hls' }>;

export const streamOf = (asset: Asset): HlsOutput => {
  const hls = asset.outputs.find((output) => output.kind === 'hls');
  if (hls?.kind !== 'hls') throw new Error('there is no stream');
  return hls;
};
