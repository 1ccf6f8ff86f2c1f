// Run as a process of its own: node subscribe.ts URL ASSET_ID SOCKETS ROUNDS. Opens that many event sockets, renames the asset
// once a second, and tells how long each socket waited from the request on. Frames are not parsed: what is
// measured is the server, and this process has to keep up with it.

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../measure.ts';

const [url = '', assetId = '', sockets = '', rounds = ''] = process.argv.slice(2);
const { port, host } = new URL(url);
const AT_ONCE = 100;

let heard: (() => void) | undefined;
const subscribe = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', reject);
    socket.write(
      `GET /api/v1/events?assetId=${assetId} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    let greeting = '';
    const onGreeting = (chunk: Buffer): void => {
      greeting += chunk.toString('latin1');
      // The answer, then `hello` as the first frame.
      if (!greeting.includes('"hello"')) return;
      socket.off('data', onGreeting);
      socket.on('data', () => heard?.());
      resolve(socket);
    };
    socket.on('data', onGreeting);
  });

const open: Socket[] = [];
while (open.length < Number(sockets)) {
  const batch = Math.min(AT_ONCE, Number(sockets) - open.length);
  open.push(...(await Promise.all(Array.from({ length: batch }, subscribe))));
}

const waitedMs: number[] = [];
let missed = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  let left = open.length;
  const sentAt = performance.now();
  heard = () => {
    waitedMs.push(performance.now() - sentAt);
    left -= 1;
  };
  await fetch(`${url}/api/v1/assets/${assetId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: `name ${round}` }),
  });
  await sleep(1000 - (performance.now() - sentAt));
  missed += left;
}
for (const socket of open) socket.destroy();
process.stdout.write(
  JSON.stringify({ p50Ms: percentile(waitedMs, 0.5), p99Ms: percentile(waitedMs, 0.99), missed }),
);
