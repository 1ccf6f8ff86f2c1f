import { err, ok, type Result, type TransactionMember } from '@reelmill/core';
import type { Engine } from '../engine.ts';
import type { StoreOperations, UploadRecord } from '../ports/index.ts';
import { findDeclared } from './transaction-files.ts';
import { noSuchUpload } from './upload-failures.ts';

interface MayBeMember {
  readonly id: string;
  readonly member: TransactionMember | null;
}

/** Whether it brings a file of a transaction that does not wait for it any more. */
export const isUnwanted = async (tx: StoreOperations, { id, member }: MayBeMember): Promise<boolean> => {
  const declared = member && (await findDeclared(tx, member));
  return declared ? !declared.ok || declared.value.file.upload?.id !== id : false;
};

/**
 * What a whole upload has become: one that brings a file of a transaction ends with that, as soon as all its files are
 * there, and fails with the reason that was refused for.
 */
export const settleMember = async <R extends Pick<UploadRecord, 'id' | 'member' | 'assetId'>>(
  { store, transactions }: Pick<Engine, 'store' | 'transactions'>,
  { member }: MayBeMember,
  look: () => Promise<R | undefined>,
): Promise<Result<R>> => {
  const whole = await look();
  if (whole && (!whole.member || whole.assetId !== null)) return ok(whole);
  if (member) {
    const over = whole ? await transactions.settle(member.id) : await findDeclared(store.direct, member);
    if (!over.ok) return over;
  }
  const settled = whole && (await look());
  return settled ? ok(settled) : err(noSuchUpload);
};
