import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';

/** How a child process ended, whatever the cause: nothing here throws. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  /** The last bytes of stderr, at most TAIL_BYTES. */
  readonly stderrTail: string;
  /** How many lines stderr had in all. */
  readonly stderrLines: number;
  /** What ended it, when it was not the process itself. */
  readonly endedBy: 'itself' | 'abort' | 'stall' | 'wall' | 'spawn-error';
}

export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly signal?: AbortSignal;
  /** Called for each whole line of stdout; says whether the line shows progress, which feeds the stall watchdog. */
  readonly onStdoutLine?: (line: string) => boolean;
  readonly stallMs?: number;
  readonly wallMs: number;
}

const TAIL_BYTES = 8192;
/** Of a longer line of stdout only its start is heard: a file may hold a title of a gigabyte, which ffprobe says in one. */
const LONGEST_LINE = 8 << 20;
/** Between asking and forcing. */
const GRACE_MS = 2000;

/** As low as `nice -n 10`. */
const AUTOGROUP_NICENESS = '10';

/**
 * Where the kernel shares the processor between sessions first (sched_autogroup), niceness counts only within one, and
 * each child has one of its own: their group is asked to yield as well. Absent elsewhere, and nothing without it.
 */
const yieldToOthers = (pid: number): void => {
  writeFile(`/proc/${pid}/autogroup`, AUTOGROUP_NICENESS).catch(() => undefined);
};

/**
 * Runs a program in a process group of its own with an empty environment and no stdin, and resolves when all its pipes
 * are closed. Ending it early asks with SIGTERM, then kills the group.
 */
export const runProcess = (request: ProcessRequest): Promise<ProcessEnd> =>
  new Promise((resolve) => {
    const child = spawn(request.command, request.args, {
      // A group of its own can be killed whole, and a Ctrl-C meant for us does not cut its output in half.
      detached: true,
      // SVT-AV1 says hello on stderr unless it is told to speak of errors alone; ffmpeg's -v does not reach it.
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', SVT_LOG: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid !== undefined) yieldToOthers(child.pid);
    let endedBy: ProcessEnd['endedBy'] = 'itself';
    let stderrTail = '';
    let stderrLines = 0;
    let force: NodeJS.Timeout | undefined;
    let stall: NodeJS.Timeout | undefined;

    const signalGroup = (signal: NodeJS.Signals): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, signal);
      } catch {
        // It has ended already.
      }
    };
    const end = (cause: ProcessEnd['endedBy']): void => {
      if (endedBy !== 'itself') return;
      endedBy = cause;
      signalGroup('SIGTERM');
      force = setTimeout(() => signalGroup('SIGKILL'), GRACE_MS);
    };
    const feedWatchdog = (): void => {
      clearTimeout(stall);
      if (request.stallMs !== undefined) stall = setTimeout(() => end('stall'), request.stallMs);
    };
    const onAbort = (): void => end('abort');
    const wall = setTimeout(() => end('wall'), request.wallMs);
    feedWatchdog();

    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = text.split('\n');
      lines[0] = rest.length < LONGEST_LINE ? rest + lines[0] : rest;
      rest = lines.pop() ?? '';
      let moved = false;
      for (const line of lines) moved = (request.onStdoutLine?.(line) ?? true) || moved;
      if (moved) feedWatchdog();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderrLines += text.split('\n').length - 1;
      stderrTail = (stderrTail + text).slice(-TAIL_BYTES);
    });
    const finish = (exitCode: number | null): void => {
      clearTimeout(wall);
      clearTimeout(stall);
      clearTimeout(force);
      request.signal?.removeEventListener('abort', onAbort);
      if (rest !== '') request.onStdoutLine?.(rest);
      resolve({ exitCode, stderrTail, stderrLines, endedBy });
    };
    child.on('error', () => {
      endedBy = 'spawn-error';
      finish(null);
    });
    child.on('close', (code) => {
      // What the process may have started goes with it.
      signalGroup('SIGKILL');
      finish(code);
    });
    if (request.signal?.aborted) onAbort();
    else request.signal?.addEventListener('abort', onAbort, { once: true });
  });
