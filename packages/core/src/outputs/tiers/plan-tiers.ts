import { ok, type Result } from '../../failure/result.ts';
import type { Rung } from '../../ladder/plan-ladder.ts';
import type { VideoTrack } from '../../media/probe.ts';
import { deriveVideo } from '../../plan/derive-video.ts';
import { hevcProfile, keepsHdr, notesOnHdr } from '../../plan/keep-hdr.ts';
import { ofBlob } from '../../plan/of-blob.ts';
import type { PlannedOutput, PlannedStep, PlanSource, Publication } from '../../plan/plan.ts';
import { chooseAudio, planAudio } from '../../plan/plan-audio.ts';
import { planCopy } from '../../plan/plan-copy.ts';
import { planMp4 } from '../../plan/plan-mp4.ts';
import { keptFrameRate } from '../../plan/plan-picture.ts';
import { planStill } from '../../plan/plan-still.ts';
import { ladderSource, planVideo, type VideoStep } from '../../plan/plan-video.ts';
import { requireEncoders } from '../../plan/require-encoders.ts';
import { stillOfChunks } from '../../plan/still-of-chunks.ts';
import type { VideoEncoding } from '../../steps/encode-video.ts';
import { type ReplacedTiers, replacedTiers } from './replaced-tiers.ts';
import { tierSize, VIDEO_TIERS, type VideoTier } from './tier-sizes.ts';
import { type TiersOutput, tierName } from './tiers-output.ts';

/** A fragment each: how far apart a player can start. */
const SEGMENT_SECONDS = 4;

interface TierRung {
  readonly tier: VideoTier;
  readonly rung: Rung;
  readonly encoding: VideoEncoding;
}

/** What is made of one file: the asset's source, or one that stands in place of a tier. */
interface Branch {
  readonly source: PlanSource;
  readonly keyPrefix: string;
  readonly rungs: readonly TierRung[];
}

/** Every tier the source is large enough for, as one fragmented file with sound, and a still. */
export const planTiers = (output: TiersOutput, source: PlanSource): Result<PlannedOutput> => {
  if (!source.video) return ok({ steps: [], notes: ['There are no tiers: the file holds sound only.'] });
  const replaced = replacedTiers(output, source);
  if (!replaced.ok) return replaced;
  const { probes, sources } = replaced.value;
  if (!sources) return ok({ steps: probes, notes: [], awaits: probes.map(({ key }) => key) });

  const branches = branchesOf(output, source, sources);
  const able = requireEncoders(branches.flatMap(encodersOf), source.capabilities, 'a tier');
  if (!able.ok) return able;
  const encodes = branches.map((branch) => planBranch(output, branch));
  const copies = [...sources].map(([tier, file]) =>
    planCopy({ layout: 'fragmented', publishes: publication(output, tier) }, file, source),
  );
  const still = thumbnail(output, source, branches, encodes.at(-1) ?? []);
  if (!still.ok) return still;
  return ok({
    steps: [...probes, ...copies, ...encodes.flat(), ...still.value.steps],
    notes: [
      ...notesOn(output, branches, sources),
      ...(output.hdr === 'keep' ? notesOnHdr(output.name, source.video) : []),
      ...still.value.notes,
    ],
  });
};

/**
 * In a chain what stands in place of a tier is what those below are made of. Otherwise all are made of the source, but for
 * those that stand for themselves.
 */
const branchesOf = (
  output: TiersOutput,
  source: PlanSource,
  replaced: NonNullable<ReplacedTiers['sources']>,
): readonly Branch[] => {
  const branches: Branch[] = [{ source, keyPrefix: `${output.name}-`, rungs: [] }];
  for (const tier of VIDEO_TIERS.filter((each) => output.tiers.includes(each))) {
    const file = replaced.get(tier);
    if (file && output.derive === 'chain')
      branches.push({ source: file, keyPrefix: `${output.name}-below-${tier}-`, rungs: [] });
    if (file) continue;
    const branch = branches.pop();
    if (!branch) break;
    branches.push({ ...branch, rungs: [...branch.rungs, ...rungOf(tier, output, branch.source)] });
  }
  return branches;
};

const rungOf = (tier: VideoTier, output: TiersOutput, { video }: PlanSource): readonly TierRung[] => {
  const size = video && tierSize(tier, ladderSource(video));
  return video && size
    ? [
        {
          tier,
          rung: { name: tier, ...size, maxBitrateBps: null },
          encoding: encodingOf(tier, output, video),
        },
      ]
    : [];
};

/** Large ones are for players that decode HEVC; the others play on the simplest decoder. */
const encodingOf = (tier: VideoTier, { crf, preset, hdr }: TiersOutput, video: VideoTrack): VideoEncoding =>
  tier === '4k' || tier === '3k'
    ? { encoder: 'libx265', crf: crf[tier], preset, ...hevcProfile(hdr, video) }
    : { encoder: 'libx264', crf: crf[tier], preset, profile: 'baseline' };

