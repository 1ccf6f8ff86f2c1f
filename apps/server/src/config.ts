import { isAbsolute, relative, resolve } from 'node:path';
import type { S3Options } from '@reelmill/adapters';
import { err, failure, ok, parseBytes, type Result } from '@reelmill/core';
import type { KeyPolicy } from '@reelmill/engine';
import type { Quotas } from '@reelmill/engine/ports';
import { z } from 'zod';
import { USUAL_RATE } from './access/rate-limit.ts';

const size = (example: string) =>
  z.string().transform((text, { addIssue }) => {
    const bytes = parseBytes(text);
    if (bytes === undefined) addIssue(`must be a size such as ${example}`);
    return bytes ?? z.NEVER;
  });

const list = (separator: RegExp) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(separator).filter((part) => part !== ''));

/** An address or a CIDR range; everybody's would let anybody say where they come from. */
const ProxySchema = z
  .union(
    [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
    'must be addresses or ranges such as 127.0.0.1 or 10.0.0.0/8',
  )
  .refine((range) => !range.endsWith('/0'), 'must not be everybody: anybody could say where they come from');

const ConfigSchema = z.object({
  AUTH: z.enum(['auto', 'required', 'off']).default('auto'),
  ALLOWED_HOSTS: list(/[\s,]+/),
  IMPORT_ROOTS: list(/:/),
  IMPORT_ALLOW: list(/[\s,]+/),
  WEBHOOK_ALLOW: list(/[\s,]+/),
  TRUSTED_PROXIES: list(/[\s,]+/).pipe(z.array(ProxySchema)),
  PLAYBACK_ORIGINS: z
    .string()
    .default('*')
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== '')),
  WATCH_FOLDER: z.string().min(1).optional(),
  S3_BUCKET: z.string().min(1).optional(),
  S3_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  S3_PREFIX: z
    .string()
    .regex(/^([\w.-]+\/)*$/, 'must be empty or end in a slash')
    .default(''),
  IMPORT_S3_PREFIX: z
    .string()
    .regex(/^([\w.-]+\/)+$/, 'must end in a slash, such as incoming/')
    .optional(),
  S3_DOWNLOADS: z.enum(['server', 'direct']).default('server'),
  S3_CACHE: size('50GB').default(50e9),
  QUOTA_BYTES: size('50GB').nullable().default(null),
  QUOTA_MINUTES: z.coerce.number().positive().nullable().default(null),
  QUOTA_JOBS: z.coerce.number().int().min(1).nullable().default(null),
  RATE_LIMIT: z.coerce.number().int().min(1).max(1_000_000).default(USUAL_RATE),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('data'),
  STORAGE_BUDGET: size('500GB').nullable().default(null),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
});

/** A bucket, and the room on the local disk for copies of what is read from it. */
export type S3Config = Omit<S3Options, 'cacheFolder'>;

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataFolder: string;
  /** Addresses or CIDR ranges of proxies whose word for who asks is taken; nobody's unless given. */
  readonly trustedProxies?: readonly string[];
  /** What one user may have; no limit unless given. */
  readonly quotas?: Quotas;
  /** With one key, once keys are asked for. */
  readonly requestsPerSecond?: number;
  /** When keys are asked for; once the first is made, unless given. */
  readonly keys?: KeyPolicy;
  /** Names this server goes by besides those of a loopback address. */
  readonly allowedHosts?: readonly string[];
  /** What everything made may take; null for no limit. */
  readonly storageBudgetBytes?: number | null;
  /** Folders whose files may be imported by their path. */
  readonly importRoots?: readonly string[];
  /** Addresses or CIDR ranges that may be imported from although they are not public. */
  readonly importAllow?: readonly string[];
  /** Addresses or CIDR ranges that webhooks may lead to although they are not public. */
  readonly webhookAllow?: readonly string[];
  /** Sites whose scripts may read public media and those under a token: `https://example.com`, `*` for any, `none`. */
  readonly playbackOrigins?: readonly string[];
  /** Every file put there becomes an asset. */
  readonly watchFolder?: string | undefined;
  /** Where blobs are kept; null for the data folder. */
  readonly s3?: S3Config | null;
  /** Whether clients fetch large files from the bucket itself; not unless given. */
  readonly directDownloads?: boolean;
  /** Objects of the same bucket below it may be imported. */
  readonly importS3Prefix?: string | undefined;
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
  const keys = keyPolicyOf(parsed.data);
  if (!keys.ok) return keys;
  const s3 = s3Of(parsed.data);
  if (!s3.ok) return s3;
  const exposed = refuseExposedData(parsed.data);
  if (exposed) return err(exposed);
  return ok({
    port: PORT,
    host: HOST,
    dataFolder: resolve(DATA_DIR),
    keys: keys.value,
    quotas: quotasOf(parsed.data),
    requestsPerSecond: parsed.data.RATE_LIMIT,
    storageBudgetBytes: STORAGE_BUDGET,
    s3: s3.value,
    importS3Prefix: parsed.data.IMPORT_S3_PREFIX,
    directDownloads: parsed.data.S3_DOWNLOADS === 'direct',
    allowedHosts: parsed.data.ALLOWED_HOSTS,
    trustedProxies: parsed.data.TRUSTED_PROXIES,
    importRoots: parsed.data.IMPORT_ROOTS.map((folder) => resolve(folder)),
    importAllow: parsed.data.IMPORT_ALLOW,
    webhookAllow: parsed.data.WEBHOOK_ALLOW,
    playbackOrigins: parsed.data.PLAYBACK_ORIGINS,
    watchFolder: parsed.data.WATCH_FOLDER && resolve(parsed.data.WATCH_FOLDER),
    logLevel: LOG_LEVEL,
  });
};

