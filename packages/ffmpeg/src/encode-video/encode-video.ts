import { join } from 'node:path';
import {
  type EncodeVideoParams,
  err,
  failure,
  type HardwareEncoder,
  ok,
  placeFragments,
  type Result,
  toNumber,
  withEditList,
  withHdr,
  withSpherical,
  writeMoof,
} from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { createProgressLines, type EncodeProgress } from '../process/progress-lines.ts';
import type { ProcessEnd } from '../process/run-process.ts';
import { runTool, STALL_MS, wallLimitMs } from '../process/run-tool.ts';
import { measureQuality } from '../quality/measure-quality.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { keepsGrid } from '../verify/keeps-grid.ts';
import { durationTicks, type FragmentedFile, readFragments } from '../verify/read-fragments.ts';
import type { SegmentedFile } from '../verify/segmented-file.ts';
import type { ChunkRequest } from './chunk-request.ts';
import type { EncodedChunk } from './encoded-chunk.ts';
import { fitSize } from './fit-size.ts';
import { reachQuality } from './reach-quality.ts';
import { mostFrames, rungFile, videoArguments } from './video-arguments.ts';

/**
 * Encodes rungs of one chunk from one decode into files of `outputFolder`, and checks them against each other. What has
 * a ceiling is encoded until it is below, what has a target until it is reached.
 */
export const encodeVideo: typeof encodeOnce = (toolchain, request) => {
  const encode = (chunk: ChunkRequest) =>
    fitSize(chunk, (sized) => encodeOnce(toolchain, { ...request, chunk: sized }));
  if (request.chunk.rungs[0]?.targetSsim === undefined) return encode(request.chunk);
  return reachQuality(request.chunk, {
    encode,
    measure: async (chunk, { renditions }) => {
      const measured = await measureQuality(toolchain, {
        inputPath: request.inputPath,
        folder: request.outputFolder,
        chunk,
        comparisons: chunk.rungs.map((params, rung) => ({ rung, size: params.rung })),
        files: chunk.rungs.map((params, rung) => ({
          name: rungFile(params.rung),
          frames: renditions[rung]?.sampleCount ?? 0,
        })),
        vmaf: false,
        signal: request.signal,
      });
      return measured.ok ? ok(measured.value.scores) : measured;
    },
  });
};

const encodeOnce = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly outputFolder: string;
    readonly chunk: ChunkRequest;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: EncodeProgress) => void;
    readonly stallMs?: number;
  },
): Promise<Result<EncodedChunk>> => {
  const { chunk } = request;
  const [params] = chunk.rungs;
  if (!params) throw new Error('a chunk has at least one rung');
  const chips = chunk.rungs.flatMap(({ encoding }) => ('like' in encoding ? [encoding.encoder] : []));
  if (chips.some((chip) => !hasChip(toolchain, chip))) return err(noChip);
  const progress = createProgressLines(request.onProgress);
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputPath,
    outputFolder: request.outputFolder,
    devices: chips.length > 0 ? (toolchain.devices ?? []) : [],
    signal: request.signal,
    onStdoutLine: progress.line,
    stallMs: request.stallMs ?? STALL_MS,
    wallMs: wallLimitMs((params.endTicks - params.startTicks) * toNumber(params.timeBase)),
    args: (paths) => videoArguments(chunk, paths),
  });
  const failed = processFailure(end, 'Encoding the video');
  if (failed?.code === 'FFMPEG_FAILED' && progress.last().frames === 0 && chips.length === 0)
    return err(nothingDecoded(failed.details));
  if (failed) return err(failed);
  return verified(request.outputFolder, chunk, end);
};

/** A step may have been planned when it was there, or wanted. */
const hasChip = ({ capabilities }: Toolchain, encoder: HardwareEncoder): boolean =>
  Object.values(capabilities.hardware ?? {}).includes(encoder);
const noChip = failure(
  'ENCODER_MISSING',
  'unsupported',
  'The chip this was to be encoded on is not there any more, or is switched off.',
);

const nothingDecoded = (details: Record<string, unknown> | undefined) =>
  failure('MEDIA_DAMAGED', 'bad-input', 'No picture of the video could be decoded.', details);

