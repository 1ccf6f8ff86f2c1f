/** Its inputs are the chunks of one rung and the sound, or the sound alone. */
export interface TransportStreamParams {
  /** Where sound alone is cut; pictures are cut where their segments begin. */
  readonly segmentSeconds: number;
}
