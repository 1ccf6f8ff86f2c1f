import {
  AnalysisSchema,
  ChunkQualitySchema,
  canonicalJson,
  ok,
  qualityFacts,
  reportQuality as report,
} from '@reelmill/core';
import { oneByOne, type ResolvedInput, type StepKind } from './step-kind.ts';

const FILE = 'report.json';

/** Joins what was measured into one report. */
export const reportQuality: StepKind<'report-quality'> = {
  kind: 'report-quality',
  version: 2,
  usesToolchain: false,
  run: oneByOne(async ({ params, inputs: { analysis, ...measured }, keep }) => {
    const whole = report(
      params,
      Object.values(measured).map((input) => ChunkQualitySchema.parse(factsOf(input))),
      AnalysisSchema.parse(factsOf(analysis)),
    );
    const bytes = new TextEncoder().encode(canonicalJson(whole));
    const entry = await keep(FILE, 'application/json', { bytes });
    return ok({ entries: [entry], facts: qualityFacts(whole, entry.path), warnings: [] });
  }),
};

const factsOf = (input: ResolvedInput | undefined): unknown => {
  if (input?.type !== 'artifact') throw new Error('the step was planned without what another one made');
  return input.artifact.facts;
};
