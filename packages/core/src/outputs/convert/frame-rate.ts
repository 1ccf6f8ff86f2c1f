import { type Fraction, fraction } from '../../media/fraction.ts';

/** How far from 24000/1001 a person may be who writes 23.98. */
const BROADCAST_SLACK = 0.005;

/** A rate as people write it: 29.97 is 30000/1001, others are taken to a thousandth. Frames a second. */
export const frameRateFraction = (framesPerSecond: number): Fraction => {
  const nominal = Math.ceil(framesPerSecond);
  const isBroadcast =
    nominal !== framesPerSecond && Math.abs((nominal * 1000) / 1001 - framesPerSecond) < BROADCAST_SLACK;
  return isBroadcast ? fraction(nominal * 1000, 1001) : fraction(Math.round(framesPerSecond * 1000), 1000);
};
