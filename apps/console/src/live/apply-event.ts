import type {
  Asset,
  AssetPage,
  Bulk,
  Job,
  JobPage,
  JobSummary,
  Output,
  ReelmillEvent,
  Step,
} from '@reelmill/core';
import type { QueryClient } from '@tanstack/react-query';
import { keys } from '../api/query-client.ts';

/** Brings everything that is shown up to date with one event. */
export const applyEvent = (cache: QueryClient, event: ReelmillEvent): void => {
  switch (event.type) {
    case 'asset.created':
      void cache.invalidateQueries({ queryKey: keys.assets });
      return;
    case 'asset.updated':
      changeAsset(cache, event.asset.id, () => event.asset);
      // It may now belong in, or no longer in, a list that asks for one state.
      void cache.invalidateQueries({ queryKey: keys.assets, predicate: asksForState });
      return;
    case 'asset.deleted':
      // A page that shows it asks again, and says that it is gone.
      if (event.assetId) void cache.resetQueries({ queryKey: keys.asset(event.assetId) });
      void cache.invalidateQueries({ queryKey: keys.assets });
      return;
    case 'job.updated':
    case 'job.progress':
      return changeJob(cache, event.job);
    case 'bulk.updated':
      return changeBulk(cache, event.bulk);
    case 'step.updated':
      if (event.jobId) changeStep(cache, event.jobId, event.step);
      return;
    case 'output.published':
      if (event.assetId) changeAsset(cache, event.assetId, (asset) => withOutput(asset, event.output));
  }
};

/** Its items are asked for again: an event says only how many are in each state. */
export const changeBulk = (cache: QueryClient, bulk: Bulk): void => {
  cache.setQueryData<Bulk>(keys.bulk(bulk.id), bulk);
  void cache.invalidateQueries({ queryKey: keys.bulkItems(bulk.id) });
  void cache.invalidateQueries({ queryKey: keys.bulks });
};

const asksForState = ({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean => {
  const wanted = queryKey[1];
  return typeof wanted === 'object' && wanted !== null && 'state' in wanted;
};

export const changeAsset = (cache: QueryClient, id: string, change: (asset: Asset) => Asset): void => {
  cache.setQueryData<Asset>(keys.asset(id), (asset) => asset && change(asset));
  cache.setQueriesData<AssetPage>({ queryKey: keys.assets }, (page) =>
    page?.items.some((asset) => asset.id === id)
      ? { ...page, items: page.items.map((asset) => (asset.id === id ? change(asset) : asset)) }
      : page,
  );
};

/** Brings everything that shows a job up to date, from an event or from the answer to an action. */
export const changeJob = (cache: QueryClient, job: JobSummary): void => {
  cache.setQueryData<Job>(keys.job(job.id), (known) => known && { ...known, ...job });
  // Steps that are planned, cached or cancelled together are told by their numbers alone.
  const known = cache.getQueryData<Job>(keys.job(job.id));
  if (known && !isTallied(known.stepDetails, job)) {
    void cache.invalidateQueries({ queryKey: keys.job(job.id) });
  }
  changeAsset(cache, job.assetId, (asset) =>
    asset.job === null || asset.job.createdAt <= job.createdAt ? { ...asset, job } : asset,
  );
  const list = cache.getQueryData<JobPage>(keys.jobsOf(job.assetId));
  if (list && !list.items.some((other) => other.id === job.id)) {
    void cache.invalidateQueries({ queryKey: keys.jobsOf(job.assetId) });
  } else {
    cache.setQueryData<JobPage>(
      keys.jobsOf(job.assetId),
      (page) => page && { ...page, items: page.items.map((other) => (other.id === job.id ? job : other)) },
    );
  }
};

const isTallied = (steps: readonly Step[], { steps: counts, finishedAt }: JobSummary): boolean => {
  const inState = (...states: readonly Step['state'][]): number =>
    steps.filter((step) => states.includes(step.state)).length;
  return (
    steps.length === counts.total &&
    inState('cached') === counts.cached &&
    inState('executed') === counts.executed &&
    (finishedAt === null || inState('waiting', 'ready', 'running') === 0)
  );
};

const changeStep = (cache: QueryClient, jobId: string, step: Step): void => {
  cache.setQueryData<Job>(
    keys.job(jobId),
    (job) =>
      job && {
        ...job,
        stepDetails: job.stepDetails.map((known) => (known.key === step.key ? step : known)),
      },
  );
};

const withOutput = (asset: Asset, output: Output): Asset => ({
  ...asset,
  outputs: [...asset.outputs.filter((known) => known.name !== output.name), output],
});
