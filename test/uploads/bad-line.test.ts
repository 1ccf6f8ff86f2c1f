import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { Upload } from 'tus-js-client';
import { expect, it } from 'vitest';
import { openServer } from '../../apps/server/src/testing/server-under-test.ts';
import { LINE_FAULTS, type LineFault, openBadLine } from '../rig/bad-line.ts';
import { createRandom } from '../rig/random.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const UPLOADS = 20;
const INTERRUPTIONS_EACH = 10;
const CHUNK_BYTES = 8 << 10;
/** What a client does not even notice is no interruption. */
const isInterruption = (fault: LineFault): boolean => fault !== 'slow' && fault !== 'twice';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

interface Sender {
  readonly name: string;
  readonly bytes: Buffer;
  readonly random: () => number;
  readonly suffered: LineFault[];
}

const createSender = (seed: number): Sender => {
  const random = createRandom(seed);
  const bytes = Buffer.alloc(Math.round((40 + 8 * random()) * CHUNK_BYTES));
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = random() * 256;
  return { name: `${seed}.mp4`, bytes, random, suffered: [] };
};

/** Three of four requests have something happen to them, until there were enough interruptions. */
const drawFault = ({ random, suffered }: Sender): LineFault | undefined => {
  if (suffered.filter(isInterruption).length >= INTERRUPTIONS_EACH || random() < 0.25) return undefined;
  const fault = LINE_FAULTS[Math.floor(random() * LINE_FAULTS.length)];
  if (fault) suffered.push(fault);
  return fault;
};

const send = (line: string, { name, bytes }: Sender): Promise<void> => {
  const ended = Promise.withResolvers<void>();
  new Upload(bytes, {
    endpoint: `${line}/api/v1/uploads`,
    chunkSize: CHUNK_BYTES,
    // More in a row than can happen.
    retryDelays: Array<number>(2 * INTERRUPTIONS_EACH).fill(0),
    metadata: { filename: name },
    onSuccess: () => ended.resolve(),
    onError: ended.reject,
  }).start();
  return ended.promise;
};

it('two hundred interruptions of twenty uploads cost no byte, and make no asset twice', async () => {
  const server = await openServer(await tempFolder());
  const senders = Array.from({ length: UPLOADS }, (_, index) => createSender(index + 1));
  await Promise.all(
    senders.map(async (sender) => send(await openBadLine(server.url, () => drawFault(sender)), sender)),
  );

  const suffered = senders.flatMap((sender) => sender.suffered);
  expect(suffered.filter(isInterruption)).toHaveLength(UPLOADS * INTERRUPTIONS_EACH);
  expect(new Set(suffered).size).toBe(LINE_FAULTS.length);
  const { items } = await server.engine.listAssets({
    ...{ sort: 'createdAt', order: 'asc', limit: 50, offset: 0 },
  });
  const digestsOf = (names: readonly { readonly name: string; readonly digest: string }[]) =>
    names.map(({ name, digest }) => `${name} ${digest}`).sort();
  expect(digestsOf(items.map(({ name, source }) => ({ name, digest: source.digest })))).toEqual(
    digestsOf(senders.map(({ name, bytes }) => ({ name, digest: sha256(bytes) }))),
  );
  for (const { source } of items) {
    expect(sha256(await buffer(server.blobs.read(source.digest)))).toBe(source.digest);
  }
});
