import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A signing secret as Standard Webhooks writes it: `whsec_` and 256 bits in base64. */
export const newWebhookSecret = (): string => `${PREFIX}${randomBytes(32).toString('base64')}`;

/**
 * The headers of a delivery (Standard Webhooks 1.0 §"Webhook scheme"): HMAC-SHA256 over `id.timestamp.payload` with the secret's
 * bytes. `atMs` is the time of this try, so that a receiver can refuse what was recorded and sent again.
 */
export const signedHeaders = (
  secret: string,
  id: string,
  atMs: number,
  payload: string,
): Readonly<Record<string, string>> => {
  const timestamp = Math.floor(atMs / 1000);
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${payload}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
};
