import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  HARDWARE_CODECS,
  HARDWARE_FAMILIES,
  type HardwareCodec,
  type HardwareEncoder,
  type HardwareEncoding,
  type HardwareFamily,
} from '@reelmill/core';
import { deviceArguments, hardwareArguments, uploadFilters } from '../encode-video/hardware-arguments.ts';
import { runTool } from '../process/run-tool.ts';
import type { Toolchain } from './toolchain.ts';
import { whyHardwareFails } from './why-hardware-fails.ts';

export interface DescribedEncoder {
  readonly name: HardwareEncoder;
  readonly family: HardwareFamily;
  readonly codec: HardwareCodec;
  readonly usable: boolean;
  /** A sentence for a person: that it works, or what is missing. */
  readonly reason: string;
}

/** Drivers that hang would hold up the start. */
const TRIAL_MS = 10_000;
const FRAMES = 8;

/**
 * Encodes a few pictures with every hardware encoder we know, in the sandbox that encodes will have: being listed by
 * ffmpeg says nothing about this machine. Costs nothing where there is no device. `devices`: where those are looked for.
 */
export const describeHardware = async (
  toolchain: Toolchain,
  devices = '/dev',
): Promise<readonly DescribedEncoder[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-hardware-'));
  try {
    const described: Promise<DescribedEncoder>[] = [];
    for (const family of HARDWARE_FAMILIES) {
      const nodes = await deviceNodes(family, devices);
      for (const codec of HARDWARE_CODECS)
        described.push(describe(toolchain, { family, codec, nodes, folder }));
    }
    return await Promise.all(described);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const NODES: Readonly<Record<HardwareFamily, RegExp | null>> = {
  nvenc: /^nvidia(\d+|ctl|-uvm|-uvm-tools)$/,
  qsv: /^renderD\d+$/,
  vaapi: /^renderD\d+$/,
  // Part of the system there.
  videotoolbox: null,
};
const MISSING: Readonly<Record<HardwareFamily, string>> = {
  nvenc: 'there is no /dev/nvidia0: no NVIDIA card, no driver, or a container it was not passed to',
  qsv: 'there is no /dev/dri/renderD128: no graphics chip, no driver, or a container it was not passed to',
  vaapi: 'there is no /dev/dri/renderD128: no graphics chip, no driver, or a container it was not passed to',
  videotoolbox: 'it is part of macOS',
};

/** The device files a family needs; undefined when its chip is not there. */
export const deviceNodes = async (
  family: HardwareFamily,
  devices = '/dev',
): Promise<readonly string[] | undefined> => {
  const pattern = NODES[family];
  if (pattern === null) return [];
  const folder = family === 'nvenc' ? devices : join(devices, 'dri');
  const names = await readdir(folder).catch(() => []);
  const found = names.filter((name) => pattern.test(name)).sort();
  return found.some((name) => /\d$/.test(name)) ? found.map((name) => join(folder, name)) : undefined;
};

interface Candidate {
  readonly family: HardwareFamily;
  readonly codec: HardwareCodec;
  readonly nodes: readonly string[] | undefined;
  readonly folder: string;
}

const describe = async (
  toolchain: Toolchain,
  { family, codec, nodes, folder }: Candidate,
): Promise<DescribedEncoder> => {
  const name: HardwareEncoder = `${codec}_${family}`;
  const described = { name, family, codec };
  if (!toolchain.capabilities.encoders.includes(name)) {
    const reason = family === 'videotoolbox' ? MISSING[family] : 'this ffmpeg was built without it';
    return { ...described, usable: false, reason };
  }
  if (!nodes) return { ...described, usable: false, reason: MISSING[family] };
  const problem = await tryEncoder(toolchain, name, nodes, folder);
  return problem === undefined
    ? { ...described, usable: true, reason: 'encoded test pictures' }
    : { ...described, usable: false, reason: problem };
};

/** Undefined when it works. */
const tryEncoder = async (
  toolchain: Toolchain,
  name: HardwareEncoder,
  nodes: readonly string[],
  folder: string,
): Promise<string | undefined> => {
  // Grey pictures: what is tested is the chip, through a file as every encode reads one.
  const input = join(folder, `${name}.yuv`);
  await writeFile(input, new Uint8Array(320 * 240 * 1.5 * FRAMES).fill(128));
  const like = name.startsWith('h264')
    ? ({ encoder: 'libx264', crf: 23, preset: 'veryfast', profile: 'high' } as const)
    : ({ encoder: 'libx265', crf: 23, preset: 'veryfast', profile: 'main' } as const);
  const encoding: HardwareEncoding = { encoder: name, like };
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: input,
    outputFolder: folder,
    devices: nodes,
    wallMs: TRIAL_MS,
    args: (paths) => trialArguments(encoding, paths),
  });
  if (end.endedBy !== 'itself') return 'it did not answer within 10 seconds';
  return end.exitCode === 0 ? undefined : whyHardwareFails(end.stderrTail);
};

const trialArguments = (
  encoding: HardwareEncoding,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => {
  const filters = uploadFilters(encoding);
  return [
    ...['-hide_banner', '-nostdin', '-v', 'error', '-y', ...deviceArguments([encoding])],
    ...['-protocol_whitelist', 'file', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', '320x240'],
    ...['-i', `file:${paths.input}`],
    ...(filters.length > 0 ? ['-vf', filters.join(',')] : []),
    ...['-c:v', encoding.encoder, ...hardwareArguments(encoding, undefined)],
    ...['-f', 'null', '-'],
  ];
};
