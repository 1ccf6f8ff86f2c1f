import { type ApiError, err, ok, type Result, type Transaction, TransactionSchema } from '@reelmill/core';
import type { Request } from '../http/request.ts';
import { type Course, notFinished } from './course.ts';
import { type AnnouncedFile, discarded, type FileTransport, type SendOptions } from './file-transport.ts';
import { recipeOf } from './recipe-of.ts';
import type { UploadSource } from './upload-source.ts';

/** Files that become one asset or nothing: an upload each, of one transaction (docs/decisions/0042). */
export const together = (transport: FileTransport, request: Request): Course => {
  const path = '/api/v1/transactions';
  const look = (id: string) => request({ path: `${path}/${id}`, schema: TransactionSchema });

  const sendFile = async (
    announced: AnnouncedFile,
    uploadId: string | null,
    source: UploadSource,
    options: SendOptions,
  ): Promise<Result<void, ApiError>> => {
    const begun = uploadId === null ? await transport.begin(announced) : ok(uploadId);
    if (!begun.ok) return begun;
    options.signal.throwIfAborted();
    const sent = await transport.send(begun.value, source, options);
    if (!sent.ok) return sent;
    const finished = await transport.finish(begun.value, announced.file.sha256);
    return finished.ok ? ok(undefined) : finished;
  };

  return {
    begin: async ({ key, wish, files }) => {
      const { name, recipe, priority, metadata } = wish;
      const declared = files.map(({ role, name: fileName, sizeBytes, sha256 }) => ({
        ...{ role, name: fileName, sizeBytes, sha256 },
      }));
      const body = { key, files: declared, name, metadata, recipe: recipeOf(recipe), priority };
      const answer = await request({ method: 'POST', path, body, schema: TransactionSchema });
      return answer.ok ? unlessRefused(answer.value, answer.value.id) : answer;
    },

    look: async (id) => {
      const found = await look(id);
      if (!found.ok) return found;
      return ok({ bytes: arrivedBytes(found.value), received: receivedOf(found.value) });
    },

    send: async (id, { wish, files }, sources, { signal, onBytes }) => {
      const found = await look(id);
      if (!found.ok) return found;
      const problem = unlessRefused(found.value, undefined);
      if (!problem.ok) return problem;
      let before = arrivedBytes(found.value);
      onBytes(before);
      // The original last: a bundle that is refused costs the least before it.
      for (const [index, file] of [...files.entries()].toReversed()) {
        const there = found.value.files.find(({ role }) => role === file.role);
        const source = sources[index];
        if (!source || there?.hasArrived) continue;
        const uploadId = there?.upload?.kind === transport.kind ? there.upload.id : null;
        const base = before;
        const options = { signal, onBytes: (bytes: number) => onBytes(base + bytes) };
        const sent = await sendFile({ wish, file, transactionId: id }, uploadId, source, options);
        if (!sent.ok) return sent;
        before += file.sizeBytes;
      }
      return ok(undefined);
    },

    finish: async (id) => {
      const found = await look(id);
      if (!found.ok) return found;
      const received = receivedOf(found.value);
      return received ? ok(received) : refusalOf(found.value);
    },

    discard: async (id) => {
      const answer = discarded(await request<void>({ method: 'DELETE', path: `${path}/${id}` }));
      if (!answer.ok) return answer;
      const found = await look(id);
      return ok({ assetId: found.ok ? found.value.assetId : null });
    },
  };
};

const arrivedBytes = ({ files }: Transaction): number =>
  files.reduce((sum, { hasArrived, sizeBytes }) => sum + (hasArrived ? sizeBytes : 0), 0);

const receivedOf = ({ assetId, jobId }: Transaction) => (assetId === null ? null : { assetId, jobId });

const refusalOf = ({ error }: Transaction): Result<never, ApiError> => err(error ?? notFinished);

const unlessRefused = <T>(transaction: Transaction, value: T): Result<T, ApiError> =>
  transaction.state === 'refused' ? refusalOf(transaction) : ok(value);
