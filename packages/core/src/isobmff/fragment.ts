import { childBoxes, findBox } from './box.ts';
import type { InitSegment } from './init-segment.ts';

/** What a movie fragment holds, in ticks of the track's timescale. */
export interface Fragment {
  /** Decode time of its first sample (`tfdt`). */
  readonly baseTime: number;
  readonly durationTicks: number;
  readonly sampleCount: number;
  /** Whether decoding can start here. */
  readonly startsWithSync: boolean;
}

const TFHD_BASE_DATA_OFFSET = 0x01;
const TFHD_SAMPLE_DESCRIPTION = 0x02;
const TFHD_DEFAULT_DURATION = 0x08;
const TFHD_DEFAULT_SIZE = 0x10;
const TFHD_DEFAULT_FLAGS = 0x20;
const TRUN_DATA_OFFSET = 0x01;
const TRUN_FIRST_FLAGS = 0x04;
const TRUN_DURATION = 0x100;
const TRUN_SIZE = 0x200;
const TRUN_FLAGS = 0x400;
const TRUN_COMPOSITION = 0x800;
const SAMPLE_IS_NON_SYNC = 0x10000;

/** Reads the `moof` box in `bytes` (ISO/IEC 14496-12 §8.8). Undefined when it is not one with a single track run set. */
export const parseFragment = (bytes: Uint8Array, init: InitSegment): Fragment | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const moof = childBoxes(view, 0, bytes.byteLength).find((box) => box.type === 'moof');
  const traf = moof && findBox(view, moof, 'traf');
  const tfhd = traf && findBox(view, traf, 'tfhd');
  const tfdt = traf && findBox(view, traf, 'tfdt');
  if (!traf || !tfhd || !tfdt) return undefined;

  const defaults = readTfhd(view, tfhd.contentStart, init);
  const isLongTime = view.getUint8(tfdt.contentStart) === 1;
  const baseTime = isLongTime
    ? Number(view.getBigUint64(tfdt.contentStart + 4))
    : view.getUint32(tfdt.contentStart + 4);

  let durationTicks = 0;
  let sampleCount = 0;
  let firstFlags: number | undefined;
  for (const trun of childBoxes(view, traf.contentStart, traf.end).filter((box) => box.type === 'trun')) {
    const run = readTrun(view, trun.contentStart, defaults);
    durationTicks += run.durationTicks;
    sampleCount += run.sampleCount;
    firstFlags ??= run.firstFlags;
  }
  return {
    baseTime,
    durationTicks,
    sampleCount,
    startsWithSync: ((firstFlags ?? 0) & SAMPLE_IS_NON_SYNC) === 0,
  };
};

interface SampleDefaults {
  readonly duration: number;
  readonly flags: number;
}

const flagsAt = (view: DataView, offset: number): number => view.getUint32(offset) & 0xffffff;

const readTfhd = (view: DataView, start: number, init: InitSegment): SampleDefaults => {
  const flags = flagsAt(view, start);
  let offset = start + 8;
  if (flags & TFHD_BASE_DATA_OFFSET) offset += 8;
  if (flags & TFHD_SAMPLE_DESCRIPTION) offset += 4;
  let duration = init.defaultSampleDuration;
  if (flags & TFHD_DEFAULT_DURATION) {
    duration = view.getUint32(offset);
    offset += 4;
  }
  if (flags & TFHD_DEFAULT_SIZE) offset += 4;
  return { duration, flags: flags & TFHD_DEFAULT_FLAGS ? view.getUint32(offset) : init.defaultSampleFlags };
};

const readTrun = (view: DataView, start: number, defaults: SampleDefaults) => {
  const flags = flagsAt(view, start);
  const sampleCount = view.getUint32(start + 4);
  let offset = start + 8;
  if (flags & TRUN_DATA_OFFSET) offset += 4;
  let firstFlags: number | undefined;
  if (flags & TRUN_FIRST_FLAGS) {
    firstFlags = view.getUint32(offset);
    offset += 4;
  }
  const flagsOffset = (flags & TRUN_DURATION ? 4 : 0) + (flags & TRUN_SIZE ? 4 : 0);
  const bytesPerSample = flagsOffset + (flags & TRUN_FLAGS ? 4 : 0) + (flags & TRUN_COMPOSITION ? 4 : 0);
  firstFlags ??=
    flags & TRUN_FLAGS && sampleCount > 0 ? view.getUint32(offset + flagsOffset) : defaults.flags;
  let durationTicks = 0;
  if (flags & TRUN_DURATION) {
    for (let i = 0; i < sampleCount; i += 1) durationTicks += view.getUint32(offset + i * bytesPerSample);
  } else {
    durationTicks = sampleCount * defaults.duration;
  }
  return { sampleCount, durationTicks, firstFlags };
};
