import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { runTool } from '../process/run-tool.ts';
import { openToolchain } from '../toolchain/open-toolchain.ts';
import { launchLine, type Sandbox } from './sandbox.ts';

const programs = {
  nice: '/usr/bin/nice',
  prlimit: '/usr/bin/prlimit',
  bwrap: '/usr/bin/bwrap',
  setpriv: '/usr/bin/setpriv',
};
const request = {
  program: '/usr/bin/ffmpeg',
  inputPath: '/data/blobs/ab/cd/abcd',
  outputFolder: '/data/work/one',
  limits: { cpuSeconds: 600 },
  args: ({ input, output }: { input: string; output: string }) => [
    '-i',
    `file:${input}`,
    `file:${output}/a.mp4`,
  ],
};

describe('launchLine', () => {
  it.each(['bwrap', 'prlimit', 'none'] as const)('writes the whole command at level %s', async (level) => {
    const sandbox: Sandbox = { level, reason: '', programs: level === 'none' ? {} : programs };
    const { command, args } = launchLine(sandbox, request);
    await expect(asLines([command, ...args])).toMatchFileSnapshot(`./launch-${level}.golden.txt`);
  });
});

it('shows a chip that encodes, whose driver reserves more addresses than any limit would leave it', async () => {
  const chip = { ...request, devices: ['/dev/dri/renderD128'] };
  const { command, args } = launchLine({ level: 'bwrap', reason: '', programs }, chip);
  await expect(asLines([command, ...args])).toMatchFileSnapshot('./launch-chip.golden.txt');
});

describe.each(['auto', 'prlimit', 'none'] as const)('a playlist named .mp4, with sandbox %s', (level) => {
  it('reads no neighbour file', async () => {
    const opened = await openToolchain({ sandbox: level });
    if (!opened.ok) throw new Error(opened.error.message);
    const folder = await mkdtemp(join(tmpdir(), 'reelmill-sandbox-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, 'out'));
    await writeFile(join(folder, 'secret.ts'), 'a secret');
    const input = join(folder, 'source');
    await writeFile(
      input,
      `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n${join(folder, 'secret.ts')}\n#EXT-X-ENDLIST\n`,
    );
    const end = await runTool(opened.value, {
      tool: 'ffprobe',
      inputPath: input,
      outputFolder: null,
      wallMs: 20_000,
      args: (paths) => [
        '-v',
        'error',
        '-protocol_whitelist',
        'file',
        '-format_whitelist',
        'mov,matroska',
        `file:${paths.input}`,
      ],
    });
    expect(end.exitCode).not.toBe(0);
    expect(end.stderrTail).not.toContain('secret.ts');
  });
});
