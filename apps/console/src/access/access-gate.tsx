import type { Session } from '@reelmill/core';
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { ApiProblem, client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { LoginPage } from './login-page.tsx';

const ASK_EVERY_MS = 60_000;

const SessionContext = createContext<Session | null>(null);

/** Who is logged in; null while that is not known. */
export const useSession = (): Session | null => useContext(SessionContext);

/** Shows what is inside to those who may come in, and everybody else how to. */
export const AccessGate = ({ children }: { readonly children: ReactNode }) => {
  const { data, error } = useQuery({
    queryKey: keys.session,
    queryFn: ({ signal }) => unwrap(client.session.get(signal)),
    // Sockets that may not come back do not say why.
    refetchInterval: ({ state }) => (state.data?.keysRequired ? ASK_EVERY_MS : false),
  });
  if (error instanceof ApiProblem && error.code === 'UNAUTHENTICATED') return <LoginPage />;
  // What else is wrong the pages say better, and most of them work where this does not.
  return data || error ? (
    <SessionContext.Provider value={data ?? null}>{children}</SessionContext.Provider>
  ) : null;
};
