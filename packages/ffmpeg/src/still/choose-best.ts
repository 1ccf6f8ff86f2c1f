import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StillParams } from '@reelmill/core';
import { pictureFilters } from '../picture/picture-filters.ts';
import { runTool } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { bestOf, type Judgement, judgePicture } from './judge-picture.ts';
import { pictureAt } from './picture-at.ts';

/** Wide enough to tell blur from detail, small enough for noise to be gone. */
const JUDGED_WIDTH = 320;
const FILE = 'candidate.gray';

/** One small gray picture as bare bytes. Pure. */
export const candidateArguments = (
  params: StillParams,
  atSeconds: number,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => {
  const { width, height } = judgedSize(params);
  const { trackIndex, picture } = params;
  const filters = [...pictureFilters(picture), `scale=${width}:${height}:flags=area`, 'format=gray'];
  return [
    ...pictureAt({ trackIndex, atSeconds, picture, filters }, paths.input),
    ...['-f', 'rawvideo', `file:${paths.output}/${FILE}`],
  ];
};

const judgedSize = ({ width, height }: StillParams) => {
  const judgedWidth = Math.min(JUDGED_WIDTH, width);
  return { width: judgedWidth, height: Math.max(1, Math.round((height * judgedWidth) / width)) };
};

interface Best {
  readonly seconds: number;
  /** ffmpeg found nothing wrong on the way to any of them. */
  readonly isClean: boolean;
}

/** Of the wanted times the one whose picture shows most; the first when none can be decoded. */
export const chooseBest = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly outputFolder: string;
    readonly params: StillParams;
    readonly times: readonly number[];
    readonly wallMs: number;
    readonly signal: AbortSignal;
  },
): Promise<Best> => {
  const { params, times, ...run } = request;
  const size = judgedSize(params);
  let isClean = true;
  const judged: { readonly seconds: number; readonly judgement: Judgement }[] = [];
  for (const seconds of times) {
    const end = await runTool(toolchain, {
      tool: 'ffmpeg',
      ...run,
      args: (paths) => candidateArguments(params, params.firstFrameSeconds + seconds, paths),
    });
    const pixels = end.exitCode === 0 ? await readFile(join(run.outputFolder, FILE)) : undefined;
    const isWhole = pixels?.length === size.width * size.height;
    isClean &&= isWhole && end.stderrLines === 0;
    if (!pixels || !isWhole) continue;
    judged.push({ seconds, judgement: judgePicture({ ...size, pixels }) });
  }
  const best = judged[bestOf(judged.map(({ judgement }) => judgement))];
  return { seconds: best?.seconds ?? times[0] ?? 0, isClean };
};
