import {
  type CompletedMultipart,
  type CompleteMultipart,
  type Digest,
  err,
  failure,
  LOCAL_USER,
  type Multipart,
  ok,
  type PartAddresses,
  type Result,
  type StartedMultipart,
  type TransactionMember,
  type UserMetadata,
} from '@reelmill/core';
import type { Engine, NamedRecipe } from '../engine.ts';
import { newId } from '../identity/new-id.ts';
import { crashPoint, type KeptPart, type MultipartRecord, type PartStore } from '../ports/index.ts';
import type { EngineLog } from '../run/run-context.ts';
import { failureOfSystemError } from '../run/system-error.ts';
import { checkedBody } from './checked-body.ts';
import { cuttableBody } from './cuttable-body.ts';
import { EXPIRES_AFTER_MS } from './expiry.ts';
import { discardMultipart, finishMultipart, type MultipartContext } from './multipart-finish.ts';
import { partBytesFor, partCount, problemOfParts, sizeOfPart } from './multipart-parts.ts';
import { sweepMultiparts } from './multipart-sweep.ts';
import { bringBy, findDeclared, refuseOther } from './transaction-files.ts';
import {
  becameAsset,
  expired,
  locked,
  noSuchUpload,
  refuseUnfinished,
  shuttingDown,
} from './upload-failures.ts';

/** What a client announces before it sends parts. */
export interface NewMultipart {
  /** The local user, unless given. */
  readonly ownerId?: string | undefined;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly metadata: UserMetadata;
  readonly recipe: NamedRecipe;
  readonly priority: number;
  /** The transaction it brings a file of; what the asset is to be was then declared there. */
  readonly member?: TransactionMember | undefined;
}

/** The body of one part, and how long it says it is. */
export interface PartBody {
  readonly body: AsyncIterable<Uint8Array>;
  readonly bodyBytes: number;
  /** What it says it is: other bytes are not kept, CHECKSUM_MISMATCH. */
  readonly sha256?: Digest | undefined;
}

/**
 * Files sent in parts, in any order and several at once, straight to where they are kept. One becomes an asset exactly
 * once, and only when what was read back has the digest that was announced. One process per PartStore.
 */
export interface Multiparts {
  /** An open upload of the same file for the same purpose is gone on with. */
  create(input: NewMultipart): Promise<Result<StartedMultipart>>;
  look(id: string): Promise<Result<Multipart>>;
  /** Where to PUT parts. Asking puts off the end of the upload. */
  addresses(id: string, numbers: readonly number[]): Promise<Result<PartAddresses>>;
  /** Takes a part where the store gives no address of its own. */
  putPart(id: string, number: number, part: PartBody): Promise<Result<KeptPart>>;
  /** Idempotent. CHECKSUM_MISMATCH, and nothing is left, when the whole is not what was announced. */
  complete(id: string, parts: CompleteMultipart['parts']): Promise<Result<CompletedMultipart>>;
  /** Removes an unfinished upload with its parts. UPLOAD_GONE once it has become an asset. */
  abort(id: string): Promise<Result<void>>;
  /** Takes up what a crash left. Before anything else is called, and before blobs are collected. */
  recover(): Promise<void>;
  /** Finishes what was being joined and removes what has expired or belongs to no upload. */
  sweep(): Promise<void>;
  /** Refuses everything from then on, and waits for what is being joined. */
  close(): Promise<void>;
}

/** Long enough for a batch over a slow line; the client asks again for those it did not get to. */
const ADDRESS_SECONDS = 3600;

const noMoreParts = failure('UPLOAD_FINAL', 'bad-input', 'The upload is being completed: it takes no parts.');
const elsewhere = failure(
  'CONFLICT',
  'bad-input',
  'Parts do not come through this server: ask for their addresses.',
);
const otherPart = failure(
  'CHECKSUM_MISMATCH',
  'bad-input',
  'The part is not what its digest says (SHA-256) and was not kept: send it again.',
);
const noSuchPart = failure('NOT_FOUND', 'bad-input', 'The file has no part of this number.');

