import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/**
 * What goes wrong with a request: `refuse` ends the connection before anything arrives, `cut` after the first KiB of its body,
 * `lose-reply` when the server has done all of it; a number is the status of an answer that is not the server's.
 */
export type Fault = 'refuse' | 'cut' | 'lose-reply' | number;

const CUT_AFTER_BYTES = 1024;

/** A way to a server on which things go wrong as told; sockets pass. Closed with the test. */
export const openFaultyWay = async (serverUrl: string) => {
  const way = {
    url: '',
    /** Where it leads; may change, as a server that is started again. */
    serverUrl,
    asked: [] as Asked[],
    /** Asked for each request; may wait. */
    fault: (_asked: Asked): Fault | undefined | Promise<Fault | undefined> => undefined,
  };
  const server = createServer((request, response) => void pass(request, response));

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    way.asked.push(asked);
    const fault = await way.fault(asked);
    if (fault === 'refuse') return void request.socket.destroy();
    if (typeof fault === 'number') {
      request.resume();
      return void response.writeHead(fault, { 'retry-after': '0' }).end();
    }
    const forwarded = httpRequest(new URL(asked.path, way.serverUrl), {
      ...{ method: asked.method, headers: request.headers, agent: false },
    });
    forwarded.on('error', () => request.socket.destroy());
    response.on('close', () => forwarded.destroy());
    forwarded.on('response', (answer) => {
      if (fault === 'lose-reply') return void request.socket.destroy();
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    if (fault !== 'cut') return void request.pipe(forwarded);
    let passed = 0;
    request.on('end', () => forwarded.end());
    request.on('data', (bytes: Buffer) => {
      if (passed < CUT_AFTER_BYTES) forwarded.write(bytes.subarray(0, CUT_AFTER_BYTES - passed));
      passed += bytes.length;
      if (passed >= CUT_AFTER_BYTES) request.socket.destroy();
    });
  };

  server.on('upgrade', (request, socket, head) => {
    const { hostname, port } = new URL(way.serverUrl);
    const through = connect(Number(port), hostname, () => {
      const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`);
      through.write(`GET ${request.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
      through.write(head);
      through.pipe(socket).pipe(through);
    });
    through.on('error', () => socket.destroy());
    socket.on('error', () => through.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  way.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return way;
};

export type FaultyWay = Awaited<ReturnType<typeof openFaultyWay>>;
