import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { etaSeconds, jobProgress, jobStage, type StepProgress } from './job-progress.ts';

const step = (overrides: Partial<StepProgress> = {}): StepProgress => ({
  kind: 'encode-video',
  state: 'running',
  progress: 0,
  work: 1,
  ...overrides,
});

const anyStep = fc.record({
  kind: fc.constantFrom('probe', 'still', 'encode-video', 'encode-audio', 'package-hls'),
  state: fc.constantFrom('waiting', 'ready', 'running', 'executed', 'cached', 'failed', 'cancelled'),
  progress: fc.double({ min: -1, max: 2, noNaN: true }),
  work: fc.double({ min: 0, max: 1000, noNaN: true }),
}) as fc.Arbitrary<StepProgress>;

describe('jobProgress', () => {
  it('weighs steps by their work', () => {
    const steps = [step({ state: 'executed', work: 1 }), step({ progress: 0.5, work: 9 })];
    expect(jobProgress({ steps, planned: true, succeeded: false, before: 0 })).toBeCloseTo(
      0.02 + 0.98 * 0.55,
    );
  });

  it('moves on with every step that moves on', () => {
    const running = fc.record({
      progress: fc.double({ min: 0, max: 1, noNaN: true }),
      work: fc.double({ min: 0.1, max: 1000, noNaN: true }),
    });
    const share = (parts: readonly Partial<StepProgress>[]): number =>
      jobProgress({ steps: parts.map(step), planned: true, succeeded: false, before: 0 });
    fc.assert(
      fc.property(fc.array(running, { minLength: 1, maxLength: 6 }), fc.nat(), (parts, nat) => {
        const moved = parts.with(nat % parts.length, {
          work: parts[nat % parts.length]?.work ?? 1,
          progress: 1,
        });
        expect(share(moved)).toBeGreaterThanOrEqual(share(parts) - 1e-12);
        expect(share(parts.map((part) => ({ ...part, progress: 1 })))).toBe(0.99);
      }),
    );
  });

  it('never decreases, stays within 0 and 1, and is 1 only on success', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ steps: fc.array(anyStep), planned: fc.boolean() }), { minLength: 1 }),
        (snapshots) => {
          let before = 0;
          for (const snapshot of snapshots) {
            const now = jobProgress({ ...snapshot, succeeded: false, before });
            expect(now).toBeGreaterThanOrEqual(before);
            expect(now).toBeLessThan(1);
            before = now;
          }
          expect(jobProgress({ steps: [], planned: true, succeeded: true, before })).toBe(1);
        },
      ),
    );
  });
});

describe('etaSeconds', () => {
  it('is never negative and never beyond measure', () => {
    fc.assert(
      fc.property(fc.array(anyStep), fc.double({ min: 0, max: 1e6, noNaN: true }), (steps, elapsed) => {
        const eta = etaSeconds(steps, elapsed);
        expect(eta === null || (eta >= 0 && Number.isFinite(eta))).toBe(true);
      }),
    );
  });

  it('is null until something is measured', () => {
    expect(etaSeconds([step({ progress: 0.5 })], 0.1)).toBeNull();
    expect(etaSeconds([step({ progress: 0 })], 60)).toBeNull();
  });

  it('goes by measured speed and does not count what was cached', () => {
    const steps = [step({ state: 'cached', work: 100 }), step({ progress: 0.25, work: 40 })];
    expect(etaSeconds(steps, 10)).toBe(30);
  });
});

describe('jobStage', () => {
  it('runs through waiting, checking, preparing, encoding, packaging and done', () => {
    const probe = (state: StepProgress['state']) => step({ kind: 'probe', state });
    const rest = (
      video: Partial<StepProgress>,
      poster: StepProgress['state'],
      pack: StepProgress['state'],
    ) => [
      probe('executed'),
      step({ kind: 'still', state: poster }),
      step({ kind: 'encode-video', ...video }),
      step({ kind: 'package-hls', state: pack }),
    ];
    expect(jobStage([probe('ready')], false)).toBe('waiting');
    expect(jobStage([probe('running')], false)).toBe('checking');
    expect(jobStage(rest({ state: 'running' }, 'running', 'waiting'), true)).toBe('preparing');
    expect(jobStage(rest({ state: 'running', progress: 0.1 }, 'executed', 'waiting'), true)).toBe('encoding');
    expect(jobStage(rest({ state: 'executed' }, 'executed', 'running'), true)).toBe('packaging');
    expect(jobStage(rest({ state: 'executed' }, 'executed', 'executed'), true)).toBe('done');
  });
});
