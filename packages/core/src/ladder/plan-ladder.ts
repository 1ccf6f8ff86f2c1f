/** One rung of a ladder, measured for one source. Sizes are even; bitrates are caps, the rate factor decides below them. */
export interface Rung {
  /** Short side and `p`: `720p`. Also the folder the rendition lives in. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly maxBitrateBps: number;
}
