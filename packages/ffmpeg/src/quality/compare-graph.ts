import { type PictureSize, toNumber } from '@reelmill/core';
import type { ChunkRequest } from '../encode-video/chunk-request.ts';
import { filterGraph } from '../encode-video/filter-graph.ts';
import { scaleTo } from '../picture/picture-filters.ts';

/** An encoded file, and the rung of the chunk it is compared with. */
export interface Comparison {
  /** Position of the rung in the chunk. */
  readonly rung: number;
  /** Of the encoded pictures: they are scaled to the rung's where it is another. */
  readonly size: PictureSize;
}

export interface CompareRequest {
  /** What the source is brought to: by the very filters it was encoded through, so that only the codec's loss is left. */
  readonly chunk: ChunkRequest;
  /** Input n + 1 is the file of comparison n. */
  readonly comparisons: readonly Comparison[];
  readonly vmaf: boolean;
}

/** Where comparison n is written, inside the output folder: scores picture by picture. */
export const scoresFile = (comparison: number): string => `scores-${comparison}.txt`;
export const vmafFile = (comparison: number): string => `vmaf-${comparison}.json`;

/**
 * Scores every picture of the encoded files against the picture of the source it was made from. Both are set on the
 * encoder's clock, where a picture and what became of it have the same tick. Ends in `[score0]`, `[score1]` … Pure.
 */
export const compareGraph = ({ chunk, comparisons, vmaf }: CompareRequest, folder: string): string => {
  const clock = chunk.rungs[0]?.timeBase ?? { num: 1, den: 1 };
  const onClock = `setpts=PTS-STARTPTS,settb=${clock.num}/${clock.den}`;
  const references = vmaf ? 3 : 2;
  return [
    filterGraph(chunk),
    ...chunk.rungs.map((_, rung) => {
      const users = comparisons.flatMap((comparison, index) => (comparison.rung === rung ? [index] : []));
      if (users.length === 0) return `[out${rung}]nullsink`;
      const pads = users.flatMap((index) =>
        Array.from({ length: references }, (_pad, n) => `[ref${index}_${n}]`),
      );
      return `[out${rung}]${onClock},split=${pads.length}${pads.join('')}`;
    }),
    ...comparisons.flatMap(({ rung, size }, index) => {
      const wanted = chunk.rungs[rung]?.rung ?? size;
      const isScaled = size.width !== wanted.width || size.height !== wanted.height;
      const scale = isScaled ? scaleTo(wanted.width, wanted.height, false) : [];
      return [
        `[${index + 1}:0]${[onClock, ...scale].join(',')}[enc${index}]`,
        `[enc${index}][ref${index}_0]ssim[ssim${index}]`,
        `[ssim${index}][ref${index}_1]psnr[psnr${index}]`,
        ...(vmaf
          ? [
              `[psnr${index}][ref${index}_2]libvmaf=n_threads=1:log_fmt=json:log_path=${filterValue(`${folder}/${vmafFile(index)}`)}[vmaf${index}]`,
            ]
          : []),
        `[${vmaf ? 'vmaf' : 'psnr'}${index}]metadata=mode=print:file=${filterValue(`${folder}/${scoresFile(index)}`)}[score${index}]`,
      ];
    }),
  ].join(';');
};

/** A path as the value of a filter's option: escaped for the option, then for the graph (ffmpeg-filters, "Notes on filtergraph escaping"). */
export const filterValue = (path: string): string =>
  path.replace(/[\\':]/g, '\\$&').replace(/[\\'[\],;]/g, '\\$&');

/** In seconds from the first picture of all. */
export const chunkStartSeconds = ({ rungs: [params] }: ChunkRequest): number =>
  params ? params.startTicks * toNumber(params.timeBase) : 0;
