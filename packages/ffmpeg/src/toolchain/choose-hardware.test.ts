import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chooseHardware, parseHardware } from './choose-hardware.ts';
import { describeHardware } from './describe-hardware.ts';
import type { Toolchain } from './toolchain.ts';

const ENCODERS = ['libx264', 'h264_nvenc', 'hevc_nvenc', 'h264_vaapi', 'hevc_vaapi', 'h264_qsv'];

/** A machine with these device files, whose ffmpeg says this when it is asked for an encoder. */
const machine = async (nodes: readonly string[], says: Readonly<Record<string, string>> = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-chip-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const devices = join(folder, 'dev');
  await mkdir(join(devices, 'dri'), { recursive: true });
  for (const node of nodes) await writeFile(join(devices, node), '');
  const ffmpegPath = join(folder, 'ffmpeg');
  const cases = Object.entries(says).map(([name, words]) => `*${name}*) echo "${words}" >&2; exit 1;;`);
  await writeFile(ffmpegPath, `#!/bin/sh\ncase "$*" in ${cases.join(' ')} *) exit 0;; esac\n`);
  await chmod(ffmpegPath, 0o755);
  const toolchain: Toolchain = {
    ffmpegPath,
    ffprobePath: ffmpegPath,
    capabilities: { version: 'ffmpeg 0', encoders: ENCODERS, decoders: [], filters: [] },
    sandbox: { level: 'none', reason: '', programs: {} },
  };
  const reasonsOf = async (): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries(
      (await describeHardware(toolchain, devices)).map(({ name, reason }) => [name, reason]),
    );
  return { toolchain, devices, reasonsOf };
};
const NVIDIA = ['nvidia0', 'nvidiactl', 'nvidia-uvm'];

describe('the chip that encodes', () => {
  it('is the first that encodes test pictures, with its devices', async () => {
    const { toolchain, devices } = await machine([...NVIDIA, 'dri/renderD128'], {
      hevc_nvenc: 'Codec not supported',
    });
    expect(await chooseHardware(toolchain, 'auto', devices)).toMatchObject({
      ok: true,
      value: {
        capabilities: { hardware: { h264: 'h264_nvenc' } },
        devices: ['nvidia-uvm', 'nvidia0', 'nvidiactl'].map((name) => join(devices, name)),
      },
    });
  });

  it('is another where the first does not work, or another is asked for', async () => {
    const nodes = [...NVIDIA, 'dri/renderD128'];
    const hardware = { h264: 'h264_vaapi', hevc: 'hevc_vaapi' };
    const chosen = { ok: true, value: { capabilities: { hardware } } };
    const asked = await machine(nodes);
    expect(await chooseHardware(asked.toolchain, 'vaapi', asked.devices)).toMatchObject(chosen);
    const broken = await machine(nodes, {
      nvenc: 'Cannot load libcuda.so.1',
      h264_qsv: 'Device creation failed',
    });
    expect(await chooseHardware(broken.toolchain, 'auto', broken.devices)).toMatchObject(chosen);
  });

  it('is none where there is none, and none is looked for when it is off', async () => {
    const none = await machine([]);
    expect(await chooseHardware(none.toolchain, 'auto', none.devices)).toEqual({
      ok: true,
      value: none.toolchain,
    });
    const { toolchain, devices } = await machine(NVIDIA);
    expect(await chooseHardware(toolchain, 'off', devices)).toEqual({ ok: true, value: toolchain });
  });

  it('has to work when it is asked for by name', async () => {
    const { toolchain, devices } = await machine(NVIDIA, { nvenc: 'Cannot load libcuda.so.1' });
    expect(await chooseHardware(toolchain, 'nvenc', devices)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("the NVIDIA driver's libraries are not installed") },
    });
    expect(parseHardware('gpu')).toMatchObject({
      ok: false,
      error: {
        message: 'There is no hardware named "gpu". Known: auto, off, nvenc, videotoolbox, qsv, vaapi.',
      },
    });
  });
});

it('says of each chip in a sentence why it is off', async () => {
  const { reasonsOf } = await machine(['dri/renderD128'], {
    h264_vaapi: 'Failed to initialise VAAPI connection: -1 (unknown libva error).',
    hevc_vaapi: '[hevc_vaapi @ 0x55d] No usable encoding profile found.',
    h264_qsv: '[h264_qsv @ 0x55d] Something new at /dev/dri/renderD128',
  });
  expect(await reasonsOf()).toEqual({
    h264_nvenc: expect.stringContaining('there is no /dev/nvidia0'),
    hevc_nvenc: expect.stringContaining('there is no /dev/nvidia0'),
    h264_videotoolbox: 'it is part of macOS',
    hevc_videotoolbox: 'it is part of macOS',
    h264_qsv: 'the test encode failed: [h264_qsv] Something new at the file',
    hevc_qsv: 'this ffmpeg was built without it',
    h264_vaapi: expect.stringContaining('its driver could not be started'),
    hevc_vaapi: 'the chip cannot encode this codec',
  });
});
