import {
  canonicalJson,
  cleanFileName,
  type Digest,
  err,
  type Failure,
  failure,
  LOCAL_USER,
  ok,
  type PlacedFrames,
  placeFrames,
  type Result,
} from '@reelmill/core';
import { type CareContext, discardUnreferenced } from '../care/discard-blobs.ts';
import type { Engine } from '../engine.ts';
import { newId } from '../identity/new-id.ts';
import type { AcceptedFrames } from '../library/accept-frames.ts';
import { crashPoint, type StoreOperations, type TransactionRecord } from '../ports/index.ts';
import type { EngineLog } from '../run/run-context.ts';
import { EMPTY_EXPIRES_AFTER_MS } from './expiry.ts';
import { type MemberUpload, noSuchTransaction } from './transaction-files.ts';
import type { NewTransaction, Transactions } from './transactions.ts';
import { shuttingDown } from './upload-failures.ts';

interface TransactionContext
  extends CareContext,
    Pick<Engine, 'commit' | 'insertAsset' | 'refuseBeyondQuota'> {
  readonly acceptFrames: (digest: Digest, signal: AbortSignal) => Promise<Result<AcceptedFrames>>;
  readonly nowMs: () => number;
  readonly log: EngineLog;
}

export const createTransactions = (context: TransactionContext): Transactions => {
  const { nowMs } = context;
  const { direct } = context.store;
  const stopping = new AbortController();
  const removers: ((upload: MemberUpload) => Promise<void>)[] = [];
  const settling = new Map<string, Promise<Result<TransactionRecord>>>();

  const letGo = async (upload: MemberUpload): Promise<void> => {
    for (const remove of removers) await remove(upload);
  };

  /** `end` says whether the transaction was still open, and that it is not any more. */
  const undo = async (id: string, end: (tx: StoreOperations) => Promise<boolean>): Promise<boolean> => {
    let undone: TransactionRecord | undefined;
    await context.commit(async (tx) => {
      const record = await tx.transactions.get(id);
      if (!record || !(await end(tx))) return;
      for (const { upload } of record.files) await forgetWhole(tx, upload);
      // What was read of its bundle names the bundle's bytes.
      await tx.artifacts.sweep();
      undone = record;
    });
    if (!undone) return false;
    crashPoint('transaction.undone');
    for (const { upload } of undone.files) if (upload) await letGo(upload);
    await discardUnreferenced(context, digestsOf(undone));
    return true;
  };

  const refuse = async (id: string, error: Failure): Promise<Result<never>> => {
    await undo(id, (tx) => tx.transactions.update(id, { state: 'refused', error }, 'open'));
    return err(error);
  };

  const settleOne = async (id: string): Promise<Result<TransactionRecord>> => {
    const record = await direct.transactions.get(id);
    if (!record) return err(noSuchTransaction);
    if (record.error) return err(record.error);
    if (record.state === 'complete') return ok(record);
    const frames = record.files.find(({ role }) => role === 'frames');
    const accepted = frames?.digest ? await context.acceptFrames(frames.digest, stopping.signal) : undefined;
    if (accepted && !accepted.ok && stopping.signal.aborted) return err(shuttingDown);
    if (accepted && !accepted.ok)
      return accepted.error.code === 'BUNDLE_INVALID' ? refuse(id, accepted.error) : accepted;
    const placed = accepted && placeFrames(record.recipe, accepted.value.facts);
    if (placed && !placed.ok) return refuse(id, placed.error);
    crashPoint('transaction.checked');
    if (record.files.some(({ digest }) => digest === null)) return ok(record);
    await context.commit(async (tx, emit) => {
      if (!(await tx.transactions.update(id, { state: 'complete' }, 'open'))) return;
      await accepted?.value.keep(tx);
      const made = await context.insertAsset(tx, emit, assetOf(record, placed?.value));
      await tx.transactions.update(id, made);
      for (const { upload } of record.files) {
        if (upload?.kind === 'tus') await tx.uploads.update(upload.id, made);
        if (upload?.kind === 'multipart') await tx.multiparts.update(upload.id, made);
      }
    });
    crashPoint('transaction.asset-made');
    const after = await direct.transactions.get(id);
    return after ? ok(after) : err(noSuchTransaction);
  };

  const settle = (id: string): Promise<Result<TransactionRecord>> => {
    // One after the other: who comes while another reads the bundle may have brought the last file.
    const before = settling.get(id) ?? Promise.resolve();
    const turn = before
      .catch(() => {})
      .then(() => settleOne(id))
      .finally(() => {
        if (settling.get(id) === turn) settling.delete(id);
      });
    settling.set(id, turn);
    return turn;
  };

  const isOver = async ({ files, expiresAtMs }: TransactionRecord): Promise<boolean> => {
    if (expiresAtMs > nowMs()) return false;
    for (const { upload } of files) {
      const going = upload && (await uploadOf(direct, upload));
      if (going && going.expiresAtMs > nowMs()) return false;
    }
    return true;
  };

  return {
    create: async (input) => {
      const made = await context.commit(async (tx) => {
        const declared = await declare(tx, input, nowMs());
        const there = declared.key && (await tx.transactions.withKey(declared.ownerId, declared.key));
        if (there) return purposeOf(there) === purposeOf(declared) ? ok(there) : err(otherOfSameKey);
        const wanted = { bytes: bytesThere(declared), jobs: 1 };
        const refused = await context.refuseBeyondQuota(tx, declared.ownerId, wanted);
        if (refused) return err(refused);
        await tx.transactions.insert(declared);
        return ok(declared);
      });
      if (!made.ok) return made;
      const record = made.value;
      const isWhole = record.files.every(({ digest }) => digest !== null);
      return isWhole && record.state === 'open' ? settle(record.id) : ok(record);
    },

    look: (id) => direct.transactions.get(id),

    abort: async (id) => {
      await settling.get(id)?.catch(() => {});
      if (await undo(id, (tx) => deleteUnlessComplete(tx, id))) return ok(undefined);
      return err((await direct.transactions.get(id)) ? becameAsset : noSuchTransaction);
    },

    settle,
    onUnwanted: (remove) => void removers.push(remove),
    letGo,

    stop: () => stopping.abort(),

    sweep: async () => {
      for (const record of await direct.transactions.open()) {
        try {
          if (await isOver(record)) await undo(record.id, (tx) => deleteUnlessComplete(tx, record.id));
          else await settle(record.id);
        } catch (error) {
          const fields = { err: error, transactionId: record.id };
          context.log.error(fields, 'a transaction could not go on; it is tried again');
        }
      }
      await direct.transactions.forget(nowMs());
    },
  };
};

