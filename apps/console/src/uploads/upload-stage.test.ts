import { NEW_UPLOAD, type UploadStatus } from '@reelmill/client';
import type { JobSummary } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { uploadStage } from './upload-stage.ts';

const stageOf = (part: Partial<UploadStatus>) =>
  uploadStage({ ...NEW_UPLOAD, state: 'active', stage: 'send', ...part }, 1000);

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

describe('the words of a file’s way', () => {
  it('follow it from the first byte to ready', () => {
    const way = [
      stageOf({ state: 'queued', stage: 'hash' }),
      stageOf({ stage: 'hash' }),
      stageOf({ stage: 'send', bytesSent: 600 }),
      stageOf({ stage: 'verify', bytesSent: 1000 }),
      stageOf({ stage: 'process' }),
      stageOf({ stage: 'process', job: job({ stage: 'preparing' }) }),
      stageOf({ stage: 'process', job: job({ stage: 'encoding' }) }),
      stageOf({ state: 'done', stage: 'process', job: job({ state: 'succeeded', stage: 'done' }) }),
    ];
    expect(way.map(({ word }) => word)).toEqual([
      'Waiting for its turn',
      'Reading',
      'Uploading',
      'Checking',
      'Checking',
      'Preparing',
      'Encoding',
      'Ready',
    ]);
  });

  it('say how fast it goes and how long it takes', () => {
    expect(stageOf({ bytesSent: 500, bytesPerSecond: 100 }).detail).toBe(
      '500 B of 1.0 kB · 100 B/s · 5 s left',
    );
  });

  it('say why the job failed', () => {
    const error = { code: 'NOT_MEDIA', message: 'This is no video.' } as const;
    expect(stageOf({ state: 'failed', stage: 'process', error })).toMatchObject({
      word: 'Failed',
      detail: 'This is no video.',
      tone: 'bad',
    });
  });

  it('say that nothing had to be sent', () => {
    expect(stageOf({ state: 'done', stage: 'process', wasHere: true }).detail).toContain('already here');
  });

  it('say that another tab has it', () => {
    expect(stageOf({ state: 'elsewhere' })).toMatchObject({ word: 'Running in another tab', tone: 'still' });
  });
});
