// The thread of checkpoints.ts, with a connection of its own to the file.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const EVERY_MS = 1_000;

const database = new DatabaseSync(String(workerData));
const timer = setInterval(() => {
  try {
    database.exec('pragma wal_checkpoint(passive)');
  } catch {
    // busy, or the disk is full: the next one finds the same log
  }
}, EVERY_MS);
parentPort?.once('message', () => {
  clearInterval(timer);
  database.close();
});
