/** Ways to reach an encoder made of silicon, as ffmpeg names them; those that are better and better kept first. */
export const HARDWARE_FAMILIES = ['nvenc', 'videotoolbox', 'qsv', 'vaapi'] as const;
export type HardwareFamily = (typeof HARDWARE_FAMILIES)[number];

/** Codecs that chips encode for us. */
export const HARDWARE_CODECS = ['h264', 'hevc'] as const;
export type HardwareCodec = (typeof HARDWARE_CODECS)[number];

export type HardwareEncoder = `${HardwareCodec}_${HardwareFamily}`;

/** What encodes each codec; codecs that are left out are encoded by software. */
export type HardwareEncoders = Readonly<Partial<Record<HardwareCodec, HardwareEncoder>>>;