const quotasOf = ({ QUOTA_BYTES, QUOTA_MINUTES, QUOTA_JOBS }: z.infer<typeof ConfigSchema>): Quotas => ({
  bytes: QUOTA_BYTES,
  videoSeconds: QUOTA_MINUTES === null ? null : QUOTA_MINUTES * 60,
  jobs: QUOTA_JOBS,
});

/** Whoever other machines reach, also through a proxy, asks them for a key (docs/decisions/0036). */
const keyPolicyOf = ({ AUTH, HOST, TRUSTED_PROXIES }: z.infer<typeof ConfigSchema>): Result<KeyPolicy> => {
  if (AUTH === 'required') return ok('always');
  if (AUTH === 'auto') return ok(isLoopback(HOST) && TRUSTED_PROXIES.length === 0 ? 'once-made' : 'always');
  if (isLoopback(HOST)) return ok('never');
  return err(
    failure(
      'INVALID_REQUEST',
      'bad-input',
      `AUTH=off is refused: other machines can reach ${HOST}, and whoever does could see and delete everything. Leave AUTH out, or listen on 127.0.0.1.`,
    ),
  );
};

const s3Of = (set: z.infer<typeof ConfigSchema>): Result<S3Config | null> => {
  if (set.S3_BUCKET === undefined) {
    const needing = set.S3_DOWNLOADS === 'direct' ? 'S3_DOWNLOADS=direct' : 'IMPORT_S3_PREFIX';
    return set.IMPORT_S3_PREFIX === undefined && set.S3_DOWNLOADS === 'server'
      ? ok(null)
      : err(failure('INVALID_REQUEST', 'bad-input', `${needing} needs S3_BUCKET.`));
  }
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = set;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    return err(
      failure('INVALID_REQUEST', 'bad-input', 'S3_BUCKET needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.'),
    );
  }
  return ok({
    ...{ bucket: set.S3_BUCKET, endpoint: set.S3_ENDPOINT, region: set.S3_REGION, prefix: set.S3_PREFIX },
    ...{ accessKeyId, secretAccessKey, cacheBytes: set.S3_CACHE },
    // A host of its own for each bucket is what Amazon has and others seldom do.
    forcePathStyle: set.S3_ENDPOINT !== undefined,
  });
};

/** Whoever may import could else read the database and the secret that keys and tokens are made from. */
const refuseExposedData = ({ DATA_DIR, IMPORT_ROOTS, WATCH_FOLDER }: z.infer<typeof ConfigSchema>) => {
  const data = resolve(DATA_DIR);
  const holdsData = (folder: string): boolean => {
    const way = relative(resolve(folder), data);
    return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
  };
  const [name] = [
    ...(IMPORT_ROOTS.some(holdsData) ? ['IMPORT_ROOTS'] : []),
    ...(WATCH_FOLDER !== undefined && holdsData(WATCH_FOLDER) ? ['WATCH_FOLDER'] : []),
  ];
  return name === undefined
    ? undefined
    : failure(
        'INVALID_REQUEST',
        'bad-input',
        `${name} holds DATA_DIR, so that its database and secrets could be imported: name folders beside it.`,
      );
};

/** Whether only this machine can reach the address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
