import type { NewApiKey } from '@reelmill/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { usePageTitle } from '../app/page-title.ts';
import { CopyButton } from '../asset/copy-button.tsx';
import { Notice } from '../design/notice.tsx';
import { useSession } from './access-gate.tsx';
import { KeyRow } from './key-row.tsx';
import styles from './keys-page.module.css';
import { MakeKey } from './make-key.tsx';

/** Who may come in. */
export const KeysPage = () => {
  usePageTitle('Keys');
  const cache = useQueryClient();
  const session = useSession();
  const [made, setMade] = useState<NewApiKey | null>(null);
  const { data, dataUpdatedAt, error } = useQuery({
    queryKey: keys.apiKeys,
    queryFn: ({ signal }) => unwrap(client.keys.list(signal)),
  });
  const refresh = async (key?: NewApiKey) => {
    if (key) setMade(key);
    await cache.invalidateQueries({ queryKey: keys.apiKeys });
    await cache.invalidateQueries({ queryKey: keys.session });
  };
  return (
    <>
      <h1>Keys</h1>
      <p className={styles.intro}>
        A key stands for a user, who sees what was made with their keys and nothing else. Administrators see
        everything. {session?.keysRequired === false ? 'Nobody needs one before the first is made.' : null}
      </p>
      <MakeKey isFirst={data?.items.length === 0} onMade={refresh} />
      <div aria-live="polite">
        {made ? (
          <div className={styles.made}>
            <span>The key “{made.name}”, shown only now:</span>
            <code>{made.key}</code>
            <CopyButton text={made.key}>Copy</CopyButton>
          </div>
        ) : null}
      </div>
      {error ? <p role="alert">{error.message}</p> : null}
      {data?.items.length === 0 ? (
        <Notice title="No keys yet" icon={<KeyRound aria-hidden />}>
          Whoever reaches this server may do everything. From the first key on, one is needed.
        </Notice>
      ) : null}
      {data && data.items.length > 0 ? (
        <ul className={styles.list}>
          {data.items.map((key) => (
            <KeyRow key={key.id} apiKey={key} nowMs={dataUpdatedAt} onChanged={refresh} />
          ))}
        </ul>
      ) : null}
    </>
  );
};
