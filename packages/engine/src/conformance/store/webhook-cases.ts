import { beforeEach, expect, it } from 'vitest';
import { sampleDelivery, sampleWebhook } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const webhookCases = (test: StoreUnderTest): void => {
  beforeEach(() => test.store.direct.webhooks.insert(sampleWebhook()));

  it('keeps endpoints, and forgets what they were told with them', async () => {
    const { webhooks } = test.store.direct;
    await webhooks.insert(sampleWebhook({ id: 'webhook_2', createdAtMs: 5 }));
    await webhooks.insertDelivery(sampleDelivery());
    expect(await webhooks.update('webhook_1', { isEnabled: false, problem: 'gone' })).toBe(true);
    expect(await webhooks.update('none', {})).toBe(false);
    await test.reopen();
    const reopened = test.store.direct.webhooks;
    expect((await reopened.list({})).map(({ id }) => id)).toEqual(['webhook_2', 'webhook_1']);
    expect(await reopened.list({ ownerId: 'bob' })).toEqual([]);
    expect(await reopened.get('webhook_1')).toEqual(sampleWebhook({ isEnabled: false, problem: 'gone' }));
    expect(await reopened.getDelivery('msg_1')).toEqual(sampleDelivery());
    expect(await reopened.delete('webhook_1')).toBe(true);
    expect(await reopened.getDelivery('msg_1')).toBeUndefined();
  });

  it('takes a delivery once by its id', async () => {
    const { webhooks } = test.store.direct;
    await webhooks.insertDelivery(sampleDelivery());
    await webhooks.insertDelivery(sampleDelivery({ payload: 'other', state: 'failed' }));
    expect(await webhooks.getDelivery('msg_1')).toEqual(sampleDelivery());
    expect((await webhooks.deliveries('webhook_1', { limit: 9, offset: 0 })).total).toBe(1);
  });

  it('gives an owner what is due, earliest first, of endpoints that are enabled', async () => {
    const { webhooks } = test.store.direct;
    await webhooks.insert(sampleWebhook({ id: 'off', isEnabled: false }));
    const put = (id: string, nextAttemptAtMs: number | null, over = {}) =>
      webhooks.insertDelivery(sampleDelivery({ id, nextAttemptAtMs, ...over }));
    await put('late', 30);
    await put('soon', 10);
    await put('future', 99);
    await put('done', null, { state: 'delivered' });
    await put('off', 1, { webhookId: 'off' });
    await webhooks.insert(sampleWebhook({ id: 'of-bob', ownerId: 'bob' }));
    await webhooks.insert(sampleWebhook({ id: 'of-carol', ownerId: 'carol' }));
    await put('of-bob', 20, { webhookId: 'of-bob' });
    await put('of-carol', 60, { webhookId: 'of-carol' });
    expect([...(await webhooks.ownersWithDue(50))].sort()).toEqual(['ann', 'bob']);
    expect((await webhooks.due('bob', 50, 9)).map(({ id }) => id)).toEqual(['of-bob']);
    expect((await webhooks.due('ann', 50, 9)).map(({ id }) => id)).toEqual(['soon', 'late']);
    expect((await webhooks.due('ann', 50, 1)).map(({ id }) => id)).toEqual(['soon']);
    await webhooks.updateDelivery('soon', { state: 'delivered', nextAttemptAtMs: null, deliveredAtMs: 7 });
    expect((await webhooks.due('ann', 50, 9)).map(({ id }) => id)).toEqual(['late']);
    expect((await webhooks.deliveries('webhook_1', { state: 'delivered', limit: 9, offset: 0 })).total).toBe(
      2,
    );
    await webhooks.forgetDeliveries(Number.MAX_SAFE_INTEGER);
    expect(
      (await webhooks.deliveries('webhook_1', { limit: 9, offset: 0 })).items.map(({ id }) => id),
    ).toEqual(['future', 'soon', 'late'].filter((id) => id !== 'soon'));
  });

  it('remembers how far the log of events was read', async () => {
    expect(await test.store.direct.webhooks.cursor()).toBe(0);
    await test.store.direct.webhooks.setCursor(17);
    await test.reopen();
    expect(await test.store.direct.webhooks.cursor()).toBe(17);
  });
};
