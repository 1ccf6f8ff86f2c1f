import { LOCAL_USER, type OwnQuota, type User } from '@reelmill/core';
import type { Quotas, Store, StoreOperations } from '../ports/index.ts';

/** Whom keys were made for, and how much each may have. */
export interface Users {
  /** By name; whoever has a key, a quota of their own, or none because none is needed. */
  list(): Promise<readonly User[]>;
  /** In place of what was set before. What somebody has already is theirs, however much it is. */
  setQuota(userId: string, own: OwnQuota): Promise<User>;
}

export const createUsers = ({
  store,
  quotas,
  onChange,
}: {
  readonly store: Store;
  /** Of everybody. */
  readonly quotas: Quotas;
  /** Called when somebody may have more than before, or less. */
  readonly onChange: () => void;
}): Users => {
  const view = async (tx: StoreOperations, id: string): Promise<User> => {
    const own = await tx.owners.quotas(id);
    const used = await tx.owners.usage(id);
    const { bytes, videoSeconds, jobs } = { ...quotas, ...own };
    return {
      id,
      used: { bytes: used.bytes, minutes: used.videoSeconds / 60, jobs: used.jobs },
      quota: { bytes, minutes: minutesOf(videoSeconds), jobs },
      ownQuota: inMinutes(own),
    };
  };
  return {
    list: async () => {
      const { direct } = store;
      const holders = (await direct.apiKeys.list()).map(({ userId }) => userId);
      const names = new Set([LOCAL_USER, ...holders, ...(await direct.owners.withQuotas())]);
      return Promise.all([...names].toSorted().map((id) => view(direct, id)));
    },
    setQuota: async (userId, { minutes, ...own }) => {
      const videoSeconds = typeof minutes === 'number' ? minutes * 60 : minutes;
      const user = await store.transaction(async (tx) => {
        await tx.owners.setQuotas(userId, {
          ...own,
          ...(videoSeconds === undefined ? {} : { videoSeconds }),
        });
        return view(tx, userId);
      });
      onChange();
      return user;
    },
  };
};

const minutesOf = (seconds: number | null): number | null => (seconds === null ? null : seconds / 60);

/** People count video in minutes. */
const inMinutes = ({ videoSeconds, ...others }: Partial<Quotas>): OwnQuota => ({
  ...others,
  ...(videoSeconds === undefined ? {} : { minutes: minutesOf(videoSeconds) }),
});
