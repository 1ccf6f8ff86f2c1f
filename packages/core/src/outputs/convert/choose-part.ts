import { type Failure, failure } from '../../failure/failure.ts';
import { err, ok, type Result } from '../../failure/result.ts';
import type { PlanSource } from '../../plan/plan.ts';
import { chooseAudio } from '../../plan/plan-audio.ts';
import type { Trim } from './track-options.ts';

/** What of the source is converted, in seconds from its first picture, or from its first sound where there is none. */
export interface Part {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly durationSeconds: number;
  /** False for all of it. */
  readonly isTrimmed: boolean;
}

/** Fails where the part begins after the source has ended; one that ends later ends with it. */
export const choosePart = (trim: Trim | null, source: PlanSource): Result<Part> => {
  const wholeSeconds = shownSeconds(source);
  const startSeconds = trim?.startSeconds ?? 0;
  if (startSeconds >= wholeSeconds)
    return err(
      impossible(
        `The part would start at ${startSeconds} s, but the file lasts ${wholeSeconds.toFixed(1)} s; choose an earlier trim.startSeconds.`,
      ),
    );
  const endSeconds = Math.min(trim?.endSeconds ?? wholeSeconds, wholeSeconds);
  return ok({
    startSeconds,
    endSeconds,
    durationSeconds: microseconds(endSeconds - startSeconds),
    isTrimmed: startSeconds > 0 || endSeconds < wholeSeconds,
  });
};

const shownSeconds = (source: PlanSource): number =>
  source.video?.shownSeconds ?? chooseAudio(source)?.durationSeconds ?? source.facts.probe.durationSeconds;

export const microseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

/** The source, or this machine, cannot become what was asked for. */
export const impossible = (message: string): Failure => failure('CONVERT_IMPOSSIBLE', 'unsupported', message);
