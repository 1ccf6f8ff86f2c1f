import { z } from 'zod';

/** A positive rational such as a frame rate of 30000/1001 or a time base of 1/90000. Reduced to lowest terms. */
export const FractionSchema = z.object({ num: z.int(), den: z.int().positive() });
export type Fraction = Readonly<z.infer<typeof FractionSchema>>;

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

export const fraction = (num: number, den: number): Fraction => {
  const divisor = gcd(Math.abs(num), Math.abs(den)) || 1;
  return { num: num / divisor, den: den / divisor };
};

export const toNumber = (f: Fraction): number => f.num / f.den;

/** Parses ffprobe's `30000/1001` or `16:15`; undefined when it is missing, zero or malformed. */
export const parseFraction = (text: string | undefined): Fraction | undefined => {
  const match = /^(\d+)[/:](\d+)$/.exec(text ?? '');
  if (!match) return undefined;
  const [num, den] = [Number(match[1]), Number(match[2])];
  return num > 0 && den > 0 && Number.isSafeInteger(num) && Number.isSafeInteger(den)
    ? fraction(num, den)
    : undefined;
};
