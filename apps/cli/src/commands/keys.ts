import {
  type ApiKey,
  CreateApiKeySchema,
  err,
  type Failure,
  failure,
  type NewApiKey,
  type Result,
  RotateApiKeySchema,
} from '@reelmill/core';
import type { z } from 'zod';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { describeKey, parseDuration } from '../keys/describe-key.ts';
import { type KeyKeeper, openKeyKeeper } from '../keys/key-keeper.ts';
import { reportFailure } from '../terminal/report-failure.ts';

interface KeysOptions {
  readonly data?: string;
  readonly json: boolean;
}

export interface CreateKeyOptions extends KeysOptions {
  readonly user?: string;
  readonly scope: string;
  readonly expires?: string;
}

export interface RotateKeyOptions extends KeysOptions {
  readonly overlap?: string;
}

/** `reelmill keys create`: the key on stdout, this once; all else on stderr, so that it can be piped. */
export const createKey = (name: string, options: CreateKeyOptions): Promise<ExitCode> =>
  withKeeper(options, async (keeper) => {
    const expiresInSeconds = secondsOf(options.expires);
    if (!expiresInSeconds.ok) return expiresInSeconds;
    const wanted = checked(CreateApiKeySchema, {
      ...{ name, userId: options.user, scope: options.scope, expiresInSeconds: expiresInSeconds.value },
    });
    return wanted.ok ? tell(await keeper.create(wanted.value), options, tellKey) : wanted;
  });

/** `reelmill keys list` */
export const listKeys = (options: KeysOptions): Promise<ExitCode> =>
  withKeeper(options, async (keeper) =>
    tell(await keeper.list(), options, (keys) => keys.map((key) => `${describeKey(key)}\n`).join('')),
  );

/** `reelmill keys rotate` */
export const rotateKey = (id: string, options: RotateKeyOptions): Promise<ExitCode> =>
  withKeeper(options, async (keeper) => {
    const overlapSeconds = secondsOf(options.overlap);
    if (!overlapSeconds.ok) return overlapSeconds;
    const wanted = checked(RotateApiKeySchema, { overlapSeconds: overlapSeconds.value });
    return wanted.ok ? tell(await keeper.rotate(id, wanted.value), options, tellKey) : wanted;
  });

/** `reelmill keys revoke` */
export const revokeKey = (id: string, options: KeysOptions): Promise<ExitCode> =>
  withKeeper(options, async (keeper) =>
    tell(await keeper.revoke(id), options, (key: ApiKey) => `${describeKey(key)}\n`),
  );

type Told = Result<void, Pick<Failure, 'code' | 'message'>>;

const withKeeper = async (
  { data, json }: KeysOptions,
  work: (keeper: KeyKeeper) => Promise<Told>,
): Promise<ExitCode> => {
  const keeper = await openKeyKeeper(data);
  if (!keeper.ok) return reportFailure(keeper.error, json);
  try {
    const done = await work(keeper.value);
    return done.ok ? EXIT.ok : reportFailure({ reason: 'bad-input', ...done.error }, json);
  } finally {
    await keeper.value.close();
  }
};

const tell = <T>(
  answer: Result<T, Pick<Failure, 'code' | 'message'>>,
  { json }: KeysOptions,
  describe: (value: T) => string,
): Told => {
  if (!answer.ok) return answer;
  process.stdout.write(json ? `${JSON.stringify(answer.value)}\n` : describe(answer.value));
  return { ok: true, value: undefined };
};

const tellKey = (key: NewApiKey): string => {
  process.stderr.write(`${describeKey(key)}\nIt is shown this once:\n`);
  return `${key.key}\n`;
};

const secondsOf = (text: string | undefined): Result<number | undefined> => {
  const seconds = text === undefined ? undefined : parseDuration(text);
  return text !== undefined && seconds === undefined
    ? err(failure('INVALID_REQUEST', 'bad-input', `"${text}" is no duration such as 90d, 12h or 30m.`))
    : { ok: true, value: seconds };
};

/** The sentence the server would answer with, also where there is none. */
const checked = <S extends z.ZodType>(schema: S, wanted: unknown): Result<z.output<S>> => {
  const parsed = schema.safeParse(wanted);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const message = `"${issue?.path.join('.')}": ${issue?.message}.`;
  return err(failure('INVALID_REQUEST', 'bad-input', message));
};
