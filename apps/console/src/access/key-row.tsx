import type { ApiKey, NewApiKey } from '@reelmill/core';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { ConfirmDialog } from '../design/confirm-dialog.tsx';
import { factsOf, stateOf } from './key-words.ts';
import styles from './keys-page.module.css';

/** One key: whose it is, how it stands, and what can be done about it. */
export const KeyRow = ({
  apiKey,
  nowMs,
  onChanged,
}: {
  readonly apiKey: ApiKey;
  readonly nowMs: number;
  readonly onChanged: (made?: NewApiKey) => Promise<void>;
}) => {
  const [isRevoking, setIsRevoking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const state = stateOf(apiKey, nowMs);
  const rotate = async () => {
    const answer = await client.keys.rotate(apiKey.id);
    setProblem(answer.ok ? null : answer.error.message);
    if (answer.ok) await onChanged(answer.value);
  };
  const revoke = async () => {
    const answer = await client.keys.revoke(apiKey.id);
    setProblem(answer.ok ? null : answer.error.message);
    setIsRevoking(false);
    await onChanged();
  };
  return (
    <li className={styles.key}>
      <div className={styles.about}>
        <h2>{apiKey.name}</h2>
        <Badge tone="neutral">{apiKey.userId}</Badge>
        {state === 'good' ? null : <Badge tone="bad">{state}</Badge>}
        <p className={styles.facts}>{factsOf(apiKey)}</p>
        {problem ? (
          <p role="alert" className={styles.problem}>
            {problem}
          </p>
        ) : null}
      </div>
      {state === 'good' ? (
        <div className={styles.actions}>
          <Button onClick={() => void rotate()} aria-label={`Rotate ${apiKey.name}`}>
            Rotate
          </Button>
          <Button look="danger" onClick={() => setIsRevoking(true)} aria-label={`Revoke ${apiKey.name}`}>
            Revoke
          </Button>
        </div>
      ) : null}
      <ConfirmDialog
        isOpen={isRevoking}
        title={`Revoke “${apiKey.name}”?`}
        confirmWord="Revoke"
        onConfirm={() => void revoke()}
        onClose={() => setIsRevoking(false)}
      >
        <p>Whatever uses it is shut out at once, and whoever logged in with it is logged out.</p>
      </ConfirmDialog>
    </li>
  );
};
