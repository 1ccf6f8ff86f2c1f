const LONGEST = 60;

/** A file's name without its ending as lower-case ASCII letters, digits and dashes; `video` where nothing is left of it. */
export const slugOf = (fileName: string): string =>
  fileName
    .replace(/\.[^./]*$/, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '') || 'video';
