import { type FileHandle, open } from 'node:fs/promises';
import {
  err,
  type Fragment,
  failure,
  type InitSegment,
  ok,
  parseFragment,
  parseInitSegment,
  type Result,
} from '@reelmill/core';
import { readRange, topLevelBoxes } from './top-level-boxes.ts';

/** A single-track fragmented MP4, read and checked: what its segments are and where their bytes lie. */
export interface FragmentedFile {
  readonly init: InitSegment & { readonly bytes: Uint8Array };
  readonly fragments: readonly FileFragment[];
  readonly sampleCount: number;
  readonly durationSeconds: number;
}

export interface FileFragment extends Fragment {
  /** Of its `moof`. */
  readonly startByte: number;
  /** Of its `mdat`. */
  readonly dataByte: number;
  /** Behind the last byte. */
  readonly endByte: number;
}

export const durationTicks = (fragment: Fragment): number =>
  fragment.samples.reduce((sum, sample) => sum + sample.durationTicks, 0);

const invalid = (message: string) => err(failure('OUTPUT_INVALID', 'transient', message));

/**
 * Reads the structure of what an encoder wrote. Exit code 0 proves nothing (shared reliability anchors §0.1): this
 * fails unless every fragment is whole, starts with a keyframe, and follows the one before without gap or overlap.
 */
export const readFragments = async (path: string): Promise<Result<FragmentedFile>> => {
  const handle = await open(path, 'r');
  try {
    return await read(handle);
  } finally {
    await handle.close();
  }
};

const read = async (handle: FileHandle): Promise<Result<FragmentedFile>> => {
  const { boxes, whole } = await topLevelBoxes(handle);
  const initEnd = boxes.find((box) => box.type === 'moof')?.start;
  if (initEnd === undefined) return invalid('The encoder wrote no fragments.');
  if (!whole) return invalid('The encoder wrote a file that breaks off.');
  const initBytes = await readRange(handle, 0, initEnd);
  const init = parseInitSegment(initBytes);
  if (!init) return invalid('The encoder wrote an init segment that cannot be read.');

  const fragments: FileFragment[] = [];
  let ticks: number | undefined;
  for (const [index, box] of boxes.entries()) {
    if (box.type !== 'moof') continue;
    const data = boxes[index + 1];
    if (data?.type !== 'mdat') return invalid('The encoder wrote a fragment without data.');
    const fragment = parseFragment(await readRange(handle, box.start, box.end), init);
    if (!fragment?.samples[0]) return invalid('The encoder wrote an empty fragment.');
    if (!fragment.samples[0].isSync) return invalid('A segment does not start with a keyframe.');
    if (fragment.baseTime !== (ticks ?? fragment.baseTime)) {
      return invalid('There is a gap or an overlap between two segments.');
    }
    const sizeBytes = fragment.samples.reduce((sum, sample) => sum + sample.sizeBytes, 0);
    if (sizeBytes !== data.end - data.start - MDAT_HEADER_BYTES) {
      return invalid('The encoder wrote a fragment whose data is not what it says.');
    }
    ticks = fragment.baseTime + durationTicks(fragment);
    fragments.push({ ...fragment, startByte: box.start, dataByte: data.start, endByte: data.end });
  }
  const [first] = fragments;
  return ok({
    init: { ...init, bytes: initBytes },
    fragments,
    sampleCount: fragments.reduce((sum, fragment) => sum + fragment.samples.length, 0),
    durationSeconds: ((ticks ?? 0) - (first?.baseTime ?? 0)) / init.timescale,
  });
};

const MDAT_HEADER_BYTES = 8;
