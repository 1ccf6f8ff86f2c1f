import { cleanLog } from '../process/process-failure.ts';

/** What drivers say, and what it means. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/Cannot load (libcuda|nvcuda)/, "the NVIDIA driver's libraries are not installed (libcuda.so.1)"],
  [/Cannot load libnvidia-encode/, "the driver's encode library is not installed (libnvidia-encode.so.1)"],
  [
    /required nvenc API version|minimum required Nvidia driver/i,
    'the NVIDIA driver is too old for this ffmpeg',
  ],
  [/No NVENC capable devices|CUDA_ERROR_NO_DEVICE/, 'no card of this machine can encode'],
  [
    /OpenEncodeSessionEx failed: (out of memory|incompatible client key)/,
    'all sessions of the card are in use',
  ],
  [
    /Codec not supported|No usable encoding (profile|entrypoint)|Unsupported.*profile/i,
    'the chip cannot encode this codec',
  ],
  [/Permission denied/, 'the device may not be opened by this account (group render or video)'],
  [
    /Failed to initialise VAAPI|No VA display|vaInitialize|Device creation failed|Error (initializing|creating) an? (internal )?MFX|Error creating a MFX session/i,
    'its driver could not be started (package intel-media-driver, i965-va-driver or mesa-va-drivers)',
  ],
];

/** ffmpeg's log of a test encode that failed, as a sentence without its end. */
export const whyHardwareFails = (stderr: string): string => {
  const known = MEANINGS.find(([pattern]) => pattern.test(stderr))?.[1];
  const [first] = cleanLog(stderr);
  return known ?? (first ? `the test encode failed: ${first}` : 'the test encode failed without a reason');
};
