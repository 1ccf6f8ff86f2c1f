import { type CompletedMultipart, err, failure, ok, type Result } from '@reelmill/core';
import { discardUnreferenced } from '../care/discard-blobs.ts';
import type { Engine } from '../engine.ts';
import { crashPoint, type MultipartRecord, type PartStore } from '../ports/index.ts';
import type { EngineLog } from '../run/run-context.ts';
import { settleMember } from './member-upload.ts';
import { keepFile } from './transaction-files.ts';
import { otherBytes } from './upload-failures.ts';

/** What joins an upload, and what others of this process are doing to it. */
export interface MultipartContext {
  readonly engine: Pick<
    Engine,
    'store' | 'blobs' | 'pinned' | 'commit' | 'insertAsset' | 'transactions' | 'refuseBeyondQuota'
  >;
  readonly parts: PartStore;
  readonly log: EngineLog;
  readonly nowMs: () => number;
  /** Of every upload that is being joined or removed; whoever completes one meanwhile waits for the same. */
  readonly ending: Map<string, Promise<Result<CompletedMultipart>>>;
  /** How many parts of which upload are on their way through this server. */
  readonly arriving: Map<string, number>;
  /** Uploads that the store was seen to have a part of. */
  readonly begun: Set<string>;
}

const gone = failure('UPLOAD_GONE', 'bad-input', 'The upload has gone; send the file again.');
/**
 * Turns an upload whose parts are all there into an asset, exactly once whatever crashes in between. Each part may be
 * repeated; those who ask at the same time get the same answer.
 */
export const finishMultipart = (
  context: MultipartContext,
  id: string,
): Promise<Result<CompletedMultipart>> => {
  const ending = context.ending.get(id) ?? finish(context, id).finally(() => context.ending.delete(id));
  context.ending.set(id, ending);
  return ending;
};

/** Removes the upload and all of its bytes that no asset has. */
export const discardMultipart = async (
  { engine, parts }: Pick<MultipartContext, 'engine' | 'parts'>,
  id: string,
): Promise<void> => {
  const record = await engine.store.direct.multiparts.get(id);
  await engine.store.direct.multiparts.delete(id);
  await parts.discard(id);
  if (record?.state === 'verified') await discardUnreferenced(engine, [record.sha256]);
};

const finish = async (context: MultipartContext, id: string): Promise<Result<CompletedMultipart>> => {
  const { multiparts } = context.engine.store.direct;
  const record = await multiparts.get(id);
  if (!record) return err(gone);
  if (record.state === 'complete') return completed(context, record);
  if (record.state !== 'verified') {
    await multiparts.update(id, { state: 'joining' }, 'uploading');
    crashPoint('multipart.joining');
    const { digest, sizeBytes } = await context.parts.join(record);
    if (digest !== record.sha256 || sizeBytes !== record.sizeBytes) {
      await discardMultipart(context, id);
      return err(otherBytes);
    }
    await multiparts.update(id, { state: 'verified' }, 'joining');
    crashPoint('multipart.verified');
  }
  return makeAsset(context, record);
};

const makeAsset = async (
  context: MultipartContext,
  record: MultipartRecord,
): Promise<Result<CompletedMultipart>> => {
  const { engine, parts } = context;
  const { multiparts } = engine.store.direct;
  const release = await engine.pinned.pin(record.sha256);
  try {
    await parts.place(record, record.sha256);
    crashPoint('multipart.placed');
    if ((await engine.blobs.stat(record.sha256))?.sizeBytes === record.sizeBytes) {
      await engine.commit(async (tx, emit) => {
        if (!(await tx.multiparts.update(record.id, { state: 'complete' }, 'verified'))) return;
        const { member } = record;
        if (member) {
          const arrived = { uploadId: record.id, digest: record.sha256, nowMs: context.nowMs() };
          // Nobody waits for it any more.
          if (!(await keepFile(tx, member, arrived))) await tx.multiparts.delete(record.id);
          return;
        }
        const made = await engine.insertAsset(tx, emit, {
          ownerId: record.ownerId,
          name: record.fileName,
          fileName: record.fileName,
          metadata: record.metadata,
          sourceDigest: record.sha256,
          sourceSizeBytes: record.sizeBytes,
          recipe: { name: record.recipeName, recipe: record.recipe },
          priority: record.priority,
        });
        await tx.multiparts.update(record.id, made);
      });
      crashPoint(record.member ? 'transaction.file-kept' : 'multipart.asset-made');
    }
  } finally {
    release();
  }
  const after = await multiparts.get(record.id);
  if (after?.state === 'complete') {
    await parts.discard(record.id);
    return completed(context, after);
  }
  await discardMultipart(context, record.id);
  if (!record.member) return err(gone);
  await discardUnreferenced(engine, [record.sha256]);
  return completed(context, record);
};

const completed = async (
  { engine }: MultipartContext,
  record: MultipartRecord,
): Promise<Result<CompletedMultipart>> => {
  const settled = await settleMember(engine, record, () => engine.store.direct.multiparts.get(record.id));
  if (!settled.ok) return settled;
  const { assetId, jobId, sizeBytes, sha256, member } = settled.value;
  const isWhole = member !== null || (assetId !== null && jobId !== null);
  return isWhole ? ok({ assetId, jobId, sizeBytes, sha256 }) : err(gone);
};
