import type { Asset } from '@reelmill/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { CopyButton } from '../asset/copy-button.tsx';
import { Button } from '../design/button.tsx';
import { formatDate } from '../design/format.ts';
import { Select } from '../design/select.tsx';
import { useAnnounce } from '../live/announcer.tsx';
import { afterMaking, afterTakingBack, isWatchable, NO_LINKS } from './links-shown.ts';
import styles from './sharing-panel.module.css';

const HOUR_SECONDS = 3600;
const DURATIONS = [
  ['an hour', HOUR_SECONDS],
  ['a day', 24 * HOUR_SECONDS],
  ['a week', 7 * 24 * HOUR_SECONDS],
  ['30 days', 30 * 24 * HOUR_SECONDS],
] as const;

/** Addresses of the stream that anybody may watch under for a time; each can be taken back. */
export const PlaybackLinks = ({ asset }: { readonly asset: Asset }) => {
  const cache = useQueryClient();
  const announce = useAnnounce();
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [seconds, setSeconds] = useState<number>(24 * HOUR_SECONDS);
  const [{ made, problem }, setShown] = useState(NO_LINKS);
  const { data, error } = useQuery({
    queryKey: keys.playbackTokens(asset.id),
    queryFn: ({ signal }) => unwrap(client.playback.tokens(asset.id, signal)),
  });
  const refresh = () => cache.invalidateQueries({ queryKey: keys.playbackTokens(asset.id) });
  const make = async () => {
    const answer = await client.playback.createToken(asset.id, { expiresInSeconds: seconds });
    setShown((shown) => afterMaking(shown, answer));
    await refresh();
  };
  const takeBack = async (tokenId: string) => {
    const answer = await client.playback.revoke(asset.id, tokenId);
    setShown((shown) => afterTakingBack(shown, tokenId, answer));
    await refresh();
    // The button that had the focus is gone.
    list.current?.focus();
    if (answer.ok) announce('The link is good no more');
  };
  const hasStream = isWatchable(asset);
  const items = data?.items ?? [];
  return (
    <>
      <div className={styles.make}>
        <label htmlFor={id}>A link for</label>
        <Select id={id} value={seconds} onChange={(event) => setSeconds(Number(event.target.value))}>
          {DURATIONS.map(([words, value]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
        <Button
          icon={<Link2 aria-hidden />}
          disabled={!hasStream}
          onClick={() => void make()}
          data-testid="make-link"
        >
          Make
        </Button>
      </div>
      {hasStream ? null : <p className={styles.hint}>There is no stream to link to yet.</p>}
      {made?.url ? (
        <output className={styles.made}>
          <span>Its address, shown only now. Players on any page play it:</span>
          <code data-testid="playback-link">{location.origin + made.url}</code>
          <CopyButton text={location.origin + made.url}>Copy</CopyButton>
        </output>
      ) : null}
      {items.length > 0 ? (
        <ul className={styles.links} ref={list} tabIndex={-1} aria-label="Links">
          {items.map((token) => (
            <li key={token.id}>
              <span>
                Until {formatDate(token.expiresAt)}
                {token.ip === null ? '' : `, from ${token.ip}`}
              </span>
              <Button
                aria-label={`Take back the link that is good until ${formatDate(token.expiresAt)}`}
                onClick={() => void takeBack(token.id)}
                data-testid="take-back-link"
              >
                Take back
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {(problem ?? error) ? (
        <p role="alert" className={styles.problem}>
          {problem ?? error?.message}
        </p>
      ) : null}
    </>
  );
};
