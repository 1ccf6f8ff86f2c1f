import { z } from 'zod';

/** What a browser asks of a ClearKey licence server (W3C Encrypted Media Extensions §9.1.3). */
export const LicenseRequestSchema = z.object({
  /** Ids of the keys wanted, base64url. */
  kids: z.array(z.string()).min(1).max(100),
  type: z.string().optional(),
});

/** A JSON Web Key set (§9.1.4). */
export const LicenseSchema = z.object({
  keys: z.array(z.object({ kty: z.literal('oct'), kid: z.string(), k: z.string() })),
  type: z.literal('temporary'),
});
