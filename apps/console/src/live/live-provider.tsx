import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { client } from '../api/client.ts';
import { applyEvent } from './apply-event.ts';

export type LiveStatus = 'connecting' | 'live' | 'reconnecting';

const LiveContext = createContext<LiveStatus>('connecting');

export const useLiveStatus = (): LiveStatus => use(LiveContext);

/** One socket for the whole console. */
export const LiveProvider = ({ children }: { readonly children: ReactNode }) => {
  const cache = useQueryClient();
  const [status, setStatus] = useState<LiveStatus>('connecting');
  useEffect(() => {
    const subscription = client.events.subscribe(
      {},
      {
        onEvent: (event) => applyEvent(cache, event),
        onReset: () => void cache.invalidateQueries(),
        onStatus: setStatus,
      },
    );
    return () => subscription.close();
  }, [cache]);
  // What was read before the first hello may be older than the events that follow it.
  const isLive = status === 'live';
  useEffect(() => {
    if (isLive) void cache.invalidateQueries();
  }, [cache, isLive]);
  return <LiveContext value={status}>{children}</LiveContext>;
};
