import { basename } from 'node:path';
import {
  type EncodeAudioParams,
  type EncodeVideoParams,
  ok,
  type Result,
  type SourceFacts,
  type StepKindName,
  toNumber,
} from '@reelmill/core';
import {
  STEP_KINDS,
  type StepContext,
  type StepKind,
  type StepKinds,
  type StepResult,
  type StepTask,
  type StepTools,
} from '@reelmill/engine';
import { factsOf } from '../../packages/core/src/plan/probe-fixtures.ts';

/** One run of a step under the test's control: it ends when and how the test says. */
export interface Invocation {
  readonly kind: StepKindName;
  readonly context: StepContext<StepKindName>;
  /** Ends with what the step would have made. */
  succeed(): Promise<void>;
  end(result: Result<readonly StepResult[]>): void;
  throws(error: Error): void;
}

/**
 * Step kinds that do what the test says, instead of ffmpeg: the scheduler under test cannot tell the difference.
 * Every run waits in `next(kind)`; the source is one chunk unless other facts are given; aborting it ends it, as a real one would.
 */
export const createRemoteSteps = (
  facts: SourceFacts = uncut(factsOf()),
  { sameContent = false }: { readonly sameContent?: boolean } = {},
) => {
  const waiting = new Map<StepKindName, Invocation[]>();
  const askers = new Map<StepKindName, ((invocation: Invocation) => void)[]>();
  const counts = new Map<StepKindName, number>();
  let current = 0;
  let most = 0;

  const arrive = (invocation: Invocation): void => {
    const asker = askers.get(invocation.kind)?.shift();
    if (asker) asker(invocation);
    else waiting.set(invocation.kind, [...(waiting.get(invocation.kind) ?? []), invocation]);
  };

  const remote = <K extends StepKindName>(kind: K): StepKind<K> => ({
    kind,
    version: 1,
    usesToolchain: true,
    run: async (context) => {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      current += 1;
      most = Math.max(most, current);
      const ended = Promise.withResolvers<Result<readonly StepResult[]>>();
      context.signal.addEventListener('abort', () => ended.reject(new Error('aborted')), { once: true });
      arrive({
        kind,
        context,
        succeed: async () =>
          ended.resolve(
            ok(
              await Promise.all(
                context.tasks.map((task) =>
                  makeResult(kind, { ...context, ...task }, sameContent ? facts : ofSource(facts, task)),
                ),
              ),
            ),
          ),
        end: ended.resolve,
        throws: ended.reject,
      });
      try {
        return await ended.promise;
      } finally {
        current -= 1;
      }
    },
  });

  const stepKinds: StepKinds = {
    ...STEP_KINDS,
    probe: remote('probe'),
    still: remote('still'),
    'encode-video': remote('encode-video'),
    'encode-audio': remote('encode-audio'),
    'package-hls': remote('package-hls'),
  };

  const next = (kind: StepKindName): Promise<Invocation> => {
    const first = waiting.get(kind)?.shift();
    if (first) return Promise.resolve(first);
    return new Promise((resolve) => askers.set(kind, [...(askers.get(kind) ?? []), resolve]));
  };

  return {
    stepKinds,
    next,
    runs: (kind: StepKindName): number => counts.get(kind) ?? 0,
    totalRuns: (): number => [...counts.values()].reduce((sum, count) => sum + count, 0),
    mostAtOnce: (): number => most,
    /** Lets everything succeed as it comes, until the returned function is called. */
    succeedAll: (): (() => void) => {
      let on = true;
      const pump = async (kind: StepKindName): Promise<void> => {
        while (on) await (await next(kind)).succeed();
      };
      for (const kind of Object.keys(stepKinds) as StepKindName[]) void pump(kind);
      return () => {
        on = false;
      };
    },
  };
};
export type RemoteSteps = ReturnType<typeof createRemoteSteps>;

