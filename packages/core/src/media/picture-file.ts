/** Files that are one picture, or a few that move (GIF), by ffmpeg's names of their demuxers. */
export const PICTURE_FORMATS = ['gif', 'jpeg_pipe', 'png_pipe', 'webp_pipe'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** Null for everything else: films are read by other demuxers, and never by these. */
export const pictureFormatOf = (probe: { readonly container: string }): PictureFormat | null =>
  PICTURE_FORMATS.find((format) => format === probe.container) ?? null;
