/** An upload or a transaction is removed, and gives its quota back, when nothing arrived for so long. */
export const EXPIRES_AFTER_MS = 7 * 24 * 3600_000;

/** The same where nothing ever did: whoever announced it is likely not to know of it, since the answer was lost. */
export const EMPTY_EXPIRES_AFTER_MS = 24 * 3600_000;
