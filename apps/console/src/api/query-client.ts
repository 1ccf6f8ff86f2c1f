import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './client.ts';

/** Live events keep the cache fresh; a refetch is only for what they cannot say. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // The session has ended: the gate shows the way in again.
    onError: (error, { queryKey }) => {
      if (!isShutOut(error) || queryKey[0] === keys.session[0]) return;
      void queryClient.invalidateQueries({ queryKey: keys.session });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < 3 && !isShutOut(error) && !(error instanceof ApiProblem && error.code === 'NOT_FOUND'),
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4000),
    },
  },
});

const isShutOut = (error: unknown): boolean =>
  error instanceof ApiProblem && error.code === 'UNAUTHENTICATED';

export const keys = {
  session: ['session'] as const,
  apiKeys: ['api-keys'] as const,
  assets: ['assets'] as const,
  asset: (id: string) => ['asset', id] as const,
  /** Each flip of the current version is another list. */
  versions: (assetId: string, currentId: string) => ['versions', assetId, currentId] as const,
  /** Each job that ends changes what is there. */
  plan: (assetId: string, recipe: string, newestJobId: string) =>
    ['plan', assetId, recipe, newestJobId] as const,
  job: (id: string) => ['job', id] as const,
  jobsOf: (assetId: string) => ['jobs', assetId] as const,
  playbackTokens: (assetId: string) => ['playback-tokens', assetId] as const,
  imports: ['imports'] as const,
  webhooks: ['webhooks'] as const,
  deliveries: (webhookId: string) => ['deliveries', webhookId] as const,
  bulks: ['bulks'] as const,
  bulk: (id: string) => ['bulk', id] as const,
  bulkItems: (id: string) => ['bulk-items', id] as const,
  recipes: ['recipes'] as const,
  convertOptions: ['convert-options'] as const,
  health: ['health'] as const,
};
