import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/**
 * What may happen to a request on its way. `cut`: both sides lose the connection in the middle of the body. `late`: the client
 * loses it, and all of the request arrives a little later. `lost-reply`: the request is done, and nobody hears. `refused`: it
 * gets nowhere. `slow`: it takes its time. `twice`: it arrives twice at the same time.
 */
export const LINE_FAULTS = ['cut', 'late', 'lost-reply', 'refused', 'slow', 'twice'] as const;
export type LineFault = (typeof LINE_FAULTS)[number];

const LATE_MS = 10;

/** A server as seen through a bad line: `faultOf` is asked before each request what goes wrong with it. */
export const openBadLine = async (
  serverUrl: string,
  faultOf: (request: IncomingMessage) => LineFault | undefined,
): Promise<string> => {
  const line = createServer((request, reply) => {
    pass(serverUrl, faultOf(request), request, reply).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    line.closeAllConnections();
    line.close();
  });
  return `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
};

const pass = async (
  serverUrl: string,
  fault: LineFault | undefined,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> => {
  if (fault === 'refused') return void request.socket.resetAndDestroy();
  const body = await buffer(request);
  const send = () => ask(serverUrl, request, body);
  if (fault === 'cut') {
    await ask(serverUrl, request, body, Math.floor(body.length / 2)).catch(() => undefined);
    return void request.socket.resetAndDestroy();
  }
  if (fault === 'late') request.socket.resetAndDestroy();
  if (fault === 'late' || fault === 'slow') await sleep(LATE_MS);
  const [answer] = await Promise.all([send(), ...(fault === 'twice' ? [send()] : [])]);
  if (fault === 'late' || fault === 'lost-reply') return void request.socket.destroy();
  reply.writeHead(answer.status, answer.headers).end(answer.body);
};

/** Breaks off after `upTo` bytes of the body when it is given. */
const ask = async (serverUrl: string, request: IncomingMessage, body: Buffer, upTo?: number) => {
  const { connection: _, ...sent } = request.headers;
  const asked = httpRequest(new URL(request.url ?? '/', serverUrl), {
    ...{ method: request.method, agent: false, headers: sent },
  });
  if (upTo === undefined) asked.end(body);
  else asked.write(body.subarray(0, upTo), () => asked.destroy(new Error('the line was cut')));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await buffer(answer) };
};
