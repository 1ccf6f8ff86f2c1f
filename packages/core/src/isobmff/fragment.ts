import { childBoxes, findBox } from './box.ts';
import type { InitSegment } from './init-segment.ts';

/** What a movie fragment holds, in ticks of the track's timescale. */
export interface Fragment {
  /** Decode time of its first sample (`tfdt`). */
  readonly baseTime: number;
  /** In decoding order. */
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly durationTicks: number;
  readonly sizeBytes: number;
  /** Whether decoding can start here. */
  readonly isSync: boolean;
  /** From its decode time to when it is shown; may be negative. */
  readonly compositionTicks: number;
}

/** When each sample is shown, in decoding order. */
export const presentationTicks = ({ baseTime, samples }: Fragment): readonly number[] => {
  let decodeTime = baseTime;
  return samples.map((sample) => {
    const shownAt = decodeTime + sample.compositionTicks;
    decodeTime += sample.durationTicks;
    return shownAt;
  });
};

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

  const samples = childBoxes(view, traf.contentStart, traf.end)
    .filter((box) => box.type === 'trun')
    .flatMap((trun) => readTrun(view, trun.contentStart, defaults));
  return { baseTime, samples };
};

interface SampleDefaults {
  readonly duration: number;
  readonly size: number;
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
  let size = 0;
  if (flags & TFHD_DEFAULT_SIZE) {
    size = view.getUint32(offset);
    offset += 4;
  }
  const sampleFlags = flags & TFHD_DEFAULT_FLAGS ? view.getUint32(offset) : init.defaultSampleFlags;
  return { duration, size, flags: sampleFlags };
};

const readTrun = (view: DataView, start: number, defaults: SampleDefaults): readonly Sample[] => {
  const flags = flagsAt(view, start);
  const sampleCount = view.getUint32(start + 4);
  let offset = start + 8;
  const next = (): number => {
    offset += 4;
    return view.getUint32(offset - 4);
  };
  if (flags & TRUN_DATA_OFFSET) next();
  const firstFlags = flags & TRUN_FIRST_FLAGS ? next() : undefined;
  const fields = [TRUN_DURATION, TRUN_SIZE, TRUN_FLAGS, TRUN_COMPOSITION].filter((field) => flags & field);
  if (offset + sampleCount * fields.length * 4 > view.byteLength) return [];
  return Array.from({ length: sampleCount }, (_, index) => {
    const durationTicks = flags & TRUN_DURATION ? next() : defaults.duration;
    const sizeBytes = flags & TRUN_SIZE ? next() : defaults.size;
    const ownFlags = flags & TRUN_FLAGS ? next() : defaults.flags;
    // Version 0 calls the offset unsigned, yet its writers mean it signed all the same.
    const compositionTicks = flags & TRUN_COMPOSITION ? next() | 0 : 0;
    const sampleFlags = index === 0 ? (firstFlags ?? ownFlags) : ownFlags;
    return { durationTicks, sizeBytes, isSync: (sampleFlags & SAMPLE_IS_NON_SYNC) === 0, compositionTicks };
  });
};
