import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { client } from '../api/client.ts';
import { usePageTitle } from '../app/page-title.ts';
import { Button } from '../design/button.tsx';
import styles from './login-page.module.css';

/** The way in: a key, shown once. */
export const LoginPage = () => {
  usePageTitle('Log in');
  const cache = useQueryClient();
  const inputId = useId();
  const problemId = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const login = async (data: FormData) => {
    const key = data.get('key');
    const answer = await client.session.login(typeof key === 'string' ? key.trim() : '');
    setProblem(answer.ok ? null : answer.error.message);
    // What was read before may be somebody else's.
    if (answer.ok) await cache.resetQueries();
  };
  return (
    <main className={styles.page}>
      <form action={login} className={styles.form}>
        <img src="/reelmill.svg" alt="" width="40" height="40" />
        <h1>Log in to Reelmill</h1>
        <label htmlFor={inputId}>Your key</label>
        <input
          id={inputId}
          name="key"
          type="password"
          required
          maxLength={200}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page has nothing else
          autoFocus
          placeholder="rm_…"
          autoComplete="current-password"
          spellCheck={false}
          aria-invalid={problem !== null}
          aria-describedby={problemId}
        />
        <Button look="primary" type="submit">
          Log in
        </Button>
        <p id={problemId} role="alert" className={styles.problem}>
          {problem}
        </p>
        <p className={styles.help}>
          Whoever runs this server makes keys, here or with <code>reelmill keys create</code>. The server
          printed the first one when it was started for the first time.
        </p>
      </form>
    </main>
  );
};
