import type { WebhookDelivery } from '@reelmill/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { Badge } from '../design/badge.tsx';
import { IconButton } from '../design/button.tsx';
import { formatDate } from '../design/format.ts';
import styles from './webhooks-page.module.css';

const LOOK_EVERY_MS = 5000;
const SHOWN = 10;

/** What an endpoint was told last. */
export const DeliveryLog = ({ webhookId }: { readonly webhookId: string }) => {
  const cache = useQueryClient();
  const { data } = useQuery({
    queryKey: keys.deliveries(webhookId),
    queryFn: ({ signal }) => unwrap(client.webhooks.deliveries(webhookId, { limit: SHOWN }, signal)),
    refetchInterval: LOOK_EVERY_MS,
  });
  if (!data) return null;
  if (data.total === 0) return <p className={styles.facts}>It has been told nothing yet.</p>;
  const replay = async (delivery: WebhookDelivery) => {
    await client.webhooks.replay(webhookId, delivery.id);
    await cache.invalidateQueries({ queryKey: keys.deliveries(webhookId) });
  };
  return (
    <ul className={styles.log} aria-label="Deliveries">
      {data.items.map((delivery) => (
        <li key={delivery.id}>
          <Badge tone={TONES[delivery.state]}>{WORDS[delivery.state]}</Badge>
          <span className={styles.event}>{delivery.event}</span>
          <span className={styles.detail}>
            {delivery.problem ??
              (delivery.deliveredAt ? `${delivery.status}, ${formatDate(delivery.deliveredAt)}` : '')}
            {delivery.nextAttemptAt && delivery.attempts > 0
              ? ` Tried again ${formatDate(delivery.nextAttemptAt)}.`
              : ''}
          </span>
          <IconButton label={`Send ${delivery.event} again`} onClick={() => void replay(delivery)}>
            <RotateCcw aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
};

const TONES = { pending: 'work', delivered: 'good', failed: 'bad' } as const;
const WORDS = { pending: 'Waiting', delivered: 'Delivered', failed: 'Failed' } as const;
