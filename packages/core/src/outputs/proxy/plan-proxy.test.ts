import { describe, expect, it } from 'vitest';
import type { Probe, VideoTrack } from '../../media/probe.ts';
import type { Capabilities } from '../../plan/plan.ts';
import { plan } from '../../plan/plan-recipe.ts';
import { audioTrack, factsOf, probeOf, videoTrack } from '../../plan/probe-fixtures.ts';
import { resolveRecipe } from '../../recipe/presets.ts';

const machine: Capabilities = {
  version: 'ffmpeg 5.1.9, x264 164',
  encoders: ['libx264', 'aac'],
  decoders: ['h264', 'aac'],
  filters: [],
};

const proxyOf = (probe: Probe, wish: Record<string, unknown> = {}) => {
  const found = resolveRecipe({ outputs: [{ kind: 'proxy', ...wish }] });
  if (!found.ok) throw new Error(found.error.message);
  const planned = plan(found.value.recipe, factsOf(probe), machine);
  if (!planned.ok) throw new Error(planned.error.message);
  return planned.value;
};

const encodeOf = (probe: Probe, wish: Record<string, unknown> = {}) => {
  const step = proxyOf(probe, wish).steps.find((candidate) => candidate.kind === 'encode-video');
  return step?.kind === 'encode-video' ? step.params : undefined;
};

const small = (overrides: Partial<VideoTrack> = {}): Probe =>
  probeOf({
    video: [
      videoTrack({
        displayWidth: 640,
        displayHeight: 360,
        averageFrameRate: { num: 10, den: 1 },
        constantFrameRate: { num: 10, den: 1 },
        frameCount: 100,
        pixelFormat: 'yuv420p',
        ...overrides,
      }),
    ],
  });

describe('a proxy', () => {
  it('of what is over before its first picture would be keeps the source’s rate', () => {
    const burst = { displayWidth: 1280, displayHeight: 720, shownSeconds: 0.05, frameCount: 30 };
    const rate = { num: 600, den: 1 };
    const video = videoTrack({ ...burst, constantFrameRate: rate, averageFrameRate: rate });
    expect(encodeOf(probeOf({ video: [video] }))?.resample).toBeNull();
  });

  it('is planned as a whole for an ordinary clip', async () => {
    const found = resolveRecipe('proxy');
    if (!found.ok) throw new Error(found.error.message);
    const text = `${JSON.stringify(plan(found.value.recipe, factsOf(), machine), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('./plan-proxy.golden.json');
  });

  it('keeps the source’s shape, with even sides, and is never larger than the source', () => {
    const sizeOf = (displayWidth: number, displayHeight: number) => {
      const rung = encodeOf(probeOf({ video: [videoTrack({ displayWidth, displayHeight })] }))?.rung;
      return rung && [rung.width, rung.height];
    };
    expect(sizeOf(1920, 1080)).toEqual([854, 480]);
    expect(sizeOf(1080, 1920)).toEqual([270, 480]);
    expect(sizeOf(720, 301)).toEqual([720, 300]);
  });

  it('never has more pictures than the source', () => {
    const video = [
      videoTrack({ averageFrameRate: { num: 8, den: 1 }, constantFrameRate: { num: 8, den: 1 } }),
    ];
    expect(encodeOf(probeOf({ video }))?.resample).toBeNull();
    expect(encodeOf(probeOf())?.resample).toMatchObject({ rate: { num: 10, den: 1 } });
    expect(encodeOf(probeOf(), { frameRate: 12.5 })?.resample).toMatchObject({ rate: { num: 25, den: 2 } });
  });

  it('chooses from all pictures of a fast source, not from every second one', () => {
    const video = [
      videoTrack({
        averageFrameRate: { num: 120, den: 1 },
        constantFrameRate: { num: 120, den: 1 },
        frameCount: 1200,
      }),
    ];
    expect(encodeOf(probeOf({ video }))).toMatchObject({
      picture: { keepOneFrameIn: 1 },
      expectedFrames: 40,
    });
  });

  it('begins no chunk with a picture that comes late for its segment', () => {
    // 23.976 pictures a second drift away from whole seconds, and are farther than half a tick of 15 from 36 s on.
    const rate = { num: 24_000, den: 1001 };
    const video = videoTrack({
      averageFrameRate: rate,
      constantFrameRate: rate,
      timeBase: { num: 1, den: 24_000 },
      frameCount: 1438,
      shownSeconds: 60,
    });
    const probe = probeOf({ video: [video] });
    const facts = factsOf(probe);
    const found = resolveRecipe({ outputs: [{ kind: 'proxy', frameRate: 15 }] });
    if (!found.ok || !facts.videoIndex) throw new Error('is made above');
    const firstTicks = facts.videoIndex.firstTicks.map(
      (_, second) => Math.ceil((second * 24_000) / 1001) * 1001,
    );
    const videoIndex = { ...facts.videoIndex, firstTicks };
    const planned = plan(found.value.recipe, { ...facts, videoIndex }, machine);
    if (!planned.ok) throw new Error(planned.error.message);
    const starts = planned.value.steps.flatMap((step) =>
      step.kind === 'encode-video'
        ? [[step.params.startTicks, (step.params.firstSegment - 1) * step.params.segmentSeconds * 15]]
        : [],
    );
    expect(starts.length).toBeGreaterThan(2);
    for (const [start, grid] of starts) expect(start).toBe(grid);
  });

  it('is left out, with a word, where the source is as small and plays anywhere', () => {
    const { steps, notes } = proxyOf(small());
    expect(steps.map((step) => step.kind)).toEqual(['probe']);
    expect(notes.join()).toContain('play the original');
  });

  it.each([
    ['is higher', small({ displayHeight: 482, displayWidth: 856 })],
    ['has more pictures a second', small({ averageFrameRate: { num: 11, den: 1 }, constantFrameRate: null })],
    ['is HEVC', small({ codec: 'hevc' })],
    ['has 10 bits', small({ pixelFormat: 'yuv420p10le' })],
    ['is Matroska', { ...small(), container: 'matroska,webm' }],
    ['has sound that is not AAC', { ...small(), audio: [audioTrack({ codec: 'ac3' })] }],
  ])('is made where the source %s', (_name, probe) => {
    expect(proxyOf(probe).steps.at(-1)).toMatchObject({ publishes: { kind: 'proxy', name: 'proxy' } });
  });

  it('of sound alone is a file with sound alone', () => {
    const { steps, notes } = proxyOf(probeOf({ video: [] }));
    expect(steps.map((step) => step.kind)).toEqual(['probe', 'encode-audio', 'mux-mp4']);
    expect(notes.join()).toContain('sound only');
  });
});
