import type { Mp4Layout } from '../steps/mux-mp4.ts';
import type { PlannedStep, PlanSource, Publication } from './plan.ts';

/** The steps that encoded one rung, chunk after chunk, and the sound, joined in one file that is published. */
export const planMp4 = (
  wish: {
    readonly steps: readonly PlannedStep[];
    readonly layout: Mp4Layout;
    readonly publishes: Publication;
  },
  { facts: { probe }, video }: PlanSource,
): PlannedStep => ({
  key: `${wish.publishes.name}-mp4`,
  kind: 'mux-mp4',
  params: { layout: wish.layout, sourceSizeBytes: probe.sizeBytes },
  inputs: Object.fromEntries(wish.steps.map((step) => [step.key, { step: step.key }])),
  batch: null,
  lane: 'io',
  work: 0.2 + (video?.shownSeconds ?? probe.durationSeconds) * 0.002,
  publishes: wish.publishes,
});
