import { ok, type Result } from '../../failure/result.ts';
import { scaledSize } from '../../ladder/fit-size.ts';
import { fraction } from '../../media/fraction.ts';
import type { PlannedOutput, PlannedStep, PlanSource } from '../../plan/plan.ts';
import { chooseAudio, planAudio } from '../../plan/plan-audio.ts';
import { planMp4 } from '../../plan/plan-mp4.ts';
import { frameRateOf } from '../../plan/plan-picture.ts';
import { planVideo } from '../../plan/plan-video.ts';
import { requireEncoders } from '../../plan/require-encoders.ts';
import { playsAsItIs } from './plays-as-it-is.ts';
import type { ProxyOutput } from './proxy-output.ts';

/** Keyframes, and the grid chunks are cut on: how far a player has to decode to show any picture. */
const SEGMENT_SECONDS = 4;

/** Small pictures, fewer of them, and the sound, as one file. Nothing where the source serves as well. */
export const planProxy = (output: ProxyOutput, source: PlanSource): Result<PlannedOutput> => {
  if (playsAsItIs(output, source)) {
    const note = `No "${output.name}" was made: the original is as small and plays anywhere, so play the original.`;
    return ok({ steps: [], notes: [note] });
  }
  const audio = chooseAudio(source);
  const encoders = [...(source.video ? ['libx264'] : []), ...(audio ? ['aac'] : [])];
  const able = requireEncoders(encoders, source.capabilities, 'a proxy');
  if (!able.ok) return able;
  const wish = { keyPrefix: `${output.name}-`, segmentSeconds: SEGMENT_SECONDS };
  const steps: readonly PlannedStep[] = [
    ...(audio ? [planAudio({ ...wish, bitrateBps: output.audio.bitrateBps }, source, audio)] : []),
    ...videoSteps(output, source, wish),
  ];
  const publishes = { kind: 'proxy', name: output.name } as const;
  return ok({
    steps: [...steps, planMp4({ steps, layout: output.layout, publishes }, source)],
    notes: [
      ...(source.video ? [] : [`The file holds sound only, so "${output.name}" has no picture.`]),
      ...(audio ? [] : [`The file has no sound, so "${output.name}" has none.`]),
    ],
  });
};

const videoSteps = (
  output: ProxyOutput,
  { video, facts }: PlanSource,
  wish: { readonly keyPrefix: string; readonly segmentSeconds: number },
): readonly PlannedStep[] => {
  if (!video || !facts.videoIndex) return [];
  const rate = frameRateOf(video);
  const isSlower = rate !== null && rate > output.frameRate;
  // What is over before the first tick would have no picture at all.
  const hasTicks = video.shownSeconds * output.frameRate >= 1;
  const size = scaledSize(video, output.height / video.displayHeight);
  const { crf, preset } = output.video;
  return planVideo(
    {
      ...wish,
      resampleTo: isSlower && hasTicks ? fraction(output.frameRate * 4, 4) : null,
      rungs: [
        {
          rung: { name: `${size.height}p`, ...size, maxBitrateBps: null },
          encoding: { encoder: 'libx264', crf, preset, profile: 'high' },
        },
      ],
    },
    video,
    facts.videoIndex,
  );
};
