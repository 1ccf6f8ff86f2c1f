import {
  type Digest,
  err,
  type Failure,
  failure,
  ok,
  type Result,
  type TransactionMember,
} from '@reelmill/core';
import type { StoreOperations, TransactionFileRecord, TransactionRecord } from '../ports/index.ts';
import { EXPIRES_AFTER_MS } from './expiry.ts';

/** What brings a file of a transaction. */
export type MemberUpload = NonNullable<TransactionFileRecord['upload']>;

/** The file an upload is to bring. */
export interface DeclaredFile {
  readonly transaction: TransactionRecord;
  readonly file: TransactionFileRecord;
}

/** Fails where the transaction waits for no such file, with the reason it was refused for where it was. */
export const findDeclared = async (
  tx: StoreOperations,
  { id, role }: TransactionMember,
): Promise<Result<DeclaredFile>> => {
  const transaction = await tx.transactions.get(id);
  if (!transaction) return err(noSuchTransaction);
  if (transaction.error) return err(transaction.error);
  const file = transaction.files.find((each) => each.role === role);
  if (!file) return err(notDeclared(role));
  return file.digest === null && transaction.state === 'open'
    ? ok({ transaction, file })
    : err(arrived(role));
};

/** What differs from what was declared, as far as the client has said; undefined where nothing does. */
export const refuseOther = (
  { file }: DeclaredFile,
  told: { readonly sizeBytes: number | null; readonly sha256: Digest | null },
): Failure | undefined => {
  const { sizeBytes, sha256 } = file;
  if (told.sizeBytes !== null && told.sizeBytes !== sizeBytes) return otherFile(`${sizeBytes} bytes`);
  return told.sha256 !== null && sha256 !== null && told.sha256 !== sha256
    ? otherFile('another SHA-256')
    : undefined;
};

/** Makes an upload the one that brings the file, in the transaction that makes the upload. */
export const bringBy = (tx: StoreOperations, { id, role }: TransactionMember, upload: MemberUpload) =>
  tx.transactions.updateFile(id, role, { upload });

/**
 * The file has arrived: its blob belongs to the transaction, with the caller's. False, and nothing happens, where the
 * transaction has ended or another upload brings the file.
 */
export const keepFile = async (
  tx: StoreOperations,
  member: TransactionMember,
  arrived: { readonly uploadId: string; readonly digest: Digest; readonly nowMs: number },
): Promise<boolean> => {
  const declared = await findDeclared(tx, member);
  if (!declared.ok || declared.value.file.upload?.id !== arrived.uploadId) return false;
  await tx.transactions.updateFile(member.id, member.role, { digest: arrived.digest });
  await tx.transactions.update(member.id, { expiresAtMs: arrived.nowMs + EXPIRES_AFTER_MS });
  return true;
};

export const noSuchTransaction = failure(
  'NOT_FOUND',
  'bad-input',
  'There is no such transaction; declare it again.',
);

const notDeclared = (role: string) =>
  failure(
    'INVALID_REQUEST',
    'bad-input',
    `The transaction was declared without a file of the role "${role}".`,
  );

const arrived = (role: string) =>
  failure('CONFLICT', 'bad-input', `The file of the role "${role}" has arrived already.`);

const otherFile = (declared: string) =>
  failure('INVALID_REQUEST', 'bad-input', `The file was declared to the transaction with ${declared}.`);
