import { mkdir, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  joinScores,
  type PlannedStep,
  PROBE_PARAMS,
  plan,
  type Result,
  resolveRecipe,
  type SourceRange,
  scoreOfFrames,
} from '@reelmill/core';
import {
  encodeVideo,
  measureQuality,
  openToolchain,
  probeMedia,
  sampleLadder,
  type Toolchain,
} from '@reelmill/ffmpeg';

const never = new AbortController().signal;

/** One rung of one chunk, as planned. */
export type ChunkEncode = Extract<PlannedStep, { kind: 'encode-video' }>;

/** All chunks of a rung together. */
export interface MadeRung {
  readonly name: string;
  /** Of the segments. */
  readonly bytes: number;
  /** Mean of all pictures. */
  readonly ssim: number;
}

export interface Clip {
  readonly plan: (ladder: 'fixed' | 'auto') => Promise<readonly ChunkEncode[]>;
  /** Encodes and scores whatever rungs, those of a chunk from one decode; largest first. */
  readonly make: (encodes: readonly ChunkEncode[]) => Promise<readonly MadeRung[]>;
}

/** A clip whose ladders are planned, sampled and encoded by the steps' own functions, without an engine around them. */
export const openClip = async (inputPath: string, folder: string): Promise<Clip> => {
  const toolchain = valueOf(await openToolchain({ hardware: 'off' }));
  const facts = valueOf(await probeMedia(toolchain, { inputPath, params: PROBE_PARAMS, signal: never }));
  const work = { toolchain, inputPath, folder };
  const planWith = (ladder: 'fixed' | 'auto', found: ReadonlyMap<string, unknown>) => {
    const { recipe } = valueOf(resolveRecipe({ outputs: [{ kind: 'hls', ladder }] }));
    return valueOf(plan(recipe, facts, toolchain.capabilities, basename(inputPath), found)).steps;
  };
  return {
    plan: async (ladder) => {
      const found = new Map<string, unknown>();
      for (const step of planWith(ladder, found)) {
        if (step.kind === 'sample-ladder') found.set(step.key, await sampled(work, step));
      }
      return planWith(ladder, found).filter((step) => step.kind === 'encode-video');
    },
    make: async (encodes) => {
      const chunks = [...Map.groupBy(encodes, ({ params }) => params.startTicks).values()];
      const made: (readonly MadeChunk[])[] = [];
      for (const chunk of chunks) made.push(await madeChunk(work, chunk));
      return [...Map.groupBy(made.flat(), ({ name }) => name)].map(([name, parts]) => ({
        name,
        bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
        ssim: joinScores(parts.map(({ score }) => score)).ssim,
      }));
    },
  };
};

interface Work {
  readonly toolchain: Toolchain;
  readonly inputPath: string;
  readonly folder: string;
}

const sampled = async (
  { toolchain, inputPath, folder }: Work,
  step: Extract<PlannedStep, { kind: 'sample-ladder' }>,
): Promise<unknown> => {
  await mkdir(folder, { recursive: true });
  const request = { inputPath, folder, params: step.params, range: rangeOf(step) };
  const facts = await sampleLadder(toolchain, { ...request, signal: never, onProgress: () => {} });
  await rm(folder, { recursive: true });
  return valueOf(facts);
};

interface MadeChunk {
  readonly name: string;
  readonly bytes: number;
  readonly score: ReturnType<typeof scoreOfFrames>;
}

const madeChunk = async (
  { toolchain, inputPath, folder }: Work,
  encodes: readonly ChunkEncode[],
): Promise<readonly MadeChunk[]> => {
  const [first] = encodes;
  if (!first) throw new Error('a chunk has a rung');
  const rungs = encodes.map(({ params }) => params).toSorted((a, b) => b.rung.width - a.rung.width);
  const chunk = { range: rangeOf(first), rungs };
  await mkdir(folder, { recursive: true });
  const request = { inputPath, outputFolder: folder, chunk, signal: never, onProgress: () => {} };
  const { renditions } = valueOf(await encodeVideo(toolchain, request));
  const { scores } = valueOf(
    await measureQuality(toolchain, {
      ...{ inputPath, folder, chunk, vmaf: false, signal: never },
      comparisons: rungs.map(({ rung: size }, rung) => ({ rung, size })),
      files: renditions.map(({ path, sampleCount }) => ({ name: basename(path), frames: sampleCount })),
    }),
  );
  await rm(folder, { recursive: true });
  return rungs.map(({ rung }, index) => ({
    name: rung.name,
    bytes: (renditions[index]?.segments ?? []).reduce(
      (sum, { header, startByte, endByte }) => sum + header.length + endByte - startByte,
      0,
    ),
    score: scoreOfFrames(scores[index] ?? []),
  }));
};

const rangeOf = ({ inputs: { source } }: PlannedStep): SourceRange => {
  if (typeof source !== 'object' || !('part' in source)) throw new Error('a chunk is a part of the source');
  return source.part.range;
};

const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
