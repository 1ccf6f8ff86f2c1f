// Run as a process of its own: node ask-api.ts URL PER_SECOND SECONDS PATH… Asks for the paths in turn at that rate, whether or not
// answers keep up: what waits is counted from when it was due.

import { Agent, request } from 'node:http';
import { percentile } from '../measure.ts';

const [url = '', perSecond = '', seconds = '', ...paths] = process.argv.slice(2);
const MOST_CONNECTIONS = 100;
const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });

const elapsedMs: number[] = [];
let errors = 0;
const ask = (path: string, dueAt: number): Promise<void> =>
  new Promise((resolve) => {
    const sent = request(new URL(path, url), { agent }, (answer) => {
      answer.resume().on('end', () => {
        elapsedMs.push(performance.now() - dueAt);
        if (answer.statusCode !== 200) errors += 1;
        resolve();
      });
    });
    sent.on('error', () => {
      errors += 1;
      resolve();
    });
    sent.end();
  });

const total = Number(perSecond) * Number(seconds);
const startedAt = performance.now();
const asked: Promise<void>[] = [];
while (asked.length < total) {
  const due = ((performance.now() - startedAt) / 1000) * Number(perSecond);
  while (asked.length < Math.min(due, total)) {
    const dueAt = startedAt + (asked.length / Number(perSecond)) * 1000;
    asked.push(ask(paths[asked.length % paths.length] ?? '/', dueAt));
  }
  await new Promise((resolve) => setTimeout(resolve, 1));
}
await Promise.all(asked);
agent.destroy();
process.stdout.write(
  JSON.stringify({ p50Ms: percentile(elapsedMs, 0.5), p99Ms: percentile(elapsedMs, 0.99), errors }),
);
