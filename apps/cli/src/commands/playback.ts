import { connect } from '@reelmill/client/node';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { reportFailure } from '../terminal/report-failure.ts';

/** `reelmill playback rotate`: asks the server that the environment names, with the key there. */
export const rotatePlaybackKeys = async ({ json }: { readonly json: boolean }): Promise<ExitCode> => {
  const rotated = await connect().playback.rotateKeys();
  if (!rotated.ok) return reportFailure({ reason: 'bad-input', ...rotated.error }, json);
  const { current, previous } = rotated.value;
  const kept = previous ? ` Links that key ${previous.number} signed stay good; older ones are not.` : '';
  process.stdout.write(
    json ? `${JSON.stringify(rotated.value)}\n` : `Key ${current.number} signs from now on.${kept}\n`,
  );
  return EXIT.ok;
};
