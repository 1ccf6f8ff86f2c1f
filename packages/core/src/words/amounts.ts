const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes as people read them, in powers of ten: `999 B`, `1.5 kB`, `123 MB`. */
export const formatBytes = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  // What would be rounded to a thousand is one of the next.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
};

/** `50GB`, `1.5 TB` or `1000` in bytes, as settings have them; undefined for what is none of these. */
export const parseBytes = (text: string): number | undefined => {
  const [, amount, unit = ''] = /^(\d{1,15}(?:\.\d+)?)\s*([kMGT]?)B?$/.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const power = UNITS.findIndex((known) => known === `${unit}B`);
  return Math.floor(Number(amount) * 1000 ** power);
};

/** Bits per second as people read them: `128 kbit/s`, `4.5 Mbit/s`. */
export const formatBitrate = (bps: number): string =>
  bps >= 1e6 ? `${(bps / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bps / 1e3)} kbit/s`;
