import {
  type InitSegment,
  type KeyframeRange,
  parseFragment,
  parseInitSegment,
  readBox,
  type SegmentRun,
} from '@reelmill/core';
import { type FileOf, readPart } from './stream-files.ts';

/** The init segment of a run. That it can be read was checked when it was made. */
export const readInit = async (run: SegmentRun, fileOf: FileOf): Promise<InitSegment> => {
  const path = await fileOf(run.init);
  const init = parseInitSegment(
    await readPart(path, { offsetBytes: 0, sizeBytes: run.initBytes ?? MOST_INIT_BYTES }),
  );
  if (!init) throw new Error(`the init segment ${run.init} cannot be read`);
  return init;
};

const MOST_INIT_BYTES = 1 << 16;
/** 24 s at 60 frames a second, encrypted, with room to spare. */
const MOST_HEADER_BYTES = 1 << 16;
const MDAT_HEADER_BYTES = 8;

/**
 * For each segment how much of it is needed to show its first picture, which is its keyframe: the `moof`, which says what
 * follows, and the first sample.
 */
export const readKeyframeRanges = async (
  run: SegmentRun,
  init: InitSegment,
  fileOf: FileOf,
): Promise<readonly KeyframeRange[]> => {
  const ranges: KeyframeRange[] = [];
  for (const { path, offsetBytes = 0, sizeBytes } of run.segments) {
    const head = await readPart(await fileOf(path), {
      offsetBytes,
      sizeBytes: Math.min(sizeBytes, MOST_HEADER_BYTES),
    });
    const moof = readBox(new DataView(head.buffer, head.byteOffset, head.byteLength), 0, head.byteLength);
    const sample = moof && parseFragment(head.subarray(0, moof.end), init)?.samples[0];
    if (!sample) throw new Error(`the segment ${path} does not begin with the header of a fragment`);
    ranges.push({ offsetBytes, sizeBytes: moof.end + MDAT_HEADER_BYTES + sample.sizeBytes });
  }
  return ranges;
};
