const LONGEST_NAME = 255;

/** A file name as data: the last part of a path, without control characters. Never used to open anything. */
export const cleanFileName = (name: string | undefined): string => {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(/\p{Cc}/gu, '').trim();
  return clean.slice(0, LONGEST_NAME).trim().toWellFormed() || 'untitled';
};
