import { findProgram, isProgram } from './find-program.mjs';
import { installSystemPackages } from './install-system-packages.mjs';
import { SetupError } from './say.mjs';

/** Leaves a Chromium for the browser tests in CHROMIUM_PATH. */
export const ensureChromium = async () => {
  const named = process.env.CHROMIUM_PATH;
  if (named && !isProgram(named)) throw new SetupError(`CHROMIUM_PATH is ${named}, which is not a program`);
  const found = named || find();
  if (!found) {
    await installSystemPackages('Chromium', {
      'apt-get': ['chromium'],
      dnf: ['chromium'],
      apk: ['chromium'],
      brew: ['chromium'],
    });
  }
  const chromium = found || find();
  if (!chromium) throw new SetupError('Chromium is missing; set CHROMIUM_PATH to one');
  process.env.CHROMIUM_PATH = chromium;
};

const find = () => findProgram('chromium', 'chromium-browser', 'google-chrome');
