import {
  type AudioFacts,
  AudioFactsSchema,
  artifactPath,
  type Digest,
  type EncodeVideoParams,
  type PackageHlsParams,
  type SegmentRun,
  type TrackLabel,
  type VideoFacts,
  VideoFactsSchema,
} from '@reelmill/core';
import type { StepRecord, StoreOperations } from '../ports/index.ts';
import { joinRuns } from '../steps/join-chunks.ts';

/** What there is of a stream while its chunks are encoded. The paths of its segments are seen from where media lie. */
export interface GrowingStream {
  /** Rungs that have begun, largest first, each from its first chunk to its first gap. */
  readonly video: readonly VideoFacts[];
  /** The sound to be heard first, no longer than the pictures. Others, and text, are in the finished stream alone. */
  readonly audio: AudioFacts | undefined;
  readonly label: TrackLabel | undefined;
  readonly segmentSeconds: number;
  /** Every chunk of every rung is there. */
  readonly isComplete: boolean;
}

/** Undefined while nothing of it can be played: no rung has its first chunk, or the sound is not made. */
export const growingStream = async (
  tx: StoreOperations,
  jobId: string,
): Promise<GrowingStream | undefined> => {
  const steps = await tx.steps.ofJob(jobId);
  const packaging = steps.find((step) => step.kind === 'package-hls');
  const parts = steps.filter((step) => packaging && step.key in packaging.inputs);
  const sound = parts.find((step) => step.kind === 'encode-audio');
  const encodes = parts.filter((step) => step.kind === 'encode-video');
  const rungs = Map.groupBy(encodes, (step) => paramsOf(step).rung.name);
  const begun = [...rungs.values()].map(untilGap).filter((chunks) => chunks.length > 0);
  const [first] = encodes;
  if (!first || begun.length === 0 || (sound && !isMade(sound))) return undefined;

  const made = [...begun.flat(), ...(sound ? [sound] : [])].map(artifactOf);
  const facts = await tx.artifacts.factsOf(made);
  // The asset may have been deleted since the steps were read.
  if (made.some((digest) => !facts.has(digest))) return undefined;
  const factsOf = (step: StepRecord): unknown => facts.get(artifactOf(step))?.facts;
  const video = begun
    .map((chunks) =>
      chunks.map((step) => addressed(step, VideoFactsSchema.parse(factsOf(step)))).reduce(join),
    )
    .sort((a, b) => b.width * b.height - a.width * a.height);
  const isComplete = encodes.every(isMade);
  const audio = sound && addressed(sound, AudioFactsSchema.parse(factsOf(sound)));
  const untilSeconds = Math.max(...video.map(({ run }) => run.durationSeconds));
  return {
    video,
    audio: audio && !isComplete ? { ...audio, run: upTo(untilSeconds, audio.run) } : audio,
    label: (packaging?.params as PackageHlsParams | undefined)?.audio[0],
    segmentSeconds: paramsOf(first).segmentSeconds,
    isComplete,
  };
};

/** The row's kind decides which parameters it holds; the plan that wrote both is typed. */
const paramsOf = (step: StepRecord): EncodeVideoParams => step.params as EncodeVideoParams;

const isMade = ({ state }: StepRecord): boolean => state === 'executed' || state === 'cached';

const untilGap = (chunks: readonly StepRecord[]): readonly StepRecord[] => {
  const gap = chunks.findIndex((step) => !isMade(step));
  return gap === -1 ? chunks : chunks.slice(0, gap);
};

const artifactOf = ({ key, artifactDigest }: StepRecord): Digest => {
  if (!artifactDigest) throw new Error(`step ${key} is done and made nothing`);
  return artifactDigest;
};

const addressed = <F extends { readonly run: SegmentRun }>(step: StepRecord, facts: F): F => {
  const address = (path: string): string => artifactPath(artifactOf(step), path);
  const { run } = facts;
  const segments = run.segments.map((segment) => ({ ...segment, path: address(segment.path) }));
  return { ...facts, run: { ...run, init: address(run.init), segments } };
};

const join = (before: VideoFacts, next: VideoFacts): VideoFacts => ({
  ...before,
  run: joinRuns(before.run, next.run),
});

/** Sound is cut where its own frames end, a few milliseconds off the pictures. */
const OVERHANG_SECONDS = 0.1;

/** Players go on without a picture where there is sound: it waits for the pictures instead. */
const upTo = (seconds: number, run: SegmentRun): SegmentRun => {
  let durationSeconds = 0;
  const segments: SegmentRun['segments'] = [];
  for (const segment of run.segments) {
    if (durationSeconds + segment.durationSeconds > seconds + OVERHANG_SECONDS) break;
    durationSeconds += segment.durationSeconds;
    segments.push(segment);
  }
  return { ...run, durationSeconds, segments };
};
