import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Loaded into a server that is measured: answers `lag` with the 99th of 100 delays of its event loop since the last time. */

const RESOLUTION_MS = 10;

const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();
process.on('message', (question) => {
  if (question !== 'lag') return;
  // A turn that is on time counts as the resolution.
  process.send?.(delays.percentile(99) / 1e6 - RESOLUTION_MS);
  delays.reset();
});
// Asking must not keep the server alive.
process.channel?.unref();
