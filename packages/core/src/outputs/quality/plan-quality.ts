import { measureWork } from '../../plan/measure-work.ts';
import type { PlannedOutput, PlannedStep, PlanSource } from '../../plan/plan.ts';
import { chooseAudio } from '../../plan/plan-audio.ts';
import type { VideoStep } from '../../plan/plan-video.ts';
import type { QualityOutput } from './quality-output.ts';

/**
 * Compares every chunk of every rung with its part of the source, rungs of a chunk from one decode; looks the source
 * through; and joins it all. `planned` are the steps of the recipe's other outputs.
 */
export const planQuality = (
  output: QualityOutput,
  source: PlanSource,
  planned: readonly PlannedStep[],
): PlannedOutput => {
  const made = planned.find(({ publishes }) =>
    output.of === null ? publishes?.kind === 'hls' : publishes?.name === output.of,
  );
  const of = made?.publishes?.name ?? output.of ?? 'hls';
  const encodes = made ? encodesOf(made, planned) : [];
  const analyse = analyseStep(output, source);
  const measures = encodes.map((encode) => measureStep(output, source, encode));
  return {
    steps: [
      analyse,
      ...measures,
      {
        key: `${output.name}-report`,
        kind: 'report-quality',
        params: { of, targetSsim: encodes[0]?.params.targetSsim ?? null },
        inputs: {
          analysis: { step: analyse.key },
          ...Object.fromEntries(measures.map(({ key }) => [key, { step: key }])),
        },
        batch: null,
        lane: 'light',
        work: 0.1,
        publishes: { kind: 'quality', name: output.name },
      },
    ],
    notes:
      encodes.length > 0
        ? []
        : [
            `"${output.name}" reports on the source alone: there are no encoded pictures in "${of}" to compare.`,
          ],
  };
};

/** The encodes a step is made of, whatever lies between. */
const encodesOf = (step: PlannedStep, planned: readonly PlannedStep[]): readonly VideoStep[] => {
  // What is made of another output is not compared with the source.
  if (step.kind === 'encode-video') return isOfSource(step) ? [step] : [];
  const keys = new Set(
    Object.values(step.inputs).flatMap((input) =>
      typeof input === 'object' && 'step' in input ? [input.step] : [],
    ),
  );
  return planned.filter(({ key }) => keys.has(key)).flatMap((input) => encodesOf(input, planned));
};

const isOfSource = ({ inputs: { source } }: VideoStep): boolean =>
  typeof source === 'object' && 'part' in source;

const measureStep = (output: QualityOutput, { capabilities }: PlanSource, encode: VideoStep): PlannedStep => {
  const { rung, expectedFrames } = encode.params;
  return {
    key: `${output.name}-${encode.key}`,
    kind: 'measure-quality',
    params: { encode: encode.params, vmaf: capabilities.filters.includes('libvmaf') },
    inputs: { ...encode.inputs, encoded: { step: encode.key } },
    batch: encode.batch && `${output.name}-${encode.batch}`,
    lane: 'cpu',
    work: 0.05 + measureWork(expectedFrames, rung),
    publishes: null,
  };
};

const analyseStep = (output: QualityOutput, source: PlanSource): PlannedStep => {
  const { facts, video } = source;
  const audio = chooseAudio(source);
  const durationSeconds = video?.shownSeconds ?? audio?.durationSeconds ?? facts.probe.durationSeconds;
  return {
    key: `${output.name}-analyse`,
    kind: 'analyse',
    params: {
      videoTrackIndex: video?.index ?? null,
      audioTrackIndex: audio?.index ?? null,
      zeroSeconds: video?.firstFrameSeconds ?? audio?.startSeconds ?? 0,
      durationSeconds,
    },
    inputs: { source: 'source' },
    batch: null,
    lane: 'cpu',
    work: 0.1 + durationSeconds * 0.1,
    publishes: null,
  };
};
