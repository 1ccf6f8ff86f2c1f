import type { Row } from './report.ts';
import { runClient, startServerProcess } from './server-process.ts';

const UPLOADS = 200;
const UPLOAD_BYTES = 8 << 20;
const MIB = 1 << 20;

/** Many uploads at once: every byte hashed and on disk before its offset is told. */
export const uploadsRows = async (folder: string): Promise<readonly Row[]> => {
  const server = await startServerProcess(folder);
  try {
    await server.loopLagP99Ms();
    const sent = await runClient<{ readonly seconds: number; readonly errors: number }>(
      'send-uploads',
      ...[server.url, UPLOADS, UPLOAD_BYTES],
    );
    const lagMs = await server.loopLagP99Ms();
    return [
      {
        what: `${UPLOADS} uploads at once, together`,
        value: (UPLOADS * UPLOAD_BYTES) / MIB / sent.seconds,
        unit: 'MiB/s',
        least: 80,
      },
      { what: 'uploads that failed', value: sent.errors, unit: '', target: 0 },
      { what: "server's memory at most", value: await server.peakMib(), unit: 'MiB', target: 300 },
      { what: 'event loop lag p99 during uploads', value: lagMs, unit: 'ms', target: 50 },
    ];
  } finally {
    await server.stop();
  }
};
