import {
  type Asset,
  type CreatePlaybackToken,
  CreatePlaybackTokenSchema,
  type Digest,
  err,
  failure,
  type NewPlaybackToken,
  ok,
  type PlaybackKeys,
  type PlaybackToken,
  type Result,
  tokenUrl,
} from '@reelmill/core';
import type { Engine } from '../engine.ts';
import { newId } from '../identity/new-id.ts';
import { noSuchAsset } from '../library/no-such-asset.ts';
import type { PlaybackTokenRecord } from '../ports/index.ts';
import { boundBytes } from './client-address.ts';
import { createLeave, type Leave, type Viewer } from './leave.ts';
import { loadSigningKeys } from './signing-keys.ts';
import { readToken, writeToken } from './token.ts';

/** What a good token gives. */
export interface PlaybackGrant {
  readonly tokenId: string;
  readonly assetId: string;
  readonly expiresAtMs: number;
  /** To a network address: it is good from nowhere else. */
  readonly isBound: boolean;
}

/** Who may watch what: tokens for a time, and whether an asset is for everybody (docs/decisions/0038). */
export interface Playback {
  mint(assetId: string, wanted?: CreatePlaybackToken): Promise<Result<NewPlaybackToken>>;
  /** Good ones, newest first. */
  list(assetId: string): Promise<Result<readonly PlaybackToken[]>>;
  /** At once. NOT_FOUND when the asset has no such token, or it is good no more. */
  revoke(assetId: string, tokenId: string): Promise<Result<void>>;
  /** All of an asset; none is all right, too. */
  revokeAll(assetId: string): Promise<Result<void>>;
  keys(): PlaybackKeys;
  /** A new key signs from now on. What the one before signed stays good, what was signed before that does not. */
  rotateKeys(): Promise<PlaybackKeys>;
  /** What a token shown from this address gives; TOKEN_REFUSED says why nothing. Asks no database. */
  check(token: string, fromAddress: string): Result<PlaybackGrant>;
  leaveToArtifact(viewer: Viewer, digest: Digest): Promise<Leave>;
  leaveToAsset(viewer: Viewer, assetId: string): Promise<Leave>;
  stop(): void;
}

export const openPlayback = async (options: {
  readonly engine: Pick<Engine, 'store' | 'deriveKey' | 'getAsset' | 'subscribe'>;
  /** Whether whoever reaches the server may do everything: then all is public that nobody made private. */
  readonly isOpen: () => boolean;
  readonly nowMs?: (() => number) | undefined;
}): Promise<Playback> => {
  const { engine, isOpen, nowMs = Date.now } = options;
  const { store } = engine;
  const tokens = store.direct.playback;
  let keys = await loadSigningKeys(store, engine.deriveKey, nowMs());
  /** Ids of tokens taken back, and when they would have ended. */
  const revoked = new Map((await tokens.revoked(nowMs())).map(({ id, expiresAtMs }) => [id, expiresAtMs]));
  const leave = createLeave({ store, isOpen });
  const stop = engine.subscribe((event) => {
    if (event.type === 'asset.updated' || event.type === 'asset.deleted') leave.forget();
  });

  const revoke = async (assetId: string, id?: string): Promise<number> => {
    const ended = await tokens.revoke(assetId, { ...(id === undefined ? {} : { id }), nowMs: nowMs() });
    for (const [old, expiresAtMs] of revoked) if (expiresAtMs <= nowMs()) revoked.delete(old);
    for (const token of ended) revoked.set(token.id, token.expiresAtMs);
    return ended.length;
  };

  return {
    mint: async (assetId, wanted = {}) => {
      const asset = await engine.getAsset(assetId);
      if (!asset) return err(noSuchAsset);
      const { expiresInSeconds, ip } = CreatePlaybackTokenSchema.parse(wanted);
      const expiresAtSeconds = Math.ceil(nowMs() / 1000) + expiresInSeconds;
      const { current } = keys;
      const record: PlaybackTokenRecord = {
        ...{ id: newId('playback'), assetId, keyNumber: current.number, ip: ip ?? null },
        ...{ createdAtMs: nowMs(), expiresAtMs: expiresAtSeconds * 1000, revokedAtMs: null },
      };
      await store.transaction(async (tx) => {
        await tx.playback.forgetEnded(nowMs());
        await tx.playback.insert(record);
      });
      const boundTo = ip === undefined ? new Uint8Array() : boundBytes(ip);
      if (!boundTo) throw new Error('the schema lets only addresses through');
      const claims = { keyNumber: current.number, expiresAtSeconds, id: record.id, assetId, boundTo };
      const token = writeToken(claims, current.bytes);
      const stream = streamUrl(asset);
      return ok({ ...tokenView(record), token, url: stream === undefined ? null : tokenUrl(stream, token) });
    },

    list: async (assetId) => {
      if (!(await store.direct.assets.get(assetId))) return err(noSuchAsset);
      return ok((await tokens.good(assetId, { nowMs: nowMs(), keyNumber: keys.oldest })).map(tokenView));
    },
    revoke: async (assetId, tokenId) => ((await revoke(assetId, tokenId)) ? ok(undefined) : err(noToken)),
    revokeAll: async (assetId) => {
      if (!(await store.direct.assets.get(assetId))) return err(noSuchAsset);
      await revoke(assetId);
      return ok(undefined);
    },

    keys: () => keys.view,
    rotateKeys: async () => {
      await tokens.addKey(nowMs());
      keys = await loadSigningKeys(store, engine.deriveKey, nowMs());
      return keys.view;
    },

    check: (text, fromAddress) => {
      const claims = readToken(text, keys.bytesOf);
      if (!claims)
        return refused('This address was not signed by this server, or so long ago that its key is gone.');
      const expiresAtMs = claims.expiresAtSeconds * 1000;
      if (expiresAtMs <= nowMs()) return refused('This address is good no more: its time is over.');
      if (revoked.has(claims.id)) return refused('This address is good no more: it was taken back.');
      if (!isBoundTo(claims.boundTo, fromAddress))
        return refused('This address was made for somebody at another network address.');
      return ok({
        ...{ tokenId: claims.id, assetId: claims.assetId, expiresAtMs },
        isBound: claims.boundTo.length > 0,
      });
    },
    leaveToArtifact: leave.toArtifact,
    leaveToAsset: leave.toAsset,
    stop,
  };
};

/** The stream an asset shows, growing where it is still being made. */
const streamUrl = ({ outputs, job }: Asset): string | undefined =>
  outputs.find((output) => output.kind === 'hls')?.url ?? job?.playable?.url;

const isBoundTo = (boundTo: Uint8Array, fromAddress: string): boolean =>
  boundTo.length === 0 || Buffer.from(boundTo).equals(boundBytes(fromAddress) ?? new Uint8Array());

const tokenView = ({ id, ip, createdAtMs, expiresAtMs }: PlaybackTokenRecord): PlaybackToken => ({
  ...{ id, ip },
  createdAt: new Date(createdAtMs).toISOString(),
  expiresAt: new Date(expiresAtMs).toISOString(),
});

const refused = (why: string) => err(failure('TOKEN_REFUSED', 'bad-input', `${why} Ask for a new one.`));

const noToken = failure('NOT_FOUND', 'bad-input', 'There is no such token, or it is good no more.');
