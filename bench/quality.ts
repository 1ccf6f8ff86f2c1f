import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bytesByBitrate, bytesByFactor } from './equal-ssim.ts';
import { type MadeRung, openClip } from './ladder.ts';
import { makeSource } from './make-source.ts';
import type { Row } from './report.ts';

/** Films, a phone, a screen and a camera that does not move: what one ladder has to serve. */
const REAL_CLIPS = [
  '720p-aac51-bbb-5s.mp4',
  '960x540-h264-flower-cc0.mp4',
  'av1-fmp4-720p25-10s.mp4',
  'h264-mov-vfr-640x480-seven-second.mov',
  'hevc-main-720p-10s-foreman.mp4',
  'long-gop-24s-480p-vfr.mp4',
  'vp9-mp4-480x360-47s.mp4',
];
const CLIP_SECONDS = 20;

/** Those of the corpus beside the checkout that are there. */
const realClips = (): readonly string[] =>
  REAL_CLIPS.map((name) => join(import.meta.dirname, '../../shared/media/good', name)).filter((path) =>
    existsSync(path),
  );

/** The fixed ladder and the one that chooses, as they are and at equal SSIM. */
export const qualityRows = async (folder: string): Promise<readonly Row[]> => {
  const real = realClips();
  const clips = real.length > 0 ? real : [await makeSource(folder, 'source.mp4', CLIP_SECONDS)];
  const compared: Compared[] = [];
  for (const clip of clips) compared.push(await compare(clip, join(folder, 'work')));
  const all = (read: (clip: Compared) => Ratio): number =>
    1 - mean(compared.map((clip) => ratio(read(clip))));
  return [
    ...compared.flatMap(rowsOf),
    ...WAYS.flatMap((way): readonly Row[] => [
      { what: `in all: same rungs, ${way}: saved`, value: all(({ at }) => at[way].same), unit: '' },
      { what: `in all: ladders, ${way}: saved`, value: all(({ at }) => at[way].whole), unit: '', least: 0 },
    ]),
    { what: 'in all: ladders as they are: saved', value: all(({ asIs }) => asIs), unit: '' },
    {
      what: 'lowest SSIM of the fixed ladder',
      value: lowest(compared.flatMap(({ fixed }) => fixed)),
      unit: '',
    },
    {
      what: 'lowest SSIM of the one that chooses',
      value: lowest(compared.flatMap(({ auto }) => auto)),
      unit: '',
    },
  ];
};

/** Bytes of the ladder that chooses against those of the fixed one. */
interface Ratio {
  readonly auto: number;
  readonly fixed: number;
}

/** How a fixed rung is brought to the same SSIM: as Reelmill's are encoded, and as most others are. */
const WAYS = ['equal SSIM by rate factor', 'equal SSIM by bitrate'] as const;
type Way = (typeof WAYS)[number];
const BYTES_BY = { 'equal SSIM by rate factor': bytesByFactor, 'equal SSIM by bitrate': bytesByBitrate };

interface Compared {
  readonly clip: string;
  readonly fixed: readonly MadeRung[];
  readonly auto: readonly MadeRung[];
  readonly at: Readonly<Record<Way, AtEqualSsim>>;
  readonly asIs: Ratio;
}

interface AtEqualSsim {
  /** The rungs both have. */
  readonly same: Ratio;
  /** And those that only the fixed ladder has, at the lowest SSIM of the one that chooses. */
  readonly whole: Ratio;
}

const compare = async (path: string, folder: string): Promise<Compared> => {
  const clip = await openClip(path, folder);
  const encodes = await clip.plan('fixed');
  const fixed = await clip.make(encodes);
  const auto = await clip.make(await clip.plan('auto'));
  const goalOf = ({ name, ssim }: MadeRung): number =>
    auto.find((rung) => rung.name === name)?.ssim ?? Math.min(ssim, lowest(auto));
  const goals = new Map(fixed.map((rung) => [rung.name, goalOf(rung)]));
  const against = async (way: Way): Promise<AtEqualSsim> => {
    const needed = await BYTES_BY[way](clip, encodes, fixed, goals);
    const atGoal = ({ name }: MadeRung): number => needed.get(name) ?? Number.NaN;
    return {
      same: { auto: sum(auto), fixed: sum(auto, atGoal) },
      whole: { auto: sum(auto), fixed: sum(fixed, atGoal) },
    };
  };
  return {
    clip: basename(path),
    fixed,
    auto,
    at: {
      'equal SSIM by rate factor': await against('equal SSIM by rate factor'),
      'equal SSIM by bitrate': await against('equal SSIM by bitrate'),
    },
    asIs: { auto: sum(auto), fixed: sum(fixed) },
  };
};

const rowsOf = ({ clip, fixed, auto, at, asIs }: Compared): readonly Row[] => {
  const rungs = `${fixed.length} to ${auto.length} rungs`;
  const ssim = `SSIM ${lowest(fixed).toFixed(3)} to ${lowest(auto).toFixed(3)}`;
  return [
    ...WAYS.flatMap((way): readonly Row[] => [
      { what: `${clip}: same rungs, ${way}: saved`, value: 1 - ratio(at[way].same), unit: '' },
      { what: `${clip}: ${rungs}, ${way}: saved`, value: 1 - ratio(at[way].whole), unit: '' },
    ]),
    { what: `${clip}: ladders as they are, ${ssim}: saved`, value: 1 - ratio(asIs), unit: '' },
  ];
};

const sum = (rungs: readonly MadeRung[], read = (rung: MadeRung) => rung.bytes): number =>
  rungs.reduce((bytes, rung) => bytes + read(rung), 0);

const ratio = ({ auto, fixed }: Ratio): number => auto / fixed;

/** Of ratios: no clip counts for more because it is larger. */
const mean = (ratios: readonly number[]): number =>
  Math.exp(ratios.reduce((logs, one) => logs + Math.log(one), 0) / ratios.length);

const lowest = (rungs: readonly MadeRung[]): number => Math.min(...rungs.map(({ ssim }) => ssim));
