import type { UploadHandle } from '@reelmill/client';
import type { JobSummary } from '@reelmill/core';
import { formatBytes, formatLeft } from '../design/format.ts';
import { stageWord } from '../library/job-words.ts';

/** How a file stands on its whole way, from the first byte sent to a stream that plays. */
export interface UploadStage {
  /** 0 to 1 over the whole way. */
  readonly progress: number;
  readonly word: string;
  readonly detail: string;
  readonly tone: 'work' | 'good' | 'bad' | 'still';
}

/** Sending is the first part of the bar, making the second. */
const SENDING_SHARE = 0.35;

export const uploadStage = (handle: UploadHandle, job: JobSummary | undefined): UploadStage => {
  const sent = handle.bytesTotal > 0 ? handle.bytesSent / handle.bytesTotal : 0;
  const sending = { progress: sent * SENDING_SHARE, detail: sendingDetail(handle) };
  switch (handle.state) {
    case 'queued':
      return { ...sending, word: 'Waiting for its turn', tone: 'still' };
    case 'uploading':
      return { ...sending, word: 'Uploading', tone: 'work' };
    case 'waiting-for-network':
      return { ...sending, word: 'Waiting for the network', detail: 'goes on by itself', tone: 'still' };
    case 'paused':
      return { ...sending, word: 'Paused', tone: 'still' };
    case 'cancelled':
      return { ...sending, word: 'Cancelled', detail: '', tone: 'still' };
    case 'failed':
      return { ...sending, word: 'Upload failed', detail: handle.error?.message ?? '', tone: 'bad' };
    case 'complete':
      return makingStage(job);
  }
};

const makingStage = (job: JobSummary | undefined): UploadStage => {
  if (!job) return { progress: SENDING_SHARE, word: 'Checking', detail: '', tone: 'work' };
  const progress = SENDING_SHARE + (1 - SENDING_SHARE) * job.progress;
  if (job.state === 'succeeded') return { progress: 1, word: 'Ready', detail: '', tone: 'good' };
  if (job.state === 'failed')
    return { progress, word: 'Failed', detail: job.error?.message ?? '', tone: 'bad' };
  if (job.state === 'cancelled') return { progress, word: 'Cancelled', detail: '', tone: 'still' };
  return {
    progress,
    word: stageWord(job),
    detail: job.etaSeconds === null ? '' : formatLeft(job.etaSeconds),
    tone: job.state === 'running' ? 'work' : 'still',
  };
};

const sendingDetail = (handle: UploadHandle): string => {
  const amount = `${formatBytes(handle.bytesSent)} of ${formatBytes(handle.bytesTotal)}`;
  const speed = handle.bytesPerSecond;
  if (handle.state !== 'uploading' || speed === null || speed <= 0) return amount;
  const left = (handle.bytesTotal - handle.bytesSent) / speed;
  return `${amount} · ${formatBytes(speed)}/s · ${formatLeft(left)}`;
};
