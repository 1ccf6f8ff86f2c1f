import type { ReelmillEvent, WebhookEvent } from '@reelmill/core';

/** What an event of the log is to somebody outside; undefined for what concerns nobody there. */
export interface WebhookMessage {
  readonly event: WebhookEvent;
  /** Names what happened: however often the log says it, endpoints hear it once. */
  readonly key: string;
  readonly data: object;
}

/** What endpoints are told of an event. A job's end is one message, whatever else is said about the job afterwards. */
export const messageOf = (event: ReelmillEvent): WebhookMessage | undefined => {
  switch (event.type) {
    case 'asset.created':
      return { event: 'asset.created', key: `asset.created ${event.asset.id}`, data: { asset: event.asset } };
    case 'asset.deleted':
      return event.assetId === null
        ? undefined
        : { event: 'asset.deleted', key: `asset.deleted ${event.assetId}`, data: { assetId: event.assetId } };
    case 'output.published':
      return {
        event: 'output.published',
        key: `output.published ${event.seq}`,
        data: { assetId: event.assetId, jobId: event.jobId, output: event.output },
      };
    case 'job.updated': {
      const { job } = event;
      const { state } = job;
      if (state !== 'succeeded' && state !== 'failed' && state !== 'cancelled') return undefined;
      return { event: `job.${state}`, key: `job ended ${job.id}`, data: { job } };
    }
    default:
      return undefined;
  }
};
