import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SocketMessage } from '@reelmill/core';
import { STEP_KINDS, type StepKinds } from '@reelmill/engine';
import { startServer } from '@reelmill/server';
import { makeSource } from './make-source.ts';
import { percentile } from './measure.ts';
import type { Row } from './report.ts';

const SOURCE_SECONDS = 20;
const CLIP_SECONDS = 5;

/** How the service answers while two encodes run. */
export const latencyRows = async (folder: string): Promise<readonly Row[]> => {
  const sources = [
    await makeSource(folder, 'a.mp4', SOURCE_SECONDS),
    await makeSource(folder, 'b.mp4', SOURCE_SECONDS),
  ];
  const clip = await makeSource(folder, 'clip.mp4', CLIP_SECONDS);
  const latency = await measureLatency(join(folder, 'data'), sources, clip);
  return [
    {
      what: 'poster of a new clip starts, during two encodes',
      value: latency.posterStartSeconds,
      unit: 's',
      target: 1,
    },
    { what: 'API p50 during two encodes', value: latency.apiP50Ms, unit: 'ms' },
    { what: 'API p99 during two encodes', value: latency.apiP99Ms, unit: 'ms', target: 50 },
    { what: 'event p50, ffmpeg to socket', value: latency.eventP50Ms, unit: 'ms' },
    { what: 'event p99, ffmpeg to socket', value: latency.eventP99Ms, unit: 'ms', target: 10 },
  ];
};

interface Latencies {
  readonly apiP50Ms: number;
  readonly apiP99Ms: number;
  readonly eventP50Ms: number;
  readonly eventP99Ms: number;
  readonly events: number;
  /** From the last byte of another clip until its poster is being made, after its probe. */
  readonly posterStartSeconds: number;
}

const REQUEST_EVERY_MS = 20;
/** By then both encodes are under way. */
const EVENTS_BEFORE_THE_CLIP = 10;

/**
 * How the service answers while two encodes fill the machine: requests one after another, and the way of a progress
 * report from ffmpeg's own line to a socket's message. Client and server share one process, which makes both look worse.
 */
const measureLatency = async (
  folder: string,
  sources: readonly string[],
  clip: string,
): Promise<Latencies> => {
  let reportedAt = Number.NaN;
  const video = STEP_KINDS['encode-video'];
  const audio = STEP_KINDS['encode-audio'];
  const noting = (onProgress: (share: number) => void) => (share: number) => {
    reportedAt = performance.now();
    onProgress(share);
  };
  const stepKinds: StepKinds = {
    ...STEP_KINDS,
    'encode-video': {
      ...video,
      run: (context) => video.run({ ...context, onProgress: noting(context.onProgress) }),
    },
    'encode-audio': {
      ...audio,
      run: (context) => audio.run({ ...context, onProgress: noting(context.onProgress) }),
    },
  };
  const server = await startServer(
    { port: 0, host: '127.0.0.1', dataFolder: folder, logLevel: 'warn' },
    { stepKinds, lanes: { light: 2, cpu: 2, gpu: 0, io: 2 } },
  );
  if (!server.ok) throw new Error(server.error.message);
  const { url, close } = server.value;

  const eventMs: number[] = [];
  const apiMs: number[] = [];
  const running = new Set<string>();
  let isOver = false;
  let posterAt = Number.NaN;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/events`);
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as SocketMessage;
    if (
      message.type === 'step.updated' &&
      message.step.kind === 'still' &&
      message.step.state === 'running'
    ) {
      posterAt = performance.now();
    }
    if (message.type === 'job.progress') eventMs.push(performance.now() - reportedAt);
    if (message.type === 'job.updated' && message.job.finishedAt !== null && running.delete(message.job.id)) {
      isOver = running.size === 0;
    }
  });
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  const put = async (source: string, recipe: string): Promise<void> => {
    const address = `${url}/api/v1/assets?name=bench.mp4&recipe=${recipe}`;
    const response = await fetch(address, { method: 'PUT', body: await readFile(source) });
    const asset = (await response.json()) as { job: { id: string } };
    running.add(asset.job.id);
  };
  for (const source of sources) await put(source, 'web');
  // Sending the files kept this process, which is client and server in one, busy: what follows is the measurement.
  eventMs.length = 0;

  let sentAt = Number.NaN;
  while (!isOver) {
    if (Number.isNaN(sentAt) && eventMs.length >= EVENTS_BEFORE_THE_CLIP) {
      await put(clip, 'poster');
      sentAt = performance.now();
    }
    const startedAt = performance.now();
    await (await fetch(`${url}/api/v1/assets`)).arrayBuffer();
    apiMs.push(performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, REQUEST_EVERY_MS));
  }
  socket.close();
  await close();
  return {
    apiP50Ms: percentile(apiMs, 0.5),
    apiP99Ms: percentile(apiMs, 0.99),
    eventP50Ms: percentile(eventMs, 0.5),
    eventP99Ms: percentile(eventMs, 0.99),
    events: eventMs.length,
    posterStartSeconds: (posterAt - sentAt) / 1000,
  };
};
