import { type EncodeVideoParams, type JobSummary, liveUrl, toNumber } from '@reelmill/core';
import type { AssetRecord, JobRecord, StepOutline, StoreOperations } from '../ports/index.ts';

/**
 * How far people can watch what a job is making: all of its sound, and pictures up to the first chunk that is not done.
 * Read from the outline of the job and one step, since every event of a job carries it.
 */
export const playableOf = async (
  tx: StoreOperations,
  job: JobRecord,
  asset: Pick<AssetRecord, 'currentJobId'>,
): Promise<JobSummary['playable']> => {
  if (!job.planned || job.finishedAtMs !== null || asset.currentJobId !== null) return null;
  const outline = ofStream(await tx.steps.outline(job.id));
  // The sound to be heard first is planned first; others come with the finished stream.
  const sound = outline.find((step) => step.kind === 'encode-audio');
  if (sound && !isMade(sound)) return null;
  const encodes = outline.filter((step) => step.kind === 'encode-video');
  const open = encodes.findIndex((step) => !isMade(step));
  const edge = encodes.at(open);
  if (!edge || open === 0) return null;
  const params = (await tx.steps.get(job.id, edge.key))?.params as EncodeVideoParams;
  const seconds = (ticks: number): number => ticks * toNumber(params.timeBase);
  const main = liveUrl(job.id, 'main.m3u8');
  if (open === -1) return { url: main, untilSeconds: seconds(params.endTicks) };
  if (params.startTicks > 0) return { url: main, untilSeconds: seconds(params.startTicks) };
  // Some rungs have their first chunk: players read this playlist once, so they must be told when there are others.
  return { url: `${main}?renditions=${open}`, untilSeconds: seconds(params.endTicks) };
};

/** The steps of what is streamed, by the beginning of their keys: the others of a job make files. */
const ofStream = (outline: readonly StepOutline[]): readonly StepOutline[] => {
  const packaging = outline.find((step) => step.kind === 'package-hls');
  if (!packaging) return [];
  const prefix = packaging.key.slice(0, -'package-hls'.length);
  if (outline.some(({ key, kind }) => FORMED.includes(kind) && key.startsWith(prefix))) return [];
  return outline.filter(
    ({ key }) => key.startsWith(prefix) && /^(encode-audio$|video-\d)/.test(key.slice(prefix.length)),
  );
};

/** What was encoded becomes something else before it is published: it cannot be played as it grows, nor given out clear. */
const FORMED: readonly StepOutline['kind'][] = ['content-key', 'join-segments', 'transport-stream'];

const isMade = ({ state }: Pick<StepOutline, 'state'>): boolean => state === 'executed' || state === 'cached';
