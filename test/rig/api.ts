import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Client, createClient } from '@reelmill/client';
import type { Asset, Job, ReelmillEvent } from '@reelmill/core';

/** The answer's value, or the test ends with what was wrong. */
export const must = async <T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>,
): Promise<T> => {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

/** Sends a whole file in one request. */
export const putFile = async (
  url: string,
  path: string,
  recipe = 'web',
  name = basename(path),
): Promise<Asset> => {
  const query = new URLSearchParams({ name, recipe });
  const response = await fetch(`${url}/api/v1/assets?${query}`, {
    method: 'PUT',
    body: await readFile(path),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Asset;
};

/** Resolves with the first event that `matches`, also one that has already happened. */
export const eventThat = (
  client: Client,
  matches: (event: ReelmillEvent) => boolean,
): Promise<ReelmillEvent> =>
  new Promise((resolve) => {
    const subscription = client.events.subscribe(
      {},
      {
        onEvent: (event) => {
          if (!matches(event)) return;
          subscription.close();
          resolve(event);
        },
        onReset: () => undefined,
      },
    );
  });

/** Resolves with the whole job once it has ended, however it did. */
export const endedJob = async (url: string, jobId: string): Promise<Job> => {
  const client = createClient({ baseUrl: url });
  const ended = eventThat(
    client,
    (event) => event.type === 'job.updated' && event.job.id === jobId && event.job.finishedAt !== null,
  );
  const now = await must(client.jobs.get(jobId));
  if (now.finishedAt === null) await ended;
  return must(client.jobs.get(jobId));
};

/** Sends a file and resolves with its asset once the recipe made all it asks for. */
export const makeAsset = async (url: string, path: string, recipe?: string): Promise<Asset> => {
  const { id, job } = await putFile(url, path, recipe);
  const { error } = await endedJob(url, job?.id ?? '');
  if (error) throw new Error(error.message);
  return must(createClient({ baseUrl: url }).assets.get(id));
};
