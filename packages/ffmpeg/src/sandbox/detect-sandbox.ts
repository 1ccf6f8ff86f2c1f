import type { SandboxLevel } from '@reelmill/core';
import { runProcess } from '../process/run-process.ts';
import { findProgram } from '../toolchain/find-program.ts';
import { launchLine, type Sandbox } from './sandbox.ts';

/** The best sandbox that really runs this ffmpeg here: tried, not looked up. `wanted` asks for a weaker one. */
export const detectSandbox = async (ffmpegPath: string, wanted: 'auto' | SandboxLevel): Promise<Sandbox> => {
  const [nice, prlimit, bwrap, setpriv] = await Promise.all(
    ['nice', 'prlimit', 'bwrap', 'setpriv'].map((name) => findProgram(name)),
  );
  const basic = { ...(nice && { nice }), ...(prlimit && { prlimit }) };
  const full: Sandbox = {
    level: 'bwrap',
    reason: 'only the input and the output folder are visible, without network',
    programs: { ...basic, ...(bwrap && { bwrap }) },
  };
  if (wanted === 'auto' || wanted === 'bwrap') {
    if (bwrap && prlimit && (await works(full, ffmpegPath))) return full;
  }
  const why =
    wanted === 'prlimit' || wanted === 'none'
      ? 'asked for'
      : bwrap
        ? 'bwrap may not make namespaces here'
        : 'bwrap is not installed (package bubblewrap)';
  const limited: Sandbox = {
    level: 'prlimit',
    reason: `limits on memory, files and time, no new privileges; ${why}`,
    programs: { ...basic, ...(setpriv && { setpriv }) },
  };
  if (wanted !== 'none' && prlimit && setpriv && (await works(limited, ffmpegPath))) return limited;
  return {
    level: 'none',
    reason: wanted === 'none' ? 'asked for' : 'neither bwrap nor prlimit and setpriv (util-linux) work here',
    programs: {},
  };
};

const TRIAL_MS = 10_000;

const works = async (sandbox: Sandbox, ffmpegPath: string): Promise<boolean> => {
  const line = launchLine(sandbox, {
    program: ffmpegPath,
    inputPath: null,
    outputFolder: null,
    limits: { cpuSeconds: 10 },
    args: () => ['-version'],
  });
  const end = await runProcess({ ...line, wallMs: TRIAL_MS });
  return end.exitCode === 0;
};