/** Other bytes hold other packets. */
const ofSource = (facts: SourceFacts, { inputs }: StepTask<StepKindName>): SourceFacts => {
  const { source } = inputs;
  const content = source?.type === 'source' ? basename(source.path) : '';
  const { videoIndex } = facts;
  return {
    ...facts,
    videoIndex: videoIndex && { ...videoIndex, setup: content },
    trackDigests: Object.fromEntries(
      Object.keys(facts.trackDigests).map((index) => [index, `${content} ${index}`]),
    ),
  };
};

/** One chunk, so that a test's job has one encode. */
const uncut = (facts: SourceFacts): SourceFacts => ({
  ...facts,
  videoIndex: facts.videoIndex && { ...facts.videoIndex, isSeekable: false },
});

/** What the step would have made: small files whose bytes depend on what went in. */
const makeResult = async (
  kind: StepKindName,
  context: StepTask<StepKindName> & StepTools,
  facts: SourceFacts,
): Promise<StepResult> => {
  const text = (name: string) =>
    new TextEncoder().encode(`${kind} ${name} ${JSON.stringify(context.params)}`);
  const run = (folder: string, segments: readonly string[], durationSeconds: number) => ({
    init: `${folder}/init.mp4`,
    codec: folder.startsWith('audio') ? 'mp4a.40.2' : 'avc1.64001f',
    sampleCount: 300,
    durationSeconds,
    segments: segments.map((path) => ({
      path,
      durationSeconds: durationSeconds / segments.length,
      sizeBytes: 100,
    })),
  });
  const keep = (path: string, mediaType = 'video/mp4') =>
    context.keep(path, mediaType, { bytes: text(path) });
  switch (kind) {
    case 'probe':
      return { entries: [], facts, warnings: [] };
    case 'still':
      return {
        entries: [await keep('still.jpg', 'image/jpeg')],
        facts: {
          ...{ url: 'still.jpg', width: 640, height: 360 },
          images: [{ url: 'still.jpg', width: 640, height: 360, atSeconds: 1 }],
        },
        warnings: [],
      };
    case 'encode-video': {
      const { rung, firstSegment, startTicks, endTicks, timeBase } = context.params as EncodeVideoParams;
      const { name, width, height } = rung;
      const segment = `${name}/${String(firstSegment).padStart(5, '0')}.m4s`;
      return {
        entries: [
          await context.keep(`${name}/init.mp4`, 'video/mp4', { bytes: new TextEncoder().encode(name) }),
          await keep(segment),
        ],
        facts: {
          name,
          width,
          height,
          run: run(name, [segment], (endTicks - startTicks) * toNumber(timeBase)),
        },
        warnings: [],
      };
    }
    case 'encode-audio': {
      const { name, durationSeconds, segmentSeconds } = context.params as EncodeAudioParams;
      const count = Math.ceil(durationSeconds / segmentSeconds);
      const paths = Array.from({ length: count }, (_, number) => `${name}/0000${number + 1}.m4s`);
      const segments = await Promise.all(paths.map((path) => keep(path)));
      return {
        entries: [await keep(`${name}/init.mp4`), ...segments],
        facts: { name, channels: 2, run: run(name, paths, durationSeconds) },
        warnings: [],
      };
    }
    case 'package-hls':
      return {
        entries: [await keep('main.m3u8', 'application/vnd.apple.mpegurl')],
        facts: { url: 'main.m3u8', durationSeconds: 10, hasAudio: true, renditions: [] },
        warnings: [],
      };
    default:
      throw new Error(`the rig cannot stand in for ${kind}`);
  }
};

/** Makes whatever is asked for as real steps do: what the disk or the store refuses ends the step. */
export const makeWhatIsAsked = (steps: RemoteSteps): void => {
  const serve = async (kind: StepKindName): Promise<never> => {
    for (;;) {
      const asked = await steps.next(kind);
      asked.succeed().catch(asked.throws);
    }
  };
  for (const kind of Object.keys(steps.stepKinds) as StepKindName[]) void serve(kind);
};
