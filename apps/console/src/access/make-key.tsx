import type { NewApiKey, Scope } from '@reelmill/core';
import { SCOPES } from '@reelmill/core';
import { useId, useState } from 'react';
import { client } from '../api/client.ts';
import { Button } from '../design/button.tsx';
import { Select } from '../design/select.tsx';
import { SCOPE_WORDS } from './key-words.ts';
import styles from './keys-page.module.css';

const DAY_SECONDS = 24 * 3600;
const LIVES = [
  ['', 'never ends'],
  [String(30 * DAY_SECONDS), 'ends in 30 days'],
  [String(90 * DAY_SECONDS), 'ends in 90 days'],
  [String(365 * DAY_SECONDS), 'ends in a year'],
] as const;

/** A name, whom it is for, what it may do and for how long. */
export const MakeKey = ({
  isFirst,
  onMade,
}: {
  readonly isFirst: boolean;
  readonly onMade: (key: NewApiKey) => Promise<void>;
}) => {
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const make = async (data: FormData) => {
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const expiresIn = text('expiresIn');
    const answer = await client.keys.create({
      name: text('name'),
      ...(text('userId') === '' ? {} : { userId: text('userId') }),
      scope: SCOPES.find((scope) => scope === text('scope')) ?? 'write',
      ...(expiresIn === '' ? {} : { expiresInSeconds: Number(expiresIn) }),
    });
    setProblem(answer.ok ? null : answer.error.message);
    if (answer.ok) await onMade(answer.value);
  };
  // The first has to be able to make others.
  const scopes: readonly Scope[] = isFirst ? ['admin'] : SCOPES;
  return (
    <form action={make} className={styles.form}>
      <label>
        Name
        <input name="name" required maxLength={100} placeholder="Editing desk" autoComplete="off" />
      </label>
      <label>
        User
        <input
          name="userId"
          maxLength={100}
          pattern="[\w.@+\-]+"
          title="Letters, digits and any of . _ @ + -"
          placeholder="local"
          autoComplete="off"
          spellCheck={false}
        />
      </label>
      <label htmlFor={`${id}scope`}>
        May
        <Select
          id={`${id}scope`}
          name="scope"
          key={String(isFirst)}
          defaultValue={isFirst ? 'admin' : 'write'}
        >
          {scopes.map((scope) => (
            <option key={scope} value={scope}>
              {SCOPE_WORDS[scope]}
            </option>
          ))}
        </Select>
      </label>
      <label htmlFor={`${id}expiresIn`}>
        Until
        <Select id={`${id}expiresIn`} name="expiresIn">
          {LIVES.map(([seconds, words]) => (
            <option key={seconds} value={seconds}>
              {words}
            </option>
          ))}
        </Select>
      </label>
      <Button look="primary" type="submit">
        Make a key
      </Button>
      {problem ? (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      ) : null}
    </form>
  );
};
