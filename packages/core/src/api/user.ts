import { z } from 'zod';

const Bytes = z.int().min(0);
const Minutes = z.number().min(0);
const Jobs = z.int().min(0);

/** What somebody may have; null for no limit. */
const QuotaSchema = z.object({
  bytes: Bytes.nullable(),
  minutes: Minutes.nullable(),
  jobs: Jobs.nullable(),
});

/** A user's own in place of everybody's: null for no limit, and what is left out is as for everybody. */
export const OwnQuotaSchema = z.strictObject({
  bytes: Bytes.nullable().optional(),
  minutes: Minutes.nullable().optional(),
  jobs: Jobs.nullable().optional(),
});
export type OwnQuota = Readonly<z.infer<typeof OwnQuotaSchema>>;

/** A name that keys were made for, with what there is under it and how much there may be. */
export const UserSchema = z.object({
  id: z.string(),
  /** As quotas count it. */
  used: z.object({ bytes: Bytes, minutes: Minutes, jobs: Jobs }),
  /** What holds. */
  quota: QuotaSchema,
  /** What of it is this user's own. */
  ownQuota: OwnQuotaSchema,
});
export type User = Readonly<z.infer<typeof UserSchema>>;

export const UserListSchema = z.object({ items: z.array(UserSchema) });
export type UserList = Readonly<z.infer<typeof UserListSchema>>;
