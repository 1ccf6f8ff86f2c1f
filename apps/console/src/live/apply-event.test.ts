import type { Asset, AssetPage, JobSummary } from '@reelmill/core';
import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { keys } from '../api/query-client.ts';
import { applyEvent } from './apply-event.ts';

const ASSET_ID = 'asset_aaaaaaaaaaaaaaaaaaaaaa';
const at = '2026-01-01T00:00:00.000Z';

const job = (part: Partial<JobSummary> = {}): JobSummary => ({
  id: 'job_aaaaaaaaaaaaaaaaaaaaaa',
  assetId: ASSET_ID,
  assetName: 'clip.mp4',
  recipeName: 'web',
  priority: 0,
  state: 'running',
  stage: 'encoding',
  progress: 0.5,
  etaSeconds: null,
  error: null,
  warnings: [],
  playable: null,
  steps: { total: 1, executed: 0, cached: 0, failed: 0 },
  createdAt: at,
  startedAt: at,
  finishedAt: null,
  ...part,
});

const asset: Asset = {
  id: ASSET_ID,
  ownerId: 'local',
  name: 'clip.mp4',
  metadata: {},
  state: 'processing',
  visibility: null,
  source: { digest: '0'.repeat(64), sizeBytes: 1, fileName: 'clip.mp4', url: '/source' },
  probe: null,
  outputs: [],
  onDemand: [],
  versionId: null,
  job: null,
  createdAt: at,
  updatedAt: at,
};

const head = { seq: 1, at, assetId: ASSET_ID, jobId: null, ownerId: 'local' };
const listKey = [...keys.assets, { sort: 'createdAt' }];

const cacheWithAsset = (): QueryClient => {
  const cache = new QueryClient();
  cache.setQueryData<Asset>(keys.asset(ASSET_ID), asset);
  cache.setQueryData<AssetPage>(listKey, { items: [asset], total: 1, limit: 24, offset: 0 });
  return cache;
};

describe('live events', () => {
  it('put a poster into the list and the page at once', () => {
    const cache = cacheWithAsset();
    const output = {
      name: 'poster',
      kind: 'poster' as const,
      url: '/media/x/poster.jpg',
      artifactDigest: '0'.repeat(64),
      width: 16,
      height: 9,
      sizeBytes: 1,
      publishedAt: at,
    };
    applyEvent(cache, { ...head, type: 'output.published', output });
    expect(cache.getQueryData<Asset>(keys.asset(ASSET_ID))?.outputs).toEqual([output]);
    expect(cache.getQueryData<AssetPage>(listKey)?.items[0]?.outputs).toEqual([output]);
  });

  it('show the newest job of an asset, not an older one that still reports', () => {
    const cache = cacheWithAsset();
    const newer = job({ id: 'job_bbbbbbbbbbbbbbbbbbbbbb', createdAt: '2026-01-02T00:00:00.000Z' });
    applyEvent(cache, { ...head, type: 'job.updated', job: newer });
    applyEvent(cache, { ...head, type: 'job.progress', job: job({ progress: 0.9 }) });
    expect(cache.getQueryData<Asset>(keys.asset(ASSET_ID))?.job?.id).toBe(newer.id);
  });

  it('ask lists of one state again when an asset changed its state', () => {
    const cache = cacheWithAsset();
    const filtered = [...keys.assets, { state: 'processing' }];
    cache.setQueryData<AssetPage>(filtered, { items: [asset], total: 1, limit: 24, offset: 0 });
    applyEvent(cache, { ...head, type: 'asset.updated', asset: { ...asset, state: 'ready' } });
    expect(cache.getQueryState(filtered)?.isInvalidated).toBe(true);
    expect(cache.getQueryState(listKey)?.isInvalidated).toBe(false);
  });
});
