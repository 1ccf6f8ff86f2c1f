import { connect } from '@reelmill/client/node';
import { err, failure, formatBytes, type OwnQuota, parseBytes, type Result, type User } from '@reelmill/core';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { printable } from '../terminal/format.ts';
import { reportFailure } from '../terminal/report-failure.ts';

interface UsersOptions {
  readonly json: boolean;
}

/** As they were typed; `none` is no limit, and what is left out is as for everybody. */
export interface QuotaOptions extends UsersOptions {
  readonly bytes?: string;
  readonly minutes?: string;
  readonly jobs?: string;
}

/** `reelmill users list`: asks the server that the environment names, with the key there. */
export const listUsers = async ({ json }: UsersOptions): Promise<ExitCode> => {
  const listed = await connect().users.list();
  if (!listed.ok) return reportFailure({ reason: 'bad-input', ...listed.error }, json);
  const { items } = listed.value;
  process.stdout.write(
    json ? `${JSON.stringify(items)}\n` : items.map((user) => `${describeUser(user)}\n`).join(''),
  );
  return EXIT.ok;
};

/** `reelmill users quota` */
export const setQuota = async (userId: string, { json, ...typed }: QuotaOptions): Promise<ExitCode> => {
  const quota = readQuota(typed);
  if (!quota.ok) return reportFailure(quota.error, json);
  const set = await connect().users.setQuota(userId, quota.value);
  if (!set.ok) return reportFailure({ reason: 'bad-input', ...set.error }, json);
  process.stdout.write(json ? `${JSON.stringify(set.value)}\n` : `${describeUser(set.value)}\n`);
  return EXIT.ok;
};

/** What was typed as numbers. */
export const readQuota = (typed: Omit<QuotaOptions, 'json'>): Result<OwnQuota> => {
  const quota: Record<string, number | null> = {};
  for (const [name, read] of Object.entries(READERS)) {
    const text = typed[name as keyof typeof typed];
    if (text === undefined) continue;
    const amount = text === 'none' ? null : read(text);
    if (amount === undefined) {
      const message = `"${text}" is no limit of ${name}: ${name === 'bytes' ? 'a size such as 50GB' : 'a number'}, or none.`;
      return err(failure('INVALID_REQUEST', 'bad-input', message));
    }
    quota[name] = amount;
  }
  return { ok: true, value: quota };
};

const numberOf = (text: string): number | undefined => (/^\d{1,12}$/.test(text) ? Number(text) : undefined);
const READERS = { bytes: parseBytes, minutes: numberOf, jobs: numberOf } as const;

/** One line: the name, and of each amount what is used and what may be; a star marks what is the user's own. */
export const describeUser = ({ id, used, quota, ownQuota }: User): string => {
  const amount = (name: keyof typeof used, show: (value: number) => string): string => {
    const limit = quota[name];
    const most = limit === null ? '' : ` of ${show(limit)}`;
    return `${show(used[name])}${most}${ownQuota[name] === undefined ? '' : '*'}`;
  };
  return [
    printable(id).padEnd(12),
    amount('bytes', formatBytes).padEnd(20),
    `${amount('minutes', (minutes) => String(Math.round(minutes)))} min`.padEnd(16),
    `${amount('jobs', String)} jobs`,
  ].join('  ');
};