export const createMultiparts = (options: {
  readonly engine: MultipartContext['engine'] & Pick<Engine, 'getAsset'>;
  readonly parts: PartStore;
  readonly log: EngineLog;
  readonly nowMs?: () => number;
}): Multiparts => {
  const { engine, parts, log, nowMs = Date.now } = options;
  const { multiparts, assets } = engine.store.direct;
  const context: MultipartContext = {
    ...{ engine, parts, log, nowMs },
    ...{ ending: new Map(), arriving: new Map(), begun: new Set() },
  };
  const { ending, arriving } = context;
  const closing = new AbortController();

  const found = async <T>(
    id: string,
    work: (record: MultipartRecord) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    if (closing.signal.aborted) return err(shuttingDown);
    try {
      const record = await multiparts.get(id);
      if (!record) return err(noSuchUpload);
      const isExpired = record.state === 'uploading' && record.expiresAtMs <= nowMs();
      return isExpired ? err(expired) : await work(record);
    } catch (error) {
      const known = failureOfSystemError(error);
      if (known) return err(known);
      throw error;
    }
  };

  const open = async (input: NewMultipart): Promise<Result<MultipartRecord>> => {
    const tooMany = refuseUnfinished(await multiparts.unfinished(), input.ownerId);
    if (tooMany) return err(tooMany);
    const id = newId('upload');
    const { recipe, member = null, ...rest } = input;
    const record: MultipartRecord = {
      ...{ ownerId: LOCAL_USER, ...rest, id, member, recipeName: recipe.name, recipe: recipe.recipe },
      ...{ partBytes: partBytesFor(input.sizeBytes), handle: await parts.open(id, input.sizeBytes) },
      ...{ state: 'uploading', assetId: null, jobId: null },
      ...{ createdAtMs: nowMs(), expiresAtMs: nowMs() + EXPIRES_AFTER_MS },
    };
    crashPoint('multipart.opened');
    try {
      const refused = await engine.store.transaction(async (tx) => {
        const wanted = { bytes: record.sizeBytes, jobs: member ? 0 : 1 };
        const over = await engine.refuseBeyondQuota(tx, record.ownerId, wanted);
        if (over) return over;
        await tx.multiparts.insert(record);
        if (member) await bringBy(tx, member, { kind: 'multipart', id });
        return undefined;
      });
      if (refused) {
        await parts.discard(id);
        return err(refused);
      }
    } catch (error) {
      await parts.discard(id);
      throw error;
    }
    return ok(record);
  };

  const openOfSame = async (input: NewMultipart): Promise<MultipartRecord | undefined> =>
    (await multiparts.unfinished()).find(
      (record) =>
        record.state === 'uploading' &&
        record.expiresAtMs > nowMs() &&
        purposeOf(record) === purposeOf(input),
    );

  const view = async (record: MultipartRecord): Promise<Multipart> => ({
    id: record.id,
    state: record.state === 'joining' || record.state === 'verified' ? 'verifying' : record.state,
    partBytes: record.partBytes,
    partCount: partCount(record),
    sizeBytes: record.sizeBytes,
    sha256: record.sha256,
    parts: record.state === 'uploading' ? [...(await parts.parts(record))] : [],
    expiresAt: new Date(record.expiresAtMs).toISOString(),
    assetId: record.assetId,
    jobId: record.jobId,
  });

  engine.transactions.onUnwanted(async ({ kind, id }) => {
    const record = kind === 'multipart' && !ending.has(id) ? await multiparts.get(id) : undefined;
    if (record && record.state !== 'complete') await discardMultipart(context, id);
  });

  return {
    create: async (input) => {
      if (closing.signal.aborted) return err(shuttingDown);
      try {
        const { sizeBytes, sha256, member } = input;
        const declared = member && (await findDeclared(engine.store.direct, member));
        if (declared && !declared.ok) return declared;
        const other = declared && refuseOther(declared.value, { sizeBytes, sha256 });
        if (other) return err(other);
        const going = await openOfSame(input);
        const opened = going ? ok(going) : await open(input);
        if (!opened.ok) return opened;
        const record = opened.value;
        const before = declared?.value.file.upload;
        if (before && before.id !== record.id) await engine.transactions.letGo(before);
        const same = await assets.withSource(input.sha256, { ownerId: record.ownerId });
        const alreadyHere = same && (await engine.getAsset(same.id));
        return ok({ ...(await view(record)), ...(alreadyHere ? { alreadyHere } : {}) });
      } catch (error) {
        const known = failureOfSystemError(error);
        if (known) return err(known);
        throw error;
      }
    },

    look: (id) => found(id, async (record) => ok(await view(record))),

    addresses: (id, numbers) =>
      found(id, async (record) => {
        if (record.state !== 'uploading') return err(noMoreParts);
        if (numbers.some((number) => number > partCount(record))) return err(noSuchPart);
        await multiparts.update(id, { expiresAtMs: nowMs() + EXPIRES_AFTER_MS }, 'uploading');
        const addresses = [];
        for (const number of numbers) {
          const url = await parts.addressOf(record, number, ADDRESS_SECONDS);
          addresses.push({ number, url: url ?? `/api/v1/multipart/${id}/parts/${number}` });
        }
        return ok({
          parts: addresses,
          expiresAt: new Date(nowMs() + ADDRESS_SECONDS * 1000).toISOString(),
        });
      }),

    putPart: (id, number, { body, bodyBytes, sha256 }) =>
      found(id, async (record) => {
        if (record.state !== 'uploading' || ending.has(id)) return err(noMoreParts);
        if (number > partCount(record)) return err(noSuchPart);
        const wholeBytes = sizeOfPart(record, number);
        if (bodyBytes !== wholeBytes) return err(otherSize(number, wholeBytes));
        if (await parts.addressOf(record, number, 1)) return err(elsewhere);
        arriving.set(id, (arriving.get(id) ?? 0) + 1);
        try {
          const { chunks } = cuttableBody(body, closing.signal);
          const checked = sha256 === undefined ? undefined : checkedBody(chunks, sha256);
          const kept = await parts.put(record, number, checked?.chunks ?? chunks);
          if (kept) return ok(kept);
          return err(checked?.wasOther() ? otherPart : otherSize(number, wholeBytes));
        } catch (error) {
          if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return err(noSuchUpload);
          throw error;
        } finally {
          arriving.set(id, (arriving.get(id) ?? 1) - 1);
          if (arriving.get(id) === 0) arriving.delete(id);
        }
      }),

    complete: (id, named) =>
      found(id, async (record) => {
        if (record.state === 'uploading' && !ending.has(id)) {
          const problem = problemOfParts(record, named, await parts.parts(record));
          if (problem) return err(problem);
          if (arriving.has(id)) return err(locked);
        }
        return finishMultipart(context, id);
      }),

    abort: (id) =>
      found(id, async (record) => {
        if (record.state === 'complete') return err(becameAsset(record));
        if (ending.has(id) || arriving.has(id)) return err(locked);
        await discardMultipart(context, id);
        return ok(undefined);
      }),

    recover: () => sweepMultiparts(context, { strayAfterMs: 0 }),

    sweep: async () => {
      if (!closing.signal.aborted) await sweepMultiparts(context, { strayAfterMs: STRAY_AFTER_MS });
    },

    close: async () => {
      closing.abort();
      await Promise.allSettled(ending.values());
    },
  };
};

/** An upload's parts are there before its row is. */
const STRAY_AFTER_MS = 3600_000;

/** Equal for what would become the same asset. */
const purposeOf = (input: NewMultipart | MultipartRecord): string => {
  const recipe = 'recipeName' in input ? { name: input.recipeName, recipe: input.recipe } : input.recipe;
  const { ownerId = LOCAL_USER, fileName, sizeBytes, sha256, metadata, priority, member } = input;
  return JSON.stringify([
    ...[ownerId, fileName, sizeBytes, sha256, metadata, priority, recipe.name, recipe.recipe],
    ...(member ? [member.id, member.role] : []),
  ]);
};

const otherSize = (number: number, wholeBytes: number) =>
  failure('INVALID_REQUEST', 'bad-input', `Part ${number} has ${wholeBytes} bytes; send exactly these.`, {
    partBytes: wholeBytes,
  });
