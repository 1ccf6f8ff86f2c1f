import { randomBytes } from 'node:crypto';

/** A random id nobody can guess: 128 bits behind the kind of thing it names. */
export const newId = (
  kind:
    | 'asset'
    | 'bulk'
    | 'job'
    | 'key'
    | 'playback'
    | 'transaction'
    | 'upload'
    | 'worker'
    | 'import'
    | 'webhook',
): string => `${kind}_${randomBytes(16).toString('base64url')}`;
