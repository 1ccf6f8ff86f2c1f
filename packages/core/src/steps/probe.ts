export interface ProbeParams {
  readonly maxPixels: number;
  readonly maxTracks: number;
}
