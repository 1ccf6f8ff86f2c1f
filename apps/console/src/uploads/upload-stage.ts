import type { UploadStatus } from '@reelmill/client';
import { formatBytes } from '@reelmill/core';
import { formatLeft } from '../design/format.ts';
import { stageWord } from '../library/job-words.ts';

/** How a file stands on its whole way, in words. */
export interface UploadStage {
  /** 0 to 1 over the whole way. */
  readonly progress: number;
  readonly word: string;
  readonly detail: string;
  readonly tone: 'work' | 'good' | 'bad' | 'still';
}

export const uploadStage = (status: UploadStatus, sizeBytes: number): UploadStage => {
  const { progress, error } = status;
  const sent = status.stage === 'send' || status.stage === 'verify' ? sendingDetail(status, sizeBytes) : '';
  switch (status.state) {
    case 'queued':
      return { progress, word: 'Waiting for its turn', detail: sent, tone: 'still' };
    case 'active':
      return { progress, tone: 'work', ...activeStage(status, sent) };
    case 'waiting':
      return { progress, word: 'Waiting for the network', detail: 'goes on by itself', tone: 'still' };
    case 'elsewhere':
      return {
        progress,
        word: 'Running in another tab',
        detail: 'goes on here when that is closed',
        tone: 'still',
      };
    case 'paused':
      return { progress, word: 'Paused', detail: sent, tone: 'still' };
    case 'needs-file':
      return { progress, word: 'Choose the same file again', detail: error?.message ?? '', tone: 'still' };
    case 'cancelled':
      return { progress, word: 'Cancelled', detail: '', tone: 'still' };
    case 'failed': {
      const word = status.stage === 'process' ? 'Failed' : 'Upload failed';
      return { progress, word, detail: error?.message ?? '', tone: 'bad' };
    }
    case 'done': {
      const detail = status.wasHere ? 'was already here, nothing was sent' : '';
      return { progress, word: 'Ready', detail, tone: 'good' };
    }
  }
};

const activeStage = (
  { stage, job, wasHere }: UploadStatus,
  sent: string,
): Pick<UploadStage, 'word' | 'detail'> & Partial<UploadStage> => {
  if (stage === 'hash') return { word: 'Reading', detail: '' };
  if (stage === 'send') return { word: 'Uploading', detail: sent };
  if (stage === 'verify' || !job) return { word: 'Checking', detail: '' };
  return {
    word: stageWord(job),
    detail: job.etaSeconds === null ? (wasHere ? 'was already here' : '') : formatLeft(job.etaSeconds),
    tone: job.state === 'running' ? 'work' : 'still',
  };
};

const sendingDetail = ({ state, bytesSent, bytesPerSecond }: UploadStatus, sizeBytes: number): string => {
  const amount = `${formatBytes(bytesSent)} of ${formatBytes(sizeBytes)}`;
  if (state !== 'active' || bytesPerSecond === null || bytesPerSecond <= 0) return amount;
  const left = (sizeBytes - bytesSent) / bytesPerSecond;
  return `${amount} · ${formatBytes(bytesPerSecond)}/s · ${formatLeft(left)}`;
};
