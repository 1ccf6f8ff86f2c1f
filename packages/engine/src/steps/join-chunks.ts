import {
  type AudioFacts,
  AudioFactsSchema,
  err,
  failure,
  ok,
  type Result,
  type SegmentRun,
  type TextFacts,
  TextFactsSchema,
  type VideoFacts,
  VideoFactsSchema,
} from '@reelmill/core';
import type { ArtifactEntry } from '../ports/index.ts';
import type { ResolvedInput } from './step-kind.ts';

export interface JoinedChunks {
  /** Each rung whole, largest first. */
  readonly video: readonly VideoFacts[];
  /** The one to be heard first in front. */
  readonly audio: readonly AudioFacts[];
  readonly text: readonly TextFacts[];
  /** Every file of it, once. */
  readonly entries: readonly ArtifactEntry[];
}

/**
 * Puts the chunks of each rung behind each other, in the order the plan lists them. Chunks share one init segment; one
 * that came out differently could not be played after the others.
 */
export const joinChunks = (inputs: Readonly<Record<string, ResolvedInput>>): Result<JoinedChunks> => {
  const rungs = new Map<string, VideoFacts>();
  const entries = new Map<string, ArtifactEntry>();
  const audio: AudioFacts[] = [];
  const text: TextFacts[] = [];
  for (const input of Object.values(inputs)) {
    if (input.type !== 'artifact') continue;
    const { facts } = input.artifact;
    const sound = AudioFactsSchema.safeParse(facts);
    const words = TextFactsSchema.safeParse(facts);
    if (sound.success) audio.push(sound.data);
    else if (words.success) text.push(words.data);
    else {
      const chunk = VideoFactsSchema.parse(facts);
      const before = rungs.get(chunk.name);
      rungs.set(chunk.name, before ? { ...before, run: joinRuns(before.run, chunk.run) } : chunk);
    }
    for (const entry of input.artifact.entries) {
      const known = entries.get(entry.path);
      if (known && known.digest !== entry.digest) return err(differentChunks(entry.path));
      entries.set(entry.path, entry);
    }
  }
  const video = [...rungs.values()].sort((a, b) => b.width * b.height - a.width * a.height);
  return ok({ video, audio, text, entries: [...entries.values()] });
};

/** One run of what lies behind each other. */
export const joinRuns = (before: SegmentRun, next: SegmentRun): SegmentRun => ({
  ...before,
  sampleCount: before.sampleCount + next.sampleCount,
  durationSeconds: before.durationSeconds + next.durationSeconds,
  segments: [...before.segments, ...next.segments],
});

const differentChunks = (path: string) =>
  failure('OUTPUT_INVALID', 'bug', 'Two parts of the video came out with different settings.', { path });
