import { failure } from '../failure/failure.ts';
import { err, ok, type Result } from '../failure/result.ts';
import type { Capabilities } from './plan.ts';

/** Fails with the name of the first encoder that this machine's ffmpeg lacks. `purpose` as in `HLS`. */
export const requireEncoders = (
  encoders: readonly string[],
  capabilities: Capabilities,
  purpose: string,
): Result<void> => {
  const missing = encoders.find((encoder) => !capabilities.encoders.includes(encoder));
  return missing === undefined
    ? ok(undefined)
    : err(
        failure(
          'ENCODER_MISSING',
          'unsupported',
          `This machine's ffmpeg has no ${missing} encoder, which ${purpose} needs.`,
        ),
      );
};
