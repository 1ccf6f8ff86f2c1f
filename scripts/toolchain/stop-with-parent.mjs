import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** One wish to stop can come by several ways: the terminal, npm, the process that runs this one. */
const echoMs = 1_000;

const lookEveryMs = 500;

/** @type {Map<NodeJS.Signals, number>} */
const lastSeen = new Map();

/** The child's half of `runUnder`: takes its parent's signals, and stops when the parent is gone, even by kill -9. */
export const stopWithParent = () => {
  if (!process.channel) return;
  process.on('SIGINT', noteSignal);
  process.on('SIGTERM', noteSignal);
  process.on('SIGHUP', noteSignal);
  process.on('message', (message) => {
    const signal = /** @type {{ stop?: NodeJS.Signals }} */ (message).stop;
    if (signal !== undefined && !isEcho(signal)) process.kill(process.pid, signal);
  });
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
};

/** @param {NodeJS.Signals} signal */
const noteSignal = (signal) => {
  lastSeen.set(signal, Date.now());
  // Listening took away the signal's default; without another listener it ends the process as ever.
  if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
};

/** @param {NodeJS.Signals} signal */
const isEcho = (signal) => Date.now() - (lastSeen.get(signal) ?? 0) < echoMs;

/** Stops this process, if npm started it, when npm is gone: kill -9 gives npm no chance to pass anything on. */
export const stopWithNpm = () => {
  if (process.channel || process.env.npm_lifecycle_event === undefined) return;
  const started = ancestry();
  const timer = setInterval(() => {
    if (ancestry() === started) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, lookEveryMs);
  timer.unref();
};

/** Who is above this process, up to npm: some shells stay between npm and its script. */
const ancestry = () => `${process.ppid} ${isShell(process.ppid) ? parentOf(process.ppid) : ''}`;

/** @param {number} pid */
const isShell = (pid) => /^(ba|da|a|z)?sh$/.test(readProcess(pid, 'comm').trim());

/** @param {number} pid */
const parentOf = (pid) => /\) \S (\d+)/.exec(readProcess(pid, 'stat'))?.[1];

/**
 * @param {number} pid
 * @param {string} file
 */
const readProcess = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // Not Linux, or ended in the meantime.
  }
};
