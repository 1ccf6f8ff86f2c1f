const SQLITE_IOERR = 10;
const SQLITE_FULL = 13;

/** A full or failing disk under SQLite gets the `code` Node gives it everywhere else; other errors stay as they are. */
export const withSystemCode = (error: unknown): unknown => {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  // the low byte is the primary code, the rest says which operation it was
  const primary = error.errcode & 0xff;
  if (primary === SQLITE_FULL) return Object.assign(error, { code: 'ENOSPC' });
  if (primary === SQLITE_IOERR) return Object.assign(error, { code: 'EIO' });
  return error;
};
