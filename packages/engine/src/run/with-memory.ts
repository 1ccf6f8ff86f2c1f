import { type EncodeVideoParams, encodeMemory, type PictureSize, VideoFactsSchema } from '@reelmill/core';
import { madeFor } from '../jobs/advance-job.ts';
import type { StepRecord } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/** Runs encodes as soon as there is memory for them; everything else takes little, and runs at once. */
export const withMemory = async <T>(
  context: Pick<RunContext, 'store' | 'memory'>,
  steps: readonly StepRecord[],
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> => {
  const encodes = steps.flatMap(encodesOf);
  if (encodes.length === 0) return run();
  const decoded = steps[0] && (await decodedSize(context, steps[0]));
  const giveBack = await context.memory.take(encodeMemory(decoded ?? NOTHING, encodes), signal);
  try {
    return await run();
  } finally {
    giveBack();
  }
};

const NOTHING: PictureSize = { width: 0, height: 0 };

/** The row's kind decides which parameters it holds; the plan that wrote both is typed. */
const encodesOf = ({ kind, params }: StepRecord): readonly EncodeVideoParams[] => {
  if (kind === 'encode-video') return [params as EncodeVideoParams];
  return kind === 'sample-ladder' ? (params as { rungs: readonly EncodeVideoParams[] }).rungs : [];
};

/** Of the source, or of what another step made of it. */
const decodedSize = async (
  { store: { direct } }: Pick<RunContext, 'store'>,
  step: StepRecord,
): Promise<PictureSize | undefined> => {
  const { source } = step.inputs;
  if (typeof source === 'object' && 'step' in source) {
    const digest = (await madeFor(direct, step)).get(source.step);
    const artifact = digest === undefined ? undefined : await direct.artifacts.get(digest);
    return VideoFactsSchema.safeParse(artifact?.facts).data;
  }
  const job = await direct.jobs.get(step.jobId);
  const asset = job && (await direct.assets.get(job.assetId));
  const [video] = asset?.probe?.video ?? [];
  return video && { width: video.codedWidth, height: video.codedHeight };
};
