import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobPage } from '@reelmill/core';
import { addAsset } from './add-asset.ts';
import { makeSource } from './make-source.ts';
import type { Row } from './report.ts';
import { runClient, startServerProcess } from './server-process.ts';

const PER_SECOND = 1000;
const SECONDS = 10;
const SOURCE_SECONDS = 30;
const ASSETS = 20;

/** How a server in a process of its own answers at a rate while two encodes have all of the machine. */
export const apiRows = async (folder: string): Promise<readonly Row[]> => {
  const names = ['a.mp4', 'b.mp4'];
  const sources = await Promise.all(names.map((name) => makeSource(folder, name, SOURCE_SECONDS)));
  const server = await startServerProcess(join(folder, 'data'));
  try {
    const assets = await Promise.all(
      Array.from({ length: ASSETS }, (_, number) =>
        addAsset(server.url, Buffer.from(`no film ${number}`), 'poster'),
      ),
    );
    for (const source of sources) {
      const body = await readFile(source);
      await fetch(`${server.url}/api/v1/assets?name=bench.mp4&recipe=web`, { method: 'PUT', body });
    }
    await encodesRun(server.url);
    await server.loopLagP99Ms();
    const asked = await runClient<{
      readonly p50Ms: number;
      readonly p99Ms: number;
      readonly errors: number;
    }>(
      'ask-api',
      ...[server.url, PER_SECOND, SECONDS],
      ...['/healthz', '/api/v1/jobs?limit=10', '/api/v1/assets?limit=10'],
      ...assets.map(({ id }) => `/api/v1/assets/${id}`),
    );
    const lagMs = await server.loopLagP99Ms();
    const [during, rate] = ['during two encodes', `${PER_SECOND} requests a second`];
    return [
      { what: `API p50 at ${rate} ${during}`, value: asked.p50Ms, unit: 'ms' },
      { what: `API p99 at ${rate} ${during}`, value: asked.p99Ms, unit: 'ms', target: 50 },
      { what: 'requests that failed', value: asked.errors, unit: '', target: 0 },
      { what: `event loop lag p99 ${during}`, value: lagMs, unit: 'ms', target: 50 },
    ];
  } finally {
    await server.stop();
  }
};

/** Until both of the newest jobs have got somewhere. */
const encodesRun = async (url: string): Promise<void> => {
  for (;;) {
    const { items } = (await (await fetch(`${url}/api/v1/jobs?limit=2`)).json()) as JobPage;
    if (items.every(({ progress }) => progress > 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
