import {
  err,
  type Failure,
  failure,
  ok,
  type Probe,
  type ProbeParams,
  pictureFormatOf,
  type Result,
  refuseSource,
  type ValidationReport,
} from '@reelmill/core';
import { probeMedia } from '../probe/probe-media.ts';
import { type Headers, readHeaders } from '../probe/read-headers.ts';
import { processFailure } from '../process/process-failure.ts';
import { runTool, STALL_MS, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { decodeArguments } from './decode-arguments.ts';
import { collectDecoded, type DecodedFile } from './decoded-tracks.ts';
import { judge, judgeRefused, type NamelessTrack } from './judge.ts';

/**
 * Whether a file is whole: its headers, then every track decoded from end to end in one pass. What is wrong with the file
 * is the report; a failure says that no report could be made.
 */
export const validateMedia = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly params: ProbeParams;
    readonly signal: AbortSignal;
    /** Share done, 0 to 1. */
    readonly onProgress: (share: number) => void;
  },
): Promise<Result<ValidationReport>> => {
  const probed = await probeMedia(toolchain, request);
  if (!probed.ok) return isAboutFile(probed.error) ? ok(judgeRefused(probed.error)) : probed;
  const { probe } = probed.value;
  const refused = refuseSource(probe) ?? refuseStill(probe);
  if (refused) return ok(judgeRefused(refused, probe));
  const decoded = await decodeTracks(toolchain, request, probe);
  if (!decoded.ok) return decoded;
  const headers = await readHeaders(toolchain, { ...request, pictureFormat: pictureFormatOf(probe) });
  return ok(judge(probe, decoded.value, headers.ok ? namelessTracks(headers.value, probe) : []));
};

/** A moving GIF passes: it is decoded like a film. */
const refuseStill = (probe: Probe): Failure | undefined =>
  pictureFormatOf(probe) !== null && (probe.video[0]?.frameCount ?? 0) <= 1
    ? failure('NOT_A_VIDEO', 'bad-input', 'The file is a still picture, not a video.')
    : undefined;

const namelessTracks = ({ answer }: Headers, probe: Probe): readonly NamelessTrack[] =>
  (answer.streams ?? []).flatMap(({ index, codec_type: kind, disposition }) =>
    (kind === 'video' || kind === 'audio') &&
    disposition?.['attached_pic'] !== 1 &&
    !probe[kind].some((track) => track.index === index)
      ? [{ index, kind }]
      : [],
  );

/** The kept end of stderr may begin within a line. */
const isWhole = (line: string): boolean => /^(\[[^\]]+ @ |[^[\]]+$)/.test(line);

/** The others are about this machine or this moment, and say nothing about the file. */
const isAboutFile = ({ reason }: Failure): boolean =>
  reason === 'bad-input' || reason === 'unsupported' || reason === 'limit-exceeded';

const decodeTracks = async (
  toolchain: Toolchain,
  request: Parameters<typeof validateMedia>[1],
  probe: Probe,
): Promise<Result<DecodedFile>> => {
  const pictureFormat = pictureFormatOf(probe);
  const collected = collectDecoded(probe.container);
  const end = await runTool(toolchain, {
    tool: 'ffprobe',
    inputPath: request.inputPath,
    outputFolder: null,
    signal: request.signal,
    stallMs: STALL_MS,
    wallMs: wallLimitMs(probe.durationSeconds),
    onStdoutLine: (line) => {
      const at = collected.line(line);
      if (at !== undefined && probe.durationSeconds > 0) request.onProgress(at / probe.durationSeconds);
      return true;
    },
    args: ({ input }) => decodeArguments(input, { ...request, pictureFormat }),
  });
  const failed = processFailure(end, 'Decoding the file');
  if (failed && failed.code !== 'FFMPEG_FAILED') return err(failed);
  const { messages } = collected.result();
  const lines = end.stderrTail.split('\n').filter((line) => line !== '');
  const late = Math.max(0, end.stderrLines - messages);
  if (late > 0) for (const line of lines.slice(-late).filter(isWhole)) collected.lateError(line, probe);
  return ok(collected.result());
};
