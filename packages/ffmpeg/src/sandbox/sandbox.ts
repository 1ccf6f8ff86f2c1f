import type { SandboxLevel } from '@reelmill/core';

/** How ffmpeg is kept from everything but its input and its output folder, and why no better. */
export interface Sandbox {
  readonly level: SandboxLevel;
  readonly reason: string;
  /** Absolute paths of the programs the level uses. */
  readonly programs: {
    readonly prlimit?: string;
    readonly bwrap?: string;
    readonly setpriv?: string;
    readonly nice?: string;
  };
}

/** Ceilings for one process. Generous: they stop runaways, the watchdogs stop the rest. */
export interface ProcessLimits {
  readonly cpuSeconds: number;
}

const MEMORY_BYTES = 16 * 2 ** 30;
const FILE_BYTES = 2 ** 40;
const NICENESS = 10;

export interface LaunchRequest {
  readonly program: string;
  readonly inputPath: string | null;
  readonly outputFolder: string | null;
  /** Device files that are shown as well. */
  readonly devices?: readonly string[];
  readonly limits: ProcessLimits;
  /** The program's own arguments, given the paths it will see. */
  readonly args: (paths: { readonly input: string; readonly output: string }) => readonly string[];
}

export interface LaunchLine {
  readonly command: string;
  readonly args: readonly string[];
}

/** The whole command line that runs `program` inside the sandbox. Pure. */
export const launchLine = (sandbox: Sandbox, request: LaunchRequest): LaunchLine => {
  const { nice, prlimit, bwrap, setpriv } = sandbox.programs;
  const inside = sandbox.level === 'bwrap' && bwrap !== undefined;
  const paths = inside
    ? { input: '/in/source', output: '/out' }
    : { input: request.inputPath ?? '', output: request.outputFolder ?? '' };
  const words = [
    ...(nice ? [nice, '-n', String(NICENESS)] : []),
    ...(prlimit ? [prlimit, ...limitWords(request), '--'] : []),
    ...(inside ? [bwrap, ...mountWords(request)] : []),
    // Kills ffmpeg when Node dies, even by kill -9; bwrap does the same by --die-with-parent.
    ...(!inside && setpriv ? [setpriv, '--pdeathsig', 'KILL', '--no-new-privs', '--'] : []),
    request.program,
    ...request.args(paths),
  ];
  const [command = request.program, ...args] = words;
  return { command, args };
};

const limitWords = ({ limits, devices = [] }: LaunchRequest): readonly string[] => [
  // Drivers reserve addresses for all memory of card and machine, which is no use of memory.
  ...(devices.length > 0 ? [] : [`--as=${MEMORY_BYTES}`]),
  `--cpu=${Math.ceil(limits.cpuSeconds)}`,
  `--fsize=${FILE_BYTES}`,
  '--nofile=256',
  '--core=0',
];

/** No session of its own: it has one by the time it gets here (run-process.ts), without a terminal to speak to. */
const mountWords = (request: LaunchRequest): readonly string[] => {
  const folder = request.program.slice(0, request.program.lastIndexOf('/')) || '/';
  return [
    ...['--unshare-all', '--unshare-user', '--disable-userns', '--uid', '65534', '--gid', '65534'],
    ...['--die-with-parent', '--cap-drop', 'ALL', '--clearenv', '--setenv', 'PATH', '/usr/bin'],
    ...['--setenv', 'SVT_LOG', '1'],
    ...['--ro-bind', '/usr', '/usr', '--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64'],
    ...['--symlink', 'usr/bin', '/bin', '--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache'],
    ...['--ro-bind-try', '/etc/alternatives', '/etc/alternatives'],
    // A build of one's own lies elsewhere; its folder alone is shown.
    ...(folder.startsWith('/usr/') ? [] : ['--ro-bind', folder, folder]),
    ...['--proc', '/proc', '--dev', '/dev', ...deviceWords(request.devices ?? [])],
    ...['--size', '67108864', '--tmpfs', '/tmp'],
    ...(request.inputPath === null ? [] : ['--ro-bind', request.inputPath, '/in/source']),
    ...(request.outputFolder === null ? [] : ['--bind', request.outputFolder, '/out', '--chdir', '/out']),
  ];
};

/** What the device is, drivers read from /sys. */
const deviceWords = (devices: readonly string[]): readonly string[] =>
  devices.length === 0
    ? []
    : [
        ...devices.flatMap((path) => ['--dev-bind', path, path]),
        ...['/sys/dev/char', '/sys/devices', '/sys/bus/pci'].flatMap((path) => ['--ro-bind-try', path, path]),
      ];
