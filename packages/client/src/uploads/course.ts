import { type ApiError, err, ok, type Result } from '@reelmill/core';
import type { AnnouncedFile, FileTransport, Received, SendOptions } from './file-transport.ts';
import type { UploadWish } from './upload-record.ts';
import type { UploadSource } from './upload-source.ts';

/** Files as they are announced to the server: one, or several of the transaction `key`. */
export interface Announced {
  readonly key: string;
  readonly wish: UploadWish;
  readonly files: readonly AnnouncedFile['file'][];
}

/** The way of one upload's files to the server, by one transport: one alone, or several that become one asset or nothing. */
export interface Course {
  begin(announced: Announced): Promise<Result<string, ApiError>>;
  look: FileTransport['look'];
  send(
    id: string,
    announced: Announced,
    sources: readonly UploadSource[],
    options: SendOptions,
  ): Promise<Result<void, ApiError>>;
  finish(id: string, announced: Announced): Promise<Result<Received, ApiError>>;
  discard: FileTransport['discard'];
}

/** A file that is an asset by itself. */
export const alone = (transport: FileTransport): Course => ({
  begin: ({ wish, files }) => transport.begin({ wish, file: firstOf(files) }),
  look: transport.look,
  send: (id, _announced, sources, options) => transport.send(id, firstOf(sources), options),
  finish: async (id, { files }) => {
    const arrived = await transport.finish(id, firstOf(files).sha256);
    if (!arrived.ok) return arrived;
    const { assetId, jobId } = arrived.value;
    return assetId === null ? err(notFinished) : ok({ assetId, jobId });
  },
  discard: transport.discard,
});

/** Passes in a moment. */
export const notFinished: ApiError = {
  code: 'CONFLICT',
  message: 'The server has not finished with the file yet; try again in a moment.',
};

const firstOf = <T>([first]: readonly T[]): T => {
  if (first === undefined) throw new Error('an upload has a file');
  return first;
};
