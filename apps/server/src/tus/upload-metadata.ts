import {
  type Digest,
  DigestSchema,
  err,
  failure,
  ok,
  PrioritySchema,
  type Result,
  type TransactionMember,
  TransactionMemberSchema,
  type UserMetadata,
  UserMetadataSchema,
} from '@reelmill/core';
import type { Checksum } from '@reelmill/engine';

const invalid = (message: string) => err(failure('INVALID_REQUEST', 'bad-input', message));

/** tus `Upload-Metadata`: comma-separated `key base64value` pairs, each key once; a key alone has an empty value. */
export const parseUploadMetadata = (header: string): Result<ReadonlyMap<string, string>> => {
  const values = new Map<string, string>();
  if (header.trim() === '') return ok(values);
  for (const pair of header.split(',')) {
    const [key = '', value = '', ...rest] = pair.trim().split(' ');
    if (key === '' || rest.length > 0 || !BASE64.test(value)) {
      return invalid(`Upload-Metadata is not valid at "${key}": it takes "key base64value" pairs.`);
    }
    if (values.has(key)) return invalid(`Upload-Metadata has "${key}" twice.`);
    values.set(key, Buffer.from(value, 'base64').toString('utf8'));
  }
  return ok(values);
};

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** The JSON under `metadata`, as user metadata. */
export const parseUserMetadata = (text: string | undefined): Result<UserMetadata> => {
  if (text === undefined || text === '') return ok({});
  try {
    const parsed = UserMetadataSchema.safeParse(JSON.parse(text));
    return parsed.success
      ? ok(parsed.data)
      : invalid(`The metadata is not valid: ${parsed.error.issues[0]?.message}.`);
  } catch {
    return invalid('The metadata is not valid JSON.');
  }
};

/** The number under `priority`; 0 when nothing is said. */
export const parsePriority = (text: string | undefined): Result<number> => {
  const parsed = PrioritySchema.safeParse(Number(text ?? '0'));
  return parsed.success ? ok(parsed.data) : invalid('The priority must be a whole number from -10 to 10.');
};

/** The SHA-256 under `sha256`, in hexadecimal; undefined when nothing is said. */
export const parseDigest = (text: string | undefined): Result<Digest | undefined> => {
  const parsed = DigestSchema.optional().safeParse(text);
  return parsed.success ? ok(parsed.data) : invalid('"sha256" takes 64 digits in lower-case hexadecimal.');
};

/** The transaction under `transaction` and the file of it under `role`; both or neither. */
export const parseMember = (
  id: string | undefined,
  role: string | undefined,
): Result<TransactionMember | undefined> => {
  if (id === undefined && role === undefined) return ok(undefined);
  const parsed = TransactionMemberSchema.safeParse({ id, role });
  return parsed.success
    ? ok(parsed.data)
    : invalid('"transaction" takes the id of one, and "role" which of its files this is.');
};

const DIGEST_BYTES = { sha1: 20, sha256: 32, crc32: 4 } as const;

/** tus `Upload-Checksum`: algorithm and base64 digest. Undefined when the header is absent. */
export const parseChecksum = (header: string | undefined): Result<Checksum | undefined> => {
  if (header === undefined) return ok(undefined);
  const [algorithm, encoded = ''] = header.split(' ');
  if (algorithm !== 'sha1' && algorithm !== 'sha256' && algorithm !== 'crc32')
    return invalid('Upload-Checksum takes sha1, sha256 or crc32.');
  const digest = Buffer.from(encoded, 'base64');
  if (digest.length !== DIGEST_BYTES[algorithm])
    return invalid('Upload-Checksum has a digest of the wrong length.');
  return ok({ algorithm, digest });
};
