const LONGEST = 60;

/**
 * A file's name without its ending as lower-case ASCII letters, digits and dashes; `video` where nothing is left of it.
 * Whoever names a bundle, in a browser or on the server, names it by this, so that both name it alike.
 */
export const slugOf = (fileName: string): string =>
  fileName
    .replace(/\.[^./]*$/, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '') || 'video';
