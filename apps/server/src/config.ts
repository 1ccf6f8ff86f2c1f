import { resolve } from 'node:path';
import { err, failure, ok, type Result } from '@reelmill/core';
import { z } from 'zod';

const UNITS: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

const bytesOf = (size: string): number =>
  Math.floor(Number.parseFloat(size) * (UNITS[/[kMGT]/.exec(size)?.[0] ?? ''] ?? 1));

const ConfigSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('data'),
  STORAGE_BUDGET: z
    .string()
    .regex(/^\d+(\.\d+)?\s*[kMGT]?B?$/, 'must be a size such as 500GB')
    .transform(bytesOf)
    .nullable()
    .default(null),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataFolder: string;
  /** What everything made may take; null for no limit. */
  readonly storageBudgetBytes: number | null;
  readonly logLevel: z.infer<typeof ConfigSchema>['LOG_LEVEL'];
}

/** Reads the environment; a failure names the variable that is wrong. */
export const readConfig = (env: NodeJS.ProcessEnv): Result<Config> => {
  // Set to nothing is not set.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = ConfigSchema.safeParse(set);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return err(
      failure('INVALID_REQUEST', 'bad-input', `${String(issue?.path[0])} is not valid: ${issue?.message}.`),
    );
  }
  const { PORT, HOST, DATA_DIR, STORAGE_BUDGET, LOG_LEVEL } = parsed.data;
  return ok({
    port: PORT,
    host: HOST,
    dataFolder: resolve(DATA_DIR),
    storageBudgetBytes: STORAGE_BUDGET,
    logLevel: LOG_LEVEL,
  });
};

/** Whether only this machine can reach the address: there are no accounts yet. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
