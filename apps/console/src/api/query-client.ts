import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './client.ts';

/** Live events keep the cache fresh; a refetch is only for what they cannot say. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < 3 && !(error instanceof ApiProblem && error.code === 'NOT_FOUND'),
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4000),
    },
  },
});

export const keys = {
  assets: ['assets'] as const,
  asset: (id: string) => ['asset', id] as const,
  /** Each flip of the current version is another list. */
  versions: (assetId: string, currentId: string) => ['versions', assetId, currentId] as const,
  /** Each job that ends changes what is there. */
  plan: (assetId: string, recipe: string, newestJobId: string) =>
    ['plan', assetId, recipe, newestJobId] as const,
  job: (id: string) => ['job', id] as const,
  jobsOf: (assetId: string) => ['jobs', assetId] as const,
  jobSummary: (id: string) => ['job-summary', id] as const,
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
