import { ok, type Result } from '../../failure/result.ts';
import type { LadderSource, Rung } from '../../ladder/plan-ladder.ts';
import { deriveVideo } from '../../plan/derive-video.ts';
import type { PlannedOutput, PlannedStep, PlanSource } from '../../plan/plan.ts';
import { chooseAudio, planAudio } from '../../plan/plan-audio.ts';
import { planMp4 } from '../../plan/plan-mp4.ts';
import { planStill } from '../../plan/plan-still.ts';
import { ladderSource, planVideo, type VideoStep } from '../../plan/plan-video.ts';
import { requireEncoders } from '../../plan/require-encoders.ts';
import type { VideoEncoding } from '../../steps/encode-video.ts';
import { tierSize, VIDEO_TIERS, type VideoTier } from './tier-sizes.ts';
import { type TiersOutput, tierName } from './tiers-output.ts';

/** A fragment each: how far apart a player can start. */
const SEGMENT_SECONDS = 4;

interface TierRung {
  readonly tier: VideoTier;
  readonly rung: Rung;
  readonly encoding: VideoEncoding;
}

/** Every tier the source is large enough for, as one fragmented file with sound, and a still. */
export const planTiers = (output: TiersOutput, source: PlanSource): Result<PlannedOutput> => {
  const { video } = source;
  if (!video) return ok({ steps: [], notes: ['There are no tiers: the file holds sound only.'] });
  const rungs = rungsOf(output, ladderSource(video));
  const audio = rungs.length > 0 ? chooseAudio(source) : undefined;
  const encoders = [...rungs.map(({ encoding }) => encoding.encoder), ...(audio ? ['aac'] : [])];
  const able = requireEncoders(encoders, source.capabilities, 'a tier');
  if (!able.ok) return able;
  const keyPrefix = `${output.name}-`;
  const sound = audio
    ? [
        planAudio(
          { keyPrefix, segmentSeconds: SEGMENT_SECONDS, bitrateBps: output.audio.bitrateBps },
          source,
          audio,
        ),
      ]
    : [];
  const encodes =
    output.derive === 'source' ? fromSource(rungs, source, keyPrefix) : inChain(rungs, source, keyPrefix);
  const files = rungs.map(({ tier }): PlannedStep => {
    const ofTier = encodes.filter((step) => step.params.rung.name === tier);
    const publishes = { kind: 'tier', name: tierName(output, tier) } as const;
    return planMp4({ steps: [...ofTier, ...sound], layout: 'fragmented', publishes }, source);
  });
  const still = thumbnail(output, source);
  if (!still.ok) return still;
  return ok({
    steps: [...sound, ...encodes, ...files, ...still.value.steps],
    notes: [...notesOn(output, rungs), ...still.value.notes],
  });
};

const rungsOf = (output: TiersOutput, source: LadderSource): readonly TierRung[] =>
  VIDEO_TIERS.filter((tier) => output.tiers.includes(tier)).flatMap((tier) => {
    const size = tierSize(tier, source);
    return size
      ? [{ tier, rung: { name: tier, ...size, maxBitrateBps: null }, encoding: encodingOf(tier, output) }]
      : [];
  });

/** Large ones are for players that decode HEVC; the others play on the simplest decoder. */
const encodingOf = (tier: VideoTier, { crf, preset }: TiersOutput): VideoEncoding =>
  tier === '4k' || tier === '3k'
    ? { encoder: 'libx265', crf: crf[tier], preset, profile: 'main' }
    : { encoder: 'libx264', crf: crf[tier], preset, profile: 'baseline' };

const fromSource = (
  rungs: readonly TierRung[],
  { video, facts: { videoIndex } }: PlanSource,
  keyPrefix: string,
): readonly VideoStep[] =>
  video && videoIndex && rungs.length > 0
    ? planVideo({ keyPrefix, segmentSeconds: SEGMENT_SECONDS, resampleTo: null, rungs }, video, videoIndex)
    : [];

/** Each chunk of a tier is made of the same chunk of the tier above; only the first tier decodes the source. */
const inChain = (
  [first, ...below]: readonly TierRung[],
  source: PlanSource,
  keyPrefix: string,
): readonly VideoStep[] => {
  if (!first) return [];
  let above = fromSource([first], source, keyPrefix);
  const steps = [...above];
  for (const rung of below) {
    above = deriveVideo(above, rung);
    steps.push(...above);
  }
  return steps;
};

const thumbnail = (output: TiersOutput, source: PlanSource): Result<PlannedOutput> =>
  output.tiers.includes('thumbnail')
    ? planStill(THUMBNAIL, { kind: 'thumbnail', name: tierName(output, 'thumbnail') }, source)
    : ok({ steps: [], notes: [] });
const THUMBNAIL = { atSeconds: [5], maxWidth: 320, format: 'jpeg' } as const;

const notesOn = (output: TiersOutput, rungs: readonly TierRung[]): readonly string[] => {
  const leftOut = VIDEO_TIERS.filter(
    (tier) => output.tiers.includes(tier) && !rungs.some((rung) => rung.tier === tier),
  );
  return leftOut.length > 0 ? [`Left out because the source is smaller: ${leftOut.join(', ')}.`] : [];
};
