/** How coded pictures become upright, square-pixel, 8-bit SDR 4:2:0 ones. */
export interface PictureParams {
  readonly deinterlace: boolean;
  /** Transparent pictures are put on black. Only for those. */
  readonly hasAlpha?: true;
  /** Who decodes the transparency of VP8 and VP9, which is a stream of its own. Only for those. */
  readonly alphaDecoder?: 'libvpx' | 'libvpx-vp9';
  readonly toneMap: boolean;
  /** The source uses the full range of values; video players expect the limited one. */
  readonly isFullRange: boolean;
  /** Keep one frame in N: 120 fps sources are halved to 60 (DESIGN: up to 60 are kept). */
  readonly keepOneFrameIn: number;
}