/** As rows have it before anything arrived, but for an original that is here already. */
const declare = async (
  tx: StoreOperations,
  { key, ownerId = LOCAL_USER, files, name, metadata, recipe, priority }: NewTransaction,
  nowMs: number,
): Promise<TransactionRecord> => {
  const declared: TransactionRecord['files'][number][] = [];
  for (const { role, name: fileName, sizeBytes, sha256 = null } of files) {
    const same =
      role === 'original' && sha256 !== null ? await tx.assets.withSource(sha256, { ownerId }) : undefined;
    const digest = same?.sourceSizeBytes === sizeBytes ? sha256 : null;
    declared.push({ role, fileName: cleanFileName(fileName), sizeBytes, sha256, digest, upload: null });
  }
  const original = declared.find(({ role }) => role === 'original');
  return {
    ...{ id: newId('transaction'), ownerId, key: key ?? null },
    ...{ name: name ?? original?.fileName ?? '', metadata, priority, files: declared },
    ...{ recipeName: recipe.name, recipe: recipe.recipe },
    ...{ state: 'open', error: null, assetId: null, jobId: null },
    ...{ createdAtMs: nowMs, expiresAtMs: nowMs + EMPTY_EXPIRES_AFTER_MS },
  };
};

/** Equal for what was declared the same. */
const purposeOf = ({ name, metadata, recipe, recipeName, priority, files }: TransactionRecord): string =>
  canonicalJson({
    ...{ name, metadata, recipe, recipeName, priority },
    files: files.map(({ role, fileName, sizeBytes, sha256 }) => ({ role, fileName, sizeBytes, sha256 })),
  });

const assetOf = (record: TransactionRecord, placed: PlacedFrames | undefined) => {
  const [original, frames] = ['original', 'frames'].map((role) =>
    record.files.find((file) => file.role === role),
  );
  if (!original?.digest) throw new Error('a transaction is whole without its original');
  const isAdded = placed !== undefined && placed.recipe !== record.recipe;
  return {
    ownerId: record.ownerId,
    name: record.name,
    fileName: original.fileName,
    metadata: record.metadata,
    sourceDigest: original.digest,
    sourceSizeBytes: original.sizeBytes,
    recipe: { name: isAdded ? 'custom' : record.recipeName, recipe: placed?.recipe ?? record.recipe },
    priority: record.priority,
    replacements:
      placed && frames?.digest
        ? [{ name: placed.name, digest: frames.digest, sizeBytes: frames.sizeBytes }]
        : [],
  };
};

/** Of an original that is here already; others are asked for when their uploads begin. */
const bytesThere = ({ files }: TransactionRecord): number =>
  files.reduce((sum, { digest, sizeBytes }) => sum + (digest === null ? 0 : sizeBytes), 0);

const digestsOf = ({ files }: TransactionRecord) => files.flatMap(({ digest }) => digest ?? []);

const uploadOf = (tx: StoreOperations, { kind, id }: MemberUpload) =>
  kind === 'tus' ? tx.uploads.get(id) : tx.multiparts.get(id);

/** The row of an upload whose bytes are blobs already; whoever holds an unfinished one removes that. */
const forgetWhole = async (tx: StoreOperations, upload: MemberUpload | null): Promise<void> => {
  if (!upload || (await uploadOf(tx, upload))?.state !== 'complete') return;
  await (upload.kind === 'tus' ? tx.uploads : tx.multiparts).delete(upload.id);
};

const deleteUnlessComplete = async (tx: StoreOperations, id: string): Promise<boolean> =>
  (await tx.transactions.get(id))?.state !== 'complete' && (await tx.transactions.delete(id));

const otherOfSameKey = failure(
  'CONFLICT',
  'bad-input',
  'There is a transaction under this key with other files or wishes; choose another key.',
);
const becameAsset = failure(
  'UPLOAD_GONE',
  'bad-input',
  'The transaction is complete; delete the asset it became instead.',
);
