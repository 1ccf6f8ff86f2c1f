import { addAsset } from './add-asset.ts';
import type { Row } from './report.ts';
import { runClient, startServerProcess } from './server-process.ts';

const SOCKETS = 5000;
const MESSAGES = 15;

/** Many who watch one asset, one message a second each. */
export const socketsRows = async (folder: string): Promise<readonly Row[]> => {
  const server = await startServerProcess(folder);
  try {
    const { id } = await addAsset(server.url, Buffer.from('not a film'), 'poster');
    const heard = await runClient<{
      readonly p50Ms: number;
      readonly p99Ms: number;
      readonly missed: number;
    }>('subscribe', ...[server.url, id, SOCKETS, MESSAGES]);
    return [
      { what: `event to ${SOCKETS} sockets, p50`, value: heard.p50Ms, unit: 'ms' },
      { what: `event to ${SOCKETS} sockets, p99`, value: heard.p99Ms, unit: 'ms', target: 150 },
      { what: 'events not heard within their second', value: heard.missed, unit: '', target: 0 },
      { what: `server's memory with ${SOCKETS} sockets`, value: await server.peakMib(), unit: 'MiB' },
    ];
  } finally {
    await server.stop();
  }
};
