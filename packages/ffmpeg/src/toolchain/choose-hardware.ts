import { err, failure, HARDWARE_FAMILIES, type HardwareFamily, ok, type Result } from '@reelmill/core';
import { type DescribedEncoder, describeHardware, deviceNodes } from './describe-hardware.ts';
import type { Toolchain } from './toolchain.ts';

/** `auto` takes the first that works, `off` none. */
export type WantedHardware = 'auto' | 'off' | HardwareFamily;

/** Reads `--hw` and REELMILL_HW. */
export const parseHardware = (text: string): Result<WantedHardware> => {
  const known: readonly string[] = ['auto', 'off', ...HARDWARE_FAMILIES];
  return known.includes(text)
    ? ok(text as WantedHardware)
    : err(
        failure(
          'INVALID_REQUEST',
          'bad-input',
          `There is no hardware named "${text}". Known: ${known.join(', ')}.`,
        ),
      );
};

/**
 * The toolchain with the chip it is to encode on, by a real test encode. A chip that was asked for by name has to work;
 * one that has no HEVC leaves that to software. `devices`: where they are looked for.
 */
export const chooseHardware = async (
  toolchain: Toolchain,
  wanted: WantedHardware,
  devices = '/dev',
): Promise<Result<Toolchain>> => {
  if (wanted === 'off') return ok(toolchain);
  const described = await describeHardware(toolchain, devices);
  const families = wanted === 'auto' ? HARDWARE_FAMILIES : [wanted];
  const chosen = families.find((family) => isUsable(described, family));
  if (!chosen) return wanted === 'auto' ? ok(toolchain) : err(unusable(described, wanted));
  const encoders = described.filter((encoder) => encoder.family === chosen && encoder.usable);
  const hardware = Object.fromEntries(encoders.map(({ codec, name }) => [codec, name]));
  return ok({
    ...toolchain,
    capabilities: { ...toolchain.capabilities, hardware },
    devices: (await deviceNodes(chosen, devices)) ?? [],
  });
};

/** H.264 is what every recipe asks for. */
const isUsable = (described: readonly DescribedEncoder[], family: HardwareFamily): boolean =>
  described.some((encoder) => encoder.family === family && encoder.codec === 'h264' && encoder.usable);

const unusable = (described: readonly DescribedEncoder[], family: HardwareFamily) => {
  const reason = described.find((encoder) => encoder.family === family)?.reason;
  return failure('ENCODER_MISSING', 'unsupported', `The hardware "${family}" cannot be used: ${reason}.`);
};
