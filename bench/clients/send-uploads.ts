// Run as a process of its own: node send-uploads.ts URL COUNT BYTES. Sends that many files by tus, all at once, one creation and
// one PATCH each, as fast as they are taken.

import { randomBytes } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';

const [url = '', count = '', size = ''] = process.argv.slice(2);
const sizeBytes = Number(size);
const agent = new Agent({ keepAlive: true });
const shared = randomBytes(sizeBytes);

const ask = (
  path: string,
  method: string,
  headers: Readonly<Record<string, string | number>>,
  body?: readonly Uint8Array[],
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, url),
      { method, agent, headers: { 'tus-resumable': '1.0.0', ...headers } },
      (answer) => answer.resume().on('end', () => resolve(answer)),
    );
    sent.on('error', reject);
    for (const part of body ?? []) sent.write(part);
    sent.end();
  });

/** Whether it was taken whole. */
const upload = async (number: number): Promise<boolean> => {
  const metadata = `filename ${Buffer.from(`${number}.mp4`).toString('base64')},recipe ${Buffer.from('poster').toString('base64')}`;
  const created = await ask('/api/v1/uploads', 'POST', {
    'upload-length': sizeBytes,
    'upload-metadata': metadata,
  });
  // Each file differs, so that each is kept.
  const head = Buffer.alloc(16);
  head.writeUInt32BE(number);
  const sent = await ask(
    created.headers.location ?? '',
    'PATCH',
    {
      'content-type': 'application/offset+octet-stream',
      'upload-offset': 0,
      'content-length': sizeBytes,
    },
    [head, shared.subarray(head.length)],
  );
  return sent.statusCode === 204 && Number(sent.headers['upload-offset']) === sizeBytes;
};

const startedAt = performance.now();
const taken = await Promise.all(
  Array.from({ length: Number(count) }, (_, number) => upload(number).catch(() => false)),
);
const seconds = (performance.now() - startedAt) / 1000;
agent.destroy();
const errors = taken.filter((isTaken) => !isTaken).length;
process.stdout.write(JSON.stringify({ seconds, errors }));
