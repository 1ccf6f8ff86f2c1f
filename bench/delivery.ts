import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addAsset } from './add-asset.ts';
import type { Row } from './report.ts';
import { runClient, startServerProcess } from './server-process.ts';

const READERS = 50;
const SECONDS = 10;
const COPY = JSON.stringify({ outputs: [{ kind: 'convert', container: 'mp4', video: { codec: 'copy' } }] });

/** Ranges of a private asset's file under a token, for many who seek. */
export const deliveryRows = async (folder: string): Promise<readonly Row[]> => {
  const clip = await makeLargeClip(folder);
  const server = await startServerProcess(join(folder, 'data'));
  try {
    const { id, outputs } = await addAsset(server.url, await readFile(clip), COPY);
    const made = outputs.find((output) => output.kind === 'convert');
    if (made?.kind !== 'convert') throw new Error('the clip was not copied');
    await send(`${server.url}/api/v1/assets/${id}`, 'PATCH', { visibility: 'private' });
    const { token } = await send<{ readonly token: string }>(
      ...[`${server.url}/api/v1/assets/${id}/playback-tokens`, 'POST', { expiresInSeconds: 600 }],
    );
    const address = new URL(made.url.replace('/media/', `/media/t/${token}/`), server.url);
    await server.loopLagP99Ms();
    const read = await runClient<{
      readonly mibPerSecond: number;
      readonly firstByteP99Ms: number;
      readonly errors: number;
    }>('read-ranges', address.href, made.sizeBytes, READERS, SECONDS);
    const lagMs = await server.loopLagP99Ms();
    return [
      { what: `signed ranges to ${READERS} readers`, value: read.mibPerSecond, unit: 'MiB/s', least: 50 },
      { what: 'first byte of a range, p99', value: read.firstByteP99Ms, unit: 'ms', target: 100 },
      { what: 'ranges that failed', value: read.errors, unit: '', target: 0 },
      { what: 'event loop lag p99 during delivery', value: lagMs, unit: 'ms', target: 50 },
    ];
  } finally {
    await server.stop();
  }
};

const send = async <T>(url: string, method: string, body: object): Promise<T> => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
};

/** Some 70 MB. */
const makeLargeClip = async (folder: string): Promise<string> => {
  const path = join(folder, 'large.mp4');
  await promisify(execFile)(process.env['FFMPEG_PATH'] ?? 'ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30:duration=10'],
    ...['-vf', 'noise=alls=40:allf=t', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '60'],
    ...['-b:v', '60M', '-maxrate', '60M', '-bufsize', '60M', '-pix_fmt', 'yuv420p', path],
  ]);
  return path;
};
