/** Without regard to case and compatibility forms, in every script; databases only know this for ASCII. */
export const fold = (text: string): string => text.normalize('NFKC').toUpperCase();

/** What a search looks through: one line for each text. */
export const searchText = (texts: readonly (string | number | boolean | null)[]): string =>
  texts
    .filter((text) => text !== null)
    .map((text) => fold(String(text)).replaceAll('\0', ' '))
    .join('\n');

/** LIKE patterns, for `escape '\'`, one for each word of a search. */
export const likePatterns = (search: string): readonly string[] =>
  fold(search)
    .split(/[\s\0]+/u)
    .filter((word) => word !== '')
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
