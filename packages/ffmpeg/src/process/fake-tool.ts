// A program under a test's remote control: it connects to the socket named first and does what it is told, a line of
// JSON at a time. It stands in for ffmpeg where a test must decide what happens when.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const socket = connect(process.argv[2] ?? '');
let ignoresTerm = false;
process.on('SIGTERM', () => {
  socket.write(`${JSON.stringify({ got: 'SIGTERM' })}\n`);
  if (!ignoresTerm) process.exit(255);
});
socket.on('close', () => process.exit(0));
socket.on('connect', () =>
  socket.write(`${JSON.stringify({ pid: process.pid, env: Object.keys(process.env) })}\n`),
);
for await (const line of createInterface({ input: socket })) {
  const { stdout, stderr, exit, ignoreTerm } = JSON.parse(line) as {
    stdout?: string;
    stderr?: string;
    exit?: number;
    ignoreTerm?: boolean;
  };
  if (ignoreTerm) ignoresTerm = true;
  if (stdout !== undefined) process.stdout.write(stdout);
  if (stderr !== undefined) process.stderr.write(stderr);
  if (exit !== undefined) process.exit(exit);
}
