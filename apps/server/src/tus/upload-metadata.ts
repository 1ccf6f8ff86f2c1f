import { err, failure, ok, type Result, type UserMetadata, UserMetadataSchema } from '@reelmill/core';
import type { Checksum } from '@reelmill/engine';

const invalid = (message: string) => err(failure('INVALID_REQUEST', 'bad-input', message));

/** tus `Upload-Metadata`: comma-separated `key base64value` pairs. */
export const parseUploadMetadata = (header: string | undefined): Result<ReadonlyMap<string, string>> => {
  const values = new Map<string, string>();
  for (const pair of (header ?? '').split(',')) {
    const [key = '', value = '', ...rest] = pair.trim().split(' ');
    if (key === '') continue;
    if (rest.length > 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
      return invalid(`Upload-Metadata is not valid at "${key}": values are base64.`);
    }
    values.set(key, Buffer.from(value, 'base64').toString('utf8'));
  }
  return ok(values);
};

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

/** tus `Upload-Checksum`: algorithm and base64 digest. */
export const parseChecksum = (header: string | undefined): Result<Checksum | undefined> => {
  if (header === undefined) return ok(undefined);
  const [algorithm, encoded = ''] = header.split(' ');
  if (algorithm !== 'sha1' && algorithm !== 'sha256') return invalid('Upload-Checksum takes sha1 or sha256.');
  const digest = Buffer.from(encoded, 'base64');
  if (digest.length !== (algorithm === 'sha1' ? 20 : 32))
    return invalid('Upload-Checksum has a digest of the wrong length.');
  return ok({ algorithm, digest });
};

const LONGEST_NAME = 255;

/** A file name as data: the last part of a path, without control characters. Never used to open anything. */
export const cleanFileName = (name: string | undefined): string => {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const clean = last.replace(/[\u0000-\u001f\u007f]/g, '').trim();
  return clean.slice(0, LONGEST_NAME) || 'untitled';
};
