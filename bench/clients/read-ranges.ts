// Run as a process of its own: node read-ranges.ts URL SIZE READERS SECONDS. That many readers ask for ranges all over one file, each
// for one after the other, as players that seek do.

import { Agent, request } from 'node:http';
import { percentile } from '../measure.ts';

const [url = '', size = '', readers = '', seconds = ''] = process.argv.slice(2);
const RANGE_BYTES = 256 << 10;
const agent = new Agent({ keepAlive: true });

const firstByteMs: number[] = [];
let bytes = 0;
let errors = 0;
const read = (start: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const askedAt = performance.now();
    const headers = { range: `bytes=${start}-${start + RANGE_BYTES - 1}` };
    const sent = request(url, { agent, headers }, (answer) => {
      firstByteMs.push(performance.now() - askedAt);
      let got = 0;
      answer.on('data', (chunk: Buffer) => (got += chunk.length));
      answer.on('end', () => {
        bytes += got;
        if (answer.statusCode !== 206 || got !== RANGE_BYTES) errors += 1;
        resolve();
      });
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });

const startedAt = performance.now();
const isOver = (): boolean => performance.now() - startedAt > Number(seconds) * 1000;
await Promise.all(
  Array.from({ length: Number(readers) }, async (_, reader) => {
    for (let nth = 0; !isOver(); nth += 1) {
      // Steps of the golden ratio are spread evenly and come in no order.
      const share = (reader / Number(readers) + nth * 0.618_034) % 1;
      await read(Math.floor(share * (Number(size) - RANGE_BYTES))).catch(() => (errors += 1));
    }
  }),
);
const elapsed = (performance.now() - startedAt) / 1000;
agent.destroy();
process.stdout.write(
  JSON.stringify({
    mibPerSecond: bytes / (1 << 20) / elapsed,
    firstByteP99Ms: percentile(firstByteMs, 0.99),
    errors,
  }),
);
