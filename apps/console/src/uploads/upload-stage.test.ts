import type { UploadHandle } from '@reelmill/client';
import type { JobSummary } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { uploadStage } from './upload-stage.ts';

const handle = (part: Partial<UploadHandle>): UploadHandle => ({
  fileName: 'clip.mp4',
  bytesTotal: 1000,
  bytesSent: 0,
  state: 'queued',
  bytesPerSecond: null,
  error: null,
  assetId: null,
  jobId: null,
  subscribe: () => () => undefined,
  start: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
  cancel: async () => undefined,
  ...part,
});

const job = (part: Partial<JobSummary>): JobSummary => ({
  id: 'job_aaaaaaaaaaaaaaaaaaaaaa',
  assetId: 'asset_aaaaaaaaaaaaaaaaaaaaaa',
  assetName: 'clip.mp4',
  recipeName: 'web',
  priority: 0,
  state: 'running',
  stage: 'checking',
  progress: 0,
  etaSeconds: null,
  error: null,
  warnings: [],
  playable: null,
  steps: { total: 1, executed: 0, cached: 0, failed: 0 },
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: null,
  finishedAt: null,
  ...part,
});

describe('the one bar of a file', () => {
  it('runs from the first byte to ready without going back', () => {
    const sent = handle({ state: 'complete', bytesSent: 1000 });
    const way = [
      uploadStage(handle({}), undefined),
      uploadStage(handle({ state: 'uploading', bytesSent: 600 }), undefined),
      uploadStage(handle({ state: 'uploading', bytesSent: 1000 }), undefined),
      uploadStage(sent, undefined),
      uploadStage(sent, job({ stage: 'checking' })),
      uploadStage(sent, job({ stage: 'preparing', progress: 0.1 })),
      uploadStage(sent, job({ stage: 'encoding', progress: 0.7 })),
      uploadStage(sent, job({ state: 'succeeded', stage: 'done', progress: 1 })),
    ];
    const values = way.map(({ progress }) => progress);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect([values[0], values.at(-1)]).toEqual([0, 1]);
    expect(way.map(({ word }) => word)).toEqual([
      'Waiting for its turn',
      'Uploading',
      'Uploading',
      'Checking',
      'Checking',
      'Preparing',
      'Encoding',
      'Ready',
    ]);
  });

  it('says how fast it goes and how long it takes', () => {
    const stage = uploadStage(handle({ state: 'uploading', bytesSent: 500, bytesPerSecond: 100 }), undefined);
    expect(stage.detail).toBe('500 B of 1.0 kB · 100 B/s · 5 s left');
  });

  it('keeps its place and says why when the job fails', () => {
    const error = { code: 'NOT_MEDIA', reason: 'bad-input', message: 'This is no video.' } as const;
    const stage = uploadStage(handle({ state: 'complete' }), job({ state: 'failed', progress: 0.5, error }));
    expect(stage).toMatchObject({ word: 'Failed', detail: 'This is no video.', tone: 'bad' });
    expect(stage.progress).toBeLessThan(1);
  });

  it('is full of nothing for an empty file', () => {
    expect(uploadStage(handle({ state: 'uploading', bytesTotal: 0 }), undefined).progress).toBe(0);
  });
});