const verified = async (
  folder: string,
  chunk: ChunkRequest,
  end: ProcessEnd,
): Promise<Result<EncodedChunk>> => {
  const files: { params: EncodeVideoParams; path: string; file: FragmentedFile }[] = [];
  for (const params of chunk.rungs) {
    const path = join(folder, rungFile(params.rung));
    const file = await readFragments(path);
    if (!file.ok) return end.stderrLines > 0 ? err(nothingDecoded(undefined)) : file;
    files.push({ params, path, file: file.value });
  }
  const [first] = files;
  if (!first) throw new Error('a chunk has at least one rung');
  if (files.some(({ file }) => !sameShape(file, first.file))) {
    return err(failure('OUTPUT_INVALID', 'transient', 'The qualities do not have the same segments.'));
  }
  const { sampleCount } = first.file;
  const { expectedFrames, isWhole } = first.params;
  if (sampleCount >= mostFrames(first.params)) {
    return err(
      failure('MEDIA_DAMAGED', 'limit-exceeded', 'The video gives far more pictures than it says it holds.'),
    );
  }
  if (!isWhole && end.stderrLines === 0 && sampleCount !== expectedFrames) {
    return err(
      failure(
        'OUTPUT_INVALID',
        'transient',
        `A part of the video came out with ${sampleCount} pictures instead of ${expectedFrames}.`,
      ),
    );
  }
  const renditions = files.map(({ params, path, file }) => placed(params, path, file));
  if (renditions.some((rendition) => rendition === undefined)) {
    return err(failure('OUTPUT_INVALID', 'transient', 'The segments do not start where they were to start.'));
  }
  return ok({
    renditions: renditions.filter((rendition) => rendition !== undefined),
    warnings: warningsOf(first.params, sampleCount, end),
  });
};

/** Every rung came from the same frames, so their segments hold the same number of them for the same time. */
const sameShape = (a: FragmentedFile, b: FragmentedFile): boolean =>
  a.fragments.length === b.fragments.length &&
  a.fragments.every((fragment, index) => fragment.samples.length === b.fragments[index]?.samples.length);

/** The chunk's segments with the times and numbers they have in the whole; undefined when they are cut elsewhere. */
const placed = (params: EncodeVideoParams, path: string, file: FragmentedFile): SegmentedFile | undefined => {
  const { timescale } = file.init;
  const tickOfFile = timescale * toNumber(params.timeBase);
  const delayTicks = Math.round(params.delayTicks * tickOfFile);
  const edited = withEditList(file.init.bytes, delayTicks);
  const around = edited && params.spherical ? withSpherical(edited, params.spherical) : edited;
  const init = around && withHdr(around, 'hdr' in params.encoding ? params.encoding.hdr : null);
  if (!init) throw new Error('the init segment was read before');
  const endTicks = Math.round(params.endTicks * tickOfFile);
  const fragments = placeFragments(file.fragments, {
    startTicks: Math.round(params.startTicks * tickOfFile),
    endTicks,
    delayTicks,
  });
  if (cutsOnGrid(params) && !keepsGrid(fragments, { ...params, timescale, delayTicks, endTicks }))
    return undefined;
  const segments = fragments.map((fragment, index) => ({
    header: writeMoof({ ...fragment, sequenceNumber: params.firstSegment + index }),
    startByte: file.fragments[index]?.dataByte ?? 0,
    endByte: file.fragments[index]?.endByte ?? 0,
    durationSeconds: durationTicks(fragment) / timescale,
  }));
  return {
    path,
    init: { codec: file.init.codec, bytes: init },
    segments,
    sampleCount: file.sampleCount,
    durationSeconds: fragments.reduce((sum, fragment) => sum + durationTicks(fragment), 0) / timescale,
  };
};

/** The others' keyframes are a number of pictures apart: for files, which nobody switches in. */
const cutsOnGrid = ({ encoding: { encoder } }: EncodeVideoParams): boolean =>
  encoder !== 'libsvtav1' && encoder !== 'prores_ks';

/** Frames that may be missing before it is worth a word: the edges of edit lists, a hidden frame. */
const UNREMARKABLE_SHARE = 0.02;

const warningsOf = (params: EncodeVideoParams, frames: number, end: ProcessEnd): readonly string[] => {
  const missing = params.isUncounted ? 0 : params.expectedFrames - frames;
  return [
    ...(missing > Math.max(2, params.expectedFrames * UNREMARKABLE_SHARE)
      ? [`Of ${params.expectedFrames} pictures ${missing} could not be decoded.`]
      : []),
    ...(end.stderrLines > 0
      ? ['The video has damaged parts; they were skipped or repaired where possible.']
      : []),
  ];
};
