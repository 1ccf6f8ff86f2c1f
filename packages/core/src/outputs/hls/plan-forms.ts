import type { PlannedStep } from '../../plan/plan.ts';
import type { HlsOutput } from './hls-output.ts';

/** Some segments of one rendition, and the step that makes them. */
export interface StreamPart {
  readonly step: string;
  readonly rendition: string;
  readonly kind: 'video' | 'audio';
  /** Number of the first of them, counted from 1. */
  readonly firstSegment: number;
}

export interface PlannedForms {
  readonly steps: readonly PlannedStep[];
  /** What playlists are written over. */
  readonly parts: readonly StreamPart[];
}

/**
 * What becomes of encoded segments before they are packaged, none of which encodes again: they are put into transport
 * streams, encrypted, joined in one file. Each takes segments and gives segments, so any of them may follow another.
 */
export const planForms = (
  output: Pick<HlsOutput, 'container' | 'layout' | 'encryption' | 'segmentSeconds'>,
  encoded: readonly StreamPart[],
  keyPrefix: string,
): PlannedForms => {
  const steps: PlannedStep[] = [];
  let parts = encoded;
  const then = (planned: PlannedForms): void => {
    steps.push(...planned.steps);
    ({ parts } = planned);
  };
  if (output.container === 'ts') then(transportStreams(output.segmentSeconds, parts, keyPrefix));
  if (output.encryption) then(encrypted(output.encryption, parts, keyPrefix));
  if (output.layout === 'single-file') then(joined(parts, keyPrefix));
  return { steps, parts };
};

const LIGHT = { batch: null, lane: 'io', publishes: null } as const;

/** Sound goes into the stream of every rung, as players of old expect it. */
const transportStreams = (
  segmentSeconds: number,
  parts: readonly StreamPart[],
  keyPrefix: string,
): PlannedForms => {
  const sound = parts.filter(({ kind }) => kind === 'audio').slice(0, 1);
  const rungs = renditionsOf(parts.filter(({ kind }) => kind === 'video'));
  const streams = rungs.length > 0 ? rungs.map((rung) => [...rung, ...sound]) : [sound];
  const steps = streams.map(
    (inputs): PlannedStep => ({
      ...LIGHT,
      key: `${keyPrefix}transport-stream-${inputs[0]?.rendition}`,
      kind: 'transport-stream',
      params: { segmentSeconds },
      inputs: inputsOf(inputs),
      work: 0.5,
    }),
  );
  return { steps, parts: steps.map((step, index) => firstOf(step, streams[index] ?? [])) };
};

const encrypted = (
  encryption: NonNullable<HlsOutput['encryption']>,
  parts: readonly StreamPart[],
  keyPrefix: string,
): PlannedForms => {
  const { scheme } = encryption;
  const key: PlannedStep = {
    ...LIGHT,
    key: `${keyPrefix}content-key`,
    kind: 'content-key',
    params: { scheme },
    // The name of the source is all it needs.
    inputs: { source: { bytes: [] } },
    work: 0.01,
  };
  const segmentsPerKey = encryption.scheme === 'aes-128' ? encryption.segmentsPerKey : null;
  const steps = parts.map(
    ({ step, firstSegment }): PlannedStep => ({
      ...LIGHT,
      key: `${step}-encrypted`,
      kind: 'encrypt-segments',
      params: { scheme, segmentsPerKey, firstSegment },
      inputs: { clear: { step }, key: { step: key.key } },
      work: 0.1,
    }),
  );
  return {
    steps: [key, ...steps],
    parts: parts.map((part) => ({ ...part, step: `${part.step}-encrypted` })),
  };
};

const joined = (parts: readonly StreamPart[], keyPrefix: string): PlannedForms => {
  const renditions = renditionsOf(parts);
  const steps = renditions.map(
    (inputs): PlannedStep => ({
      ...LIGHT,
      key: `${keyPrefix}join-${inputs[0]?.rendition}`,
      kind: 'join-segments',
      params: {},
      inputs: inputsOf(inputs),
      work: 0.2,
    }),
  );
  return { steps, parts: steps.map((step, index) => firstOf(step, renditions[index] ?? [])) };
};

const renditionsOf = (parts: readonly StreamPart[]): readonly (readonly StreamPart[])[] => [
  ...Map.groupBy(parts, ({ rendition }) => rendition).values(),
];

/** A step that makes all of a rendition. */
const firstOf = ({ key }: PlannedStep, [first]: readonly StreamPart[]): StreamPart => {
  if (!first) throw new Error('a stream has at least one part');
  return { ...first, step: key, firstSegment: 1 };
};

/** As inputs of a step, in their order. */
export const inputsOf = (parts: readonly StreamPart[]): PlannedStep['inputs'] =>
  Object.fromEntries(parts.map(({ step }) => [step, { step }]));
