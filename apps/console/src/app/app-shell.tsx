import { LogOut, Moon, Sun } from 'lucide-react';
import { useRef } from 'react';
import { Link, Outlet, ScrollRestoration } from 'react-router';
import { useSession } from '../access/access-gate.tsx';
import { client } from '../api/client.ts';
import { IconButton } from '../design/button.tsx';
import { type LiveStatus, useLiveStatus } from '../live/live-provider.tsx';
import { PageDrop } from '../uploads/page-drop.tsx';
import { ActiveUploads } from './active-uploads.tsx';
import styles from './app-shell.module.css';
import { useTheme } from './theme.ts';
import { useFocusOnNavigation } from './use-focus-on-navigation.ts';

/** What stands around every page. */
export const AppShell = () => {
  const { theme, toggle } = useTheme();
  const status = useLiveStatus();
  const session = useSession();
  const main = useRef<HTMLElement>(null);
  useFocusOnNavigation(main);
  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <header className={styles.header}>
        <div className={styles.bar}>
          <Link to="/" className={styles.brand} aria-label="Reelmill">
            <img src="/reelmill.svg" alt="" width="24" height="24" />
            <span>Reelmill</span>
          </Link>
          <div className={styles.side}>
            <ActiveUploads />
            <LiveDot status={status} />
            <Link className={`${styles.link} ${styles.onWide}`} to="/bulk">
              Bulk jobs
            </Link>
            <Link className={styles.link} to="/webhooks">
              Webhooks
            </Link>
            {session?.scope === 'admin' ? (
              <Link className={styles.link} to="/keys">
                Keys
              </Link>
            ) : null}
            <a className={styles.link} href="/docs">
              API
            </a>
            <IconButton
              label={theme === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
              onClick={toggle}
            >
              {theme === 'dark' ? <Sun aria-hidden /> : <Moon aria-hidden />}
            </IconButton>
            {session?.expiresAt ? (
              <IconButton label={`Log out (${session.userId})`} onClick={() => void logOut()}>
                <LogOut aria-hidden />
              </IconButton>
            ) : null}
          </div>
        </div>
      </header>
      <main ref={main} id="main" className={styles.main} tabIndex={-1}>
        <Outlet />
      </main>
      <PageDrop />
      <ScrollRestoration />
    </>
  );
};

/** Nothing of what was on the page is kept for who comes next. */
const logOut = async (): Promise<void> => {
  await client.uploads.close();
  await client.session.logout();
  location.assign('/');
};

const WORDS: Readonly<Record<LiveStatus, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting…',
};

const LiveDot = ({ status }: { readonly status: LiveStatus }) => (
  <output className={`${styles.state} ${styles[status]}`}>
    <span className={styles.dot} aria-hidden />
    {WORDS[status]}
  </output>
);
