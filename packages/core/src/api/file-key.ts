import { z } from 'zod';

/** Whose file it is: who asks, unless an administrator asks for somebody. */
export const FileUserQuerySchema = z.strictObject({
  userId: z.string().min(1).max(200).optional(),
});

/** Opens one encrypted file of one user, and no other. */
export const FileKeySchema = z.object({
  /** 32 bytes, base64url. */
  key: z.string(),
});
export type FileKey = Readonly<z.infer<typeof FileKeySchema>>;
