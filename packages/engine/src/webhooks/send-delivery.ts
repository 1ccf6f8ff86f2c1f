import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import type { WebhookDeliveryRecord, WebhookRecord } from '../ports/index.ts';
import { signedHeaders } from './sign.ts';

/** How one try ended. */
export interface Sent {
  /** Null when nothing answered. */
  readonly status: number | null;
  /** A sentence; null when it was taken. */
  readonly problem: string | null;
}

const ANSWER_MS = 15_000;

/** Tells an endpoint. Redirects are not followed; addresses on private networks are refused where they are connected to. */
export const sendDelivery = async (
  webhook: WebhookRecord,
  delivery: WebhookDeliveryRecord,
  options: {
    readonly allowAddresses: readonly string[];
    readonly nowMs: number;
    readonly signal: AbortSignal;
  },
): Promise<Sent> => {
  const url = URL.parse(webhook.url);
  if (!url) return { status: null, problem: 'The address is not valid.' };
  const isSecure = url.protocol === 'https:';
  const allowed = { allowIPAddressList: [...options.allowAddresses] };
  const agent = isSecure ? new RequestFilteringHttpsAgent(allowed) : new RequestFilteringHttpAgent(allowed);
  const body = Buffer.from(delivery.payload);
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    'user-agent': 'Reelmill',
    ...signedHeaders(webhook.secret, delivery.id, options.nowMs, delivery.payload),
  };
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(ANSWER_MS)]);
  const answered = Promise.withResolvers<number>();
  const request = isSecure ? httpsRequest : httpRequest;
  const sent = request(url, { method: 'POST', agent, headers, signal }, (answer) => {
    answered.resolve(answer.statusCode ?? 0);
    // Nobody reads what it has to say.
    answer.destroy();
  });
  sent.on('error', answered.reject);
  sent.end(body);
  try {
    const status = await answered.promise;
    const isTaken = status >= 200 && status < 300;
    return { status, problem: isTaken ? null : `The endpoint answered with ${status}.` };
  } catch (error) {
    return { status: null, problem: problemOf(error) };
  }
};

const problemOf = (error: unknown): string => {
  const { message = '', code = '', name = '' } = error as { message?: string; code?: string; name?: string };
  if (message.includes('is not allowed'))
    return 'The address leads to a private network, which is not accepted.';
  if (name === 'TimeoutError' || name === 'AbortError') return 'The endpoint did not answer in time.';
  return `The endpoint could not be reached${code ? ` (${code})` : ''}.`;
};
