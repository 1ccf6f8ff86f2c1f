import { z } from 'zod';

/**
 * What a key may do, each with all before it: look, change what belongs to its user, import what lies in the folders and the bucket of
 * the server and is nobody's, see to everything and everybody.
 */
export const SCOPES = ['read', 'write', 'import', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Whether who holds one scope may do what needs another. */
export const allows = (held: Scope, needed: Scope): boolean => SCOPES.indexOf(held) >= SCOPES.indexOf(needed);

/** Who owns what is made without a key. */
export const LOCAL_USER = 'local';

/** A user is a name that a key was made for. */
export const UserIdSchema = z
  .string()
  .regex(/^[\w.@+-]{1,100}$/, 'may have letters, digits and any of . _ @ + - (up to 100)');
