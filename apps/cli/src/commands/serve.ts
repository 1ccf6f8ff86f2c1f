import { EXIT, type ExitCode } from '../exit-codes.ts';

/** `reelmill serve`: the console and the API, as `npm start` runs them. */
export const serve = async (): Promise<ExitCode> => {
  await import('@reelmill/server/main');
  return EXIT.ok;
};
