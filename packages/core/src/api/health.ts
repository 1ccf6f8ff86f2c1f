import { z } from 'zod';

export const SANDBOX_LEVELS = ['bwrap', 'prlimit', 'none'] as const;
export type SandboxLevel = (typeof SANDBOX_LEVELS)[number];

export const HealthSchema = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  uptimeSeconds: z.number(),
  ffmpeg: z.string(),
  sandbox: z.object({ level: z.enum(SANDBOX_LEVELS), reason: z.string() }),
  /** Those the caller may see; null for who showed no key where one is needed. */
  jobs: z.object({ queued: z.int(), running: z.int() }).nullable(),
});
export type Health = Readonly<z.infer<typeof HealthSchema>>;
