import { findProgram } from './find-program.mjs';
import { installSystemPackages } from './install-system-packages.mjs';
import { SetupError } from './say.mjs';

/** Leaves MediaInfo on the PATH: tests check facts with it that our own probe must not vouch for. */
export const ensureMediaInfo = async () => {
  if (findProgram('mediainfo')) return;
  await installSystemPackages('MediaInfo', {
    'apt-get': ['mediainfo'],
    dnf: ['mediainfo'],
    apk: ['mediainfo'],
    brew: ['media-info'],
  });
  if (!findProgram('mediainfo')) throw new SetupError('MediaInfo is missing; install it and try again');
};
