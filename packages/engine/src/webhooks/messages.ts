import type { ReelmillEvent, WebhookEvent, WebhookPayload } from '@reelmill/core';

/** What an event of the log is to somebody outside; undefined for what concerns nobody there. */
export interface WebhookMessage {
  readonly event: WebhookEvent;
  /** Names what happened: however often the log says it, endpoints hear it once. */
  readonly key: string;
  readonly data: WebhookPayload['data'];
}

/** What endpoints are told of an event. A job's end is one message, whatever else is said about the job afterwards. */
export const messageOf = (event: ReelmillEvent): WebhookMessage | undefined => {
  const { assetId, jobId } = event;
  if (assetId === null) return undefined;
  switch (event.type) {
    case 'asset.created':
      return {
        event: 'asset.created',
        key: `asset.created ${assetId}`,
        data: { assetId, asset: event.asset },
      };
    case 'asset.deleted':
      return { event: 'asset.deleted', key: `asset.deleted ${assetId}`, data: { assetId } };
    case 'output.published':
      return {
        event: 'output.published',
        key: `output.published ${event.seq}`,
        data: { assetId, jobId, output: event.output },
      };
    case 'job.updated': {
      const { job } = event;
      const { state } = job;
      if (state !== 'succeeded' && state !== 'failed' && state !== 'cancelled') return undefined;
      return { event: `job.${state}`, key: `job ended ${job.id}`, data: { assetId, jobId: job.id, job } };
    }
    default:
      return undefined;
  }
};
