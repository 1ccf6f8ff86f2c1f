import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createProgressLines, type EncodeProgress } from './progress-lines.ts';
import { type ProcessRequest, runProcess } from './run-process.ts';

const FAKE = join(import.meta.dirname, 'fake-tool.ts');

/** Starts the fake tool and waits until it listens to the test. */
const startFake = async (request: Partial<ProcessRequest> = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-fake-'));
  const path = join(folder, 'socket');
  const server = createServer().listen(path);
  const connected = once(server, 'connection') as Promise<[Socket]>;
  onTestFinished(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const end = runProcess({ command: process.execPath, args: [FAKE, path], wallMs: 30_000, ...request });
  const [socket] = await connected;
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  const hear = async () =>
    JSON.parse((await answers.next()).value ?? '{}') as { pid: number; env: string[]; got: string };
  const { pid, env } = await hear();
  const tell = (order: object) => socket.write(`${JSON.stringify(order)}\n`);
  return { end, tell, hear, pid, env };
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('runProcess', () => {
  it('gives whole lines of stdout, the tail of stderr and the exit code', async () => {
    const lines: string[] = [];
    const fake = await startFake({
      onStdoutLine: (line) => {
        lines.push(line);
        return true;
      },
    });
    fake.tell({ stdout: 'one\ntw', stderr: `${'x'.repeat(20_000)}\n` });
    fake.tell({ stdout: 'o\nthree', stderr: 'the end\n' });
    fake.tell({ exit: 3 });
    const end = await fake.end;
    expect(lines).toEqual(['one', 'two', 'three']);
    expect(end).toMatchObject({ exitCode: 3, endedBy: 'itself', stderrLines: 2 });
    expect(end.stderrTail.length).toBeLessThanOrEqual(8192);
    expect(end.stderrTail).toMatch(/the end\n$/);
  });

  it('hears the start of a line without an end, and then the next', async () => {
    const lines: string[] = [];
    const heard = Promise.withResolvers<void>();
    const fake = await startFake({
      onStdoutLine: (line) => {
        if (lines.push(line) === 2) heard.resolve();
        return true;
      },
    });
    for (let count = 0; count < 3; count += 1) fake.tell({ stdout: 'x'.repeat(4 << 20) });
    fake.tell({ stdout: '\nnext\n' });
    await heard.promise;
    fake.tell({ exit: 0 });
    await fake.end;
    const [long = '', next] = lines;
    expect(next).toBe('next');
    expect(long.length).toBeGreaterThanOrEqual(8 << 20);
    expect(long.length).toBeLessThan(9 << 20);
  });

  it('passes on none of our environment', async () => {
    const fake = await startFake();
    // What a tool is told is our own choice: where programs are, in which language, and how much SVT-AV1 says.
    expect(fake.env.toSorted()).toEqual(['LC_ALL', 'PATH', 'SVT_LOG']);
    fake.tell({ exit: 0 });
    await fake.end;
  });

  it('asks with SIGTERM when aborted', async () => {
    const abort = new AbortController();
    const fake = await startFake({ signal: abort.signal });
    abort.abort();
    expect(await fake.hear()).toEqual({ got: 'SIGTERM' });
    expect(await fake.end).toMatchObject({ exitCode: 255, endedBy: 'abort' });
    expect(isRunning(fake.pid)).toBe(false);
  });

  it('kills what does not listen', async () => {
    const abort = new AbortController();
    const fake = await startFake({ signal: abort.signal });
    fake.tell({ ignoreTerm: true, stdout: 'ready\n' });
    abort.abort();
    expect(await fake.end).toMatchObject({ exitCode: null, endedBy: 'abort' });
    expect(isRunning(fake.pid)).toBe(false);
  });

  it('ends what reports without moving on', async () => {
    const progress = createProgressLines(() => undefined);
    // Longer than the program takes to start on a busy machine.
    const fake = await startFake({ stallMs: 3000, onStdoutLine: progress.line });
    const report = setInterval(
      () => fake.tell({ stdout: 'frame=7\nout_time_us=280000\nprogress=continue\n' }),
      20,
    );
    const end = await fake.end;
    clearInterval(report);
    expect(end.endedBy).toBe('stall');
  });

  it('says that a program cannot be started', async () => {
    const end = await runProcess({ command: '/nonexistent/ffmpeg', args: [], wallMs: 1000 });
    expect(end.endedBy).toBe('spawn-error');
  });
});

describe('createProgressLines', () => {
  it('reads blocks of ffmpeg’s progress', () => {
    const seen: EncodeProgress[] = [];
    const progress = createProgressLines((now) => seen.push(now));
    const text =
      'frame=0\nout_time_us=N/A\nspeed=N/A\nprogress=continue\nframe=30\nout_time_us=1000000\nspeed=2.5x\nprogress=end';
    const moved = text.split('\n').map(progress.line);
    expect(seen).toEqual([
      { frames: 0, outTimeSeconds: 0, speed: null },
      { frames: 30, outTimeSeconds: 1, speed: 2.5 },
    ]);
    expect(moved.filter(Boolean)).toHaveLength(1);
  });
});

describe('a child of a Node process that is killed with -9', () => {
  it('dies with it', async () => {
    const program = `
      import { openToolchain } from '${join(import.meta.dirname, '../toolchain/open-toolchain.ts')}';
      import { runProcess } from '${join(import.meta.dirname, 'run-process.ts')}';
      import { launchLine } from '${join(import.meta.dirname, '../sandbox/sandbox.ts')}';
      const opened = await openToolchain();
      if (!opened.ok) throw new Error(opened.error.message);
      const line = launchLine(opened.value.sandbox, {
        program: opened.value.ffmpegPath, inputPath: null, outputFolder: null, limits: { cpuSeconds: 60 },
        args: () => ['-nostdin', '-v', 'error', '-progress', 'pipe:1', '-re', '-f', 'lavfi', '-i',
          'testsrc=size=64x64:rate=5', '-metadata', 'comment=orphan-${process.pid}', '-f', 'null', '-'],
      });
      await runProcess({ ...line, wallMs: 60000, onStdoutLine: () => { console.log('running'); return true; } });
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    const orphans = async () =>
      (await processesNaming(`comment=orphan-${process.pid}`)).filter(
        (line) => !line.includes('--input-type'),
      );
    expect((await orphans()).length).toBeGreaterThan(0);
    parent.kill('SIGKILL');
    await vi.waitFor(async () => expect(await orphans()).toEqual([]), { timeout: 5000 });
  });
});

const processesNaming = async (text: string): Promise<readonly string[]> => {
  const { readdir, readFile } = await import('node:fs/promises');
  const lines: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(text)) lines.push(line);
  }
  return lines;
};
