import { ok, type ValidationFacts } from '@reelmill/core';
import { validateMedia } from '@reelmill/ffmpeg';
import { sourcePath } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

/** A report on whether the source is whole. That it is not is no failure: it is what was asked. */
export const validate: StepKind<'validate'> = {
  kind: 'validate',
  version: 1,
  usesToolchain: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, onProgress, keep }) => {
    const report = await validateMedia(toolchain, {
      inputPath: sourcePath(inputs),
      params,
      signal,
      onProgress,
    });
    if (!report.ok) return report;
    const bytes = new TextEncoder().encode(`${JSON.stringify(report.value, null, 2)}\n`);
    const entry = await keep('report.json', 'application/json', { bytes });
    const facts: ValidationFacts = { ...report.value, url: entry.path };
    return ok({ entries: [entry], facts, warnings: [] });
  }),
};