const encodersOf = ({ source, rungs }: Branch): readonly string[] => [
  ...rungs.map(({ encoding }) => encoding.encoder),
  ...(rungs.length > 0 && chooseAudio(source) ? ['aac'] : []),
];

/** The sound, the chunks and the files of its tiers. */
const planBranch = (output: TiersOutput, { source, keyPrefix, rungs }: Branch): readonly PlannedStep[] => {
  const audio = rungs.length > 0 ? chooseAudio(source) : undefined;
  const { bitrateBps } = output.audio;
  const sound = audio
    ? [planAudio({ keyPrefix, segmentSeconds: SEGMENT_SECONDS, bitrateBps }, source, audio)]
    : [];
  const encodes =
    output.derive === 'source' ? fromSource(rungs, source, keyPrefix) : inChain(rungs, source, keyPrefix);
  const files = rungs.map(({ tier }): PlannedStep => {
    const ofTier = encodes.filter((step) => step.params.rung.name === tier);
    const publishes = publication(output, tier);
    return planMp4({ steps: [...ofTier, ...sound], layout: 'fragmented', publishes }, source);
  });
  const steps = [...sound, ...encodes, ...files];
  return source.blob === undefined ? steps : steps.map((step) => ofBlob(step, source.blob ?? ''));
};

const publication = (output: TiersOutput, tier: VideoTier): Publication => ({
  kind: 'tier',
  name: tierName(output, tier),
});

/** Those that keep a high dynamic range are made of a decode of their own. */
const fromSource = (
  rungs: readonly TierRung[],
  { video, facts: { videoIndex } }: PlanSource,
  keyPrefix: string,
): readonly VideoStep[] => {
  if (!video || !videoIndex) return [];
  const kept = rungs.filter(({ encoding }) => keepsHdr(encoding));
  const others = rungs.filter(({ encoding }) => !keepsHdr(encoding));
  const plan = (prefix: string, some: readonly TierRung[]): readonly VideoStep[] =>
    some.length === 0
      ? []
      : planVideo(
          { keyPrefix: prefix, segmentSeconds: SEGMENT_SECONDS, resampleTo: null, rungs: some },
          video,
          videoIndex,
        );
  return [...plan(`${keyPrefix}hdr-`, kept), ...plan(keyPrefix, others)];
};

/** Each chunk of a tier is made of the same chunk of the tier above; only the first tier decodes the source. */
const inChain = (
  [first, ...below]: readonly TierRung[],
  source: PlanSource,
  keyPrefix: string,
): readonly VideoStep[] => {
  if (!first) return [];
  const frameRate = source.video ? keptFrameRate(source.video) : null;
  let above = fromSource([first], source, keyPrefix);
  const steps = [...above];
  for (const rung of below) {
    above = deriveVideo(above, rung, frameRate);
    steps.push(...above);
  }
  return steps;
};

/** In a chain it shows the smallest tier, which shows what those above it do. */
const thumbnail = (
  output: TiersOutput,
  source: PlanSource,
  branches: readonly Branch[],
  lowest: readonly PlannedStep[],
): Result<PlannedOutput> => {
  if (!output.tiers.includes('thumbnail')) return ok({ steps: [], notes: [] });
  const publishes = { kind: 'thumbnail', name: tierName(output, 'thumbnail') } as const;
  const branch = output.derive === 'chain' ? branches.at(-1) : undefined;
  const smallest = branch?.rungs.at(-1)?.tier;
  const chunks = lowest.filter(
    (step): step is VideoStep => step.kind === 'encode-video' && step.params.rung.name === smallest,
  );
  if (chunks.length > 0) return ok({ steps: [stillOfChunks(THUMBNAIL, publishes, chunks)], notes: [] });
  const file = branch?.source ?? source;
  const still = planStill({ ...THUMBNAIL, atSeconds: [THUMBNAIL.atSeconds] }, publishes, file);
  if (!still.ok || file.blob === undefined) return still;
  return ok({ ...still.value, steps: still.value.steps.map((step) => ofBlob(step, file.blob ?? '')) });
};
const THUMBNAIL = { atSeconds: 5, maxWidth: 320, format: 'jpeg' } as const;

const notesOn = (
  output: TiersOutput,
  branches: readonly Branch[],
  replaced: NonNullable<ReplacedTiers['sources']>,
): readonly string[] => {
  const made = branches.flatMap(({ rungs }) => rungs.map(({ tier }) => tier));
  const leftOut = VIDEO_TIERS.filter(
    (tier) => output.tiers.includes(tier) && !made.includes(tier) && !replaced.has(tier),
  );
  return [
    ...(leftOut.length > 0 ? [`Left out because the source is smaller: ${leftOut.join(', ')}.`] : []),
    ...(replaced.size > 0 ? [`Put in place by hand: ${[...replaced.keys()].join(', ')}.`] : []),
  ];
};
