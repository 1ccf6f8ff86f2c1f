import { hkdf, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SECRET_BYTES = 32;
const hkdfBytes = promisify(hkdf);

/** A key for a purpose: the same secret and purpose give the same key, and one tells nothing of another. */
export type DeriveKey = (purpose: string, bytes: number) => Promise<Uint8Array<ArrayBuffer>>;

/**
 * Keys from the secret of a data folder, by HKDF-SHA256 (RFC 5869): nothing has to be kept for each of them. The secret is
 * made at first need and readable by this account alone; whoever loses it loses every key.
 */
export const createDeriveKey = (dataFolder: string): DeriveKey => {
  let secret: Promise<Uint8Array> | undefined;
  return async (purpose, bytes) => {
    secret ??= readSecret(dataFolder);
    // A disk that was full is not so for ever.
    secret.catch(() => {
      secret = undefined;
    });
    return new Uint8Array(await hkdfBytes('sha256', await secret, '', purpose, bytes));
  };
};

const readSecret = async (folder: string): Promise<Uint8Array> => {
  const path = join(folder, 'secret.key');
  try {
    const found = await readFile(path);
    if (found.length === SECRET_BYTES) return found;
    throw new Error(`${path} is not a secret of Reelmill; put it back from a backup, or remove it`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  await writeSecret(folder, path);
  return readSecret(folder);
};

/** Whole on the disk before it has its name, and never over one that is there. */
const writeSecret = async (folder: string, path: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(randomBytes(SECRET_BYTES));
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, path);
    await syncFolder(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
};

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
