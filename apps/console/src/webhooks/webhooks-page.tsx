import type { NewWebhook, Webhook } from '@reelmill/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Webhook as WebhookIcon } from 'lucide-react';
import { useId, useState } from 'react';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { usePageTitle } from '../app/page-title.ts';
import { CopyButton } from '../asset/copy-button.tsx';
import { Panel } from '../asset/panel.tsx';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { ConfirmDialog } from '../design/confirm-dialog.tsx';
import { formatDate } from '../design/format.ts';
import { Notice } from '../design/notice.tsx';
import { DeliveryLog } from './delivery-log.tsx';
import styles from './webhooks-page.module.css';

/** Who is told what happens, and what they were told. */
export const WebhooksPage = () => {
  usePageTitle('Webhooks');
  const { data, error } = useQuery({
    queryKey: keys.webhooks,
    queryFn: ({ signal }) => unwrap(client.webhooks.list(signal)),
  });
  return (
    <>
      <h1>Webhooks</h1>
      <p className={styles.intro}>
        Reelmill tells these addresses what happens, signed by the{' '}
        <a href="https://www.standardwebhooks.com">Standard Webhooks</a> specification, and tries for three
        days.
      </p>
      <AddWebhook />
      {error ? <p role="alert">{error.message}</p> : null}
      {data?.items.length === 0 ? (
        <Notice title="Nobody is told yet" icon={<WebhookIcon aria-hidden />}>
          Add the address of a service that wants to know when a video is ready.
        </Notice>
      ) : null}
      {data?.items.map((webhook) => (
        <WebhookPanel key={webhook.id} webhook={webhook} />
      ))}
    </>
  );
};

const AddWebhook = () => {
  const cache = useQueryClient();
  const inputId = useId();
  const [made, setMade] = useState<NewWebhook | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const add = async (data: FormData) => {
    const url = data.get('url');
    const answer = await client.webhooks.create({ url: typeof url === 'string' ? url.trim() : '' });
    setProblem(answer.ok ? null : answer.error.message);
    if (!answer.ok) return;
    setMade(answer.value);
    await cache.invalidateQueries({ queryKey: keys.webhooks });
  };
  return (
    <>
      <form action={add} className={styles.add}>
        <label htmlFor={inputId} className="visually-hidden">
          Address to tell
        </label>
        <input
          id={inputId}
          name="url"
          type="url"
          required
          maxLength={2048}
          placeholder="https://example.com/reelmill"
          autoComplete="off"
        />
        <Button look="primary" type="submit">
          Add
        </Button>
      </form>
      {problem ? (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      ) : null}
      {made ? (
        <output className={styles.secret}>
          <span>Its signing secret, shown only now:</span>
          <code>{made.secret}</code>
          <CopyButton text={made.secret}>Copy</CopyButton>
        </output>
      ) : null}
    </>
  );
};

const WebhookPanel = ({ webhook }: { readonly webhook: Webhook }) => {
  const cache = useQueryClient();
  const [isDeleting, setIsDeleting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const settle = async (answer: { readonly ok: boolean; readonly error?: { readonly message: string } }) => {
    setProblem(answer.error?.message ?? null);
    setIsDeleting(false);
    await cache.invalidateQueries({ queryKey: keys.webhooks });
  };
  const flip = async () =>
    settle(await client.webhooks.update(webhook.id, { isEnabled: !webhook.isEnabled }));
  const remove = async () => settle(await client.webhooks.delete(webhook.id));
  return (
    <div className={styles.webhook}>
      <Panel
        title={webhook.url}
        action={
          <div className={styles.actions}>
            <Badge tone={webhook.isEnabled ? 'good' : 'bad'}>{webhook.isEnabled ? 'On' : 'Off'}</Badge>
            <Button onClick={() => void flip()}>{webhook.isEnabled ? 'Turn off' : 'Turn on'}</Button>
            <Button look="danger" onClick={() => setIsDeleting(true)}>
              Delete
            </Button>
          </div>
        }
      >
        {(webhook.problem ?? problem) ? (
          <p role="alert" className={styles.problem}>
            {webhook.problem ?? problem}
          </p>
        ) : null}
        <p className={styles.facts}>
          {webhook.events.join(', ')} · since {formatDate(webhook.createdAt)}
        </p>
        <DeliveryLog webhookId={webhook.id} />
      </Panel>
      <ConfirmDialog
        isOpen={isDeleting}
        title="Tell this address nothing any more?"
        confirmWord="Delete"
        onConfirm={() => void remove()}
        onClose={() => setIsDeleting(false)}
      >
        <p>{webhook.url} hears nothing from now on, and the log of what it was told is removed.</p>
      </ConfirmDialog>
    </div>
  );
};
