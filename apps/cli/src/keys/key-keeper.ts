import { join } from 'node:path';
import { lockDataFolder, openSqliteStore } from '@reelmill/adapters';
import { connect } from '@reelmill/client/node';
import {
  type ApiKey,
  type CreateApiKey,
  type Failure,
  type NewApiKey,
  ok,
  type Result,
  type RotateApiKey,
} from '@reelmill/core';
import { openAccess } from '@reelmill/engine';
import { checkDataFolder } from '../session/check-data-folder.ts';

type Answer<T> = Promise<Result<T, Pick<Failure, 'code' | 'message'>>>;

/** Who makes and ends keys: a server, or whoever may write where it keeps them. */
export interface KeyKeeper {
  create(input: CreateApiKey): Answer<NewApiKey>;
  list(): Answer<readonly ApiKey[]>;
  rotate(id: string, input: RotateApiKey): Answer<NewApiKey>;
  revoke(id: string): Answer<ApiKey>;
  close(): Promise<void>;
}

/** The server that the environment names, asked with the key there; or, while none runs, the data folder itself. */
export const openKeyKeeper = async (dataFolder: string | undefined): Promise<Result<KeyKeeper>> => {
  if (dataFolder !== undefined) return keeperOfFolder(dataFolder);
  const { keys } = connect();
  return ok({
    ...keys,
    list: async () => {
      const answer = await keys.list();
      return answer.ok ? ok(answer.value.items) : answer;
    },
    close: async () => {},
  });
};

/** The way in for who has lost every key, but has the machine. */
const keeperOfFolder = async (folder: string): Promise<Result<KeyKeeper>> => {
  const isOurs = await checkDataFolder(folder);
  if (!isOurs.ok) return isOurs;
  // A running server would not know that the first key was made.
  const lock = await lockDataFolder(folder);
  if (!lock.ok) return lock;
  const store = await openSqliteStore({ path: join(folder, 'reelmill.sqlite') });
  const { keys } = await openAccess({ store, policy: 'always' });
  return ok({
    ...keys,
    list: async () => ok(await keys.list()),
    close: async () => {
      await store.close();
      await lock.value.release();
    },
  });
};
