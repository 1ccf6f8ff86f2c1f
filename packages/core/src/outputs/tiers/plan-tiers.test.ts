import { describe, expect, it } from 'vitest';
import type { SourceFacts } from '../../media/source-index.ts';
import type { Capabilities } from '../../plan/plan.ts';
import { plan } from '../../plan/plan-recipe.ts';
import { audioTrack, factsOf, probeOf, videoTrack } from '../../plan/probe-fixtures.ts';
import { resolveRecipe } from '../../recipe/presets.ts';
import { refuseReplacement } from './refuse-replacement.ts';
import { tierSize, VIDEO_TIERS } from './tier-sizes.ts';

const machine: Capabilities = {
  version: 'ffmpeg 5.1.9, x264 164, x265 199',
  encoders: ['libx264', 'libx265', 'aac'],
  decoders: ['h264', 'aac'],
  filters: [],
};

const recipeOf = (wish: Record<string, unknown> = {}) => {
  const found = resolveRecipe({ outputs: [{ kind: 'tiers', ...wish }] });
  if (!found.ok) throw new Error(found.error.message);
  return found.value.recipe;
};

const planned = (width: number, height: number, wish: Record<string, unknown> = {}, seconds = 10) => {
  const video = videoTrack({
    displayWidth: width,
    displayHeight: height,
    shownSeconds: seconds,
    frameCount: seconds * 30,
  });
  const result = plan(recipeOf(wish), factsOf(probeOf({ video: [video] })), machine);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

const replacement = { digest: 'e'.repeat(64), sizeBytes: 1_000_000 };

/** Planned with a file in place of a tier: what is awaited first, and then all of it. */
const plannedWith = (tier: string, file: SourceFacts, wish: Record<string, unknown> = {}) => {
  const source = factsOf(probeOf({ video: [videoTrack({ displayWidth: 3840, displayHeight: 2160 })] }));
  const plans = [new Map(), new Map([[`${tier}-probe`, file]])].map((found) =>
    plan(recipeOf(wish), source, machine, '', found, new Map([[tier, replacement]])),
  );
  return { first: plans[0], whole: plans[1] };
};

const published = (...[width, height, wish]: Parameters<typeof planned>) =>
  planned(width, height, wish).steps.flatMap((step) => step.publishes ?? []);

describe('tiers', () => {
  it('are planned as a whole for a 4K source', async () => {
    const text = `${JSON.stringify(planned(3840, 2160), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('./plan-tiers.golden.json');
  });

  it.each([
    ['16:9', 3840, 2160, ['3840×2160', '2560×1440', '1920×1080', '722×406']],
    ['16:9 of 8K', 7680, 4320, ['3840×2160', '2560×1440', '1920×1080', '722×406']],
    ['portrait', 2160, 3840, ['2160×3840', '1440×2560', '1080×1920', '406×722']],
    ['wide', 3840, 1600, ['3840×1600', '2560×1066', '1920×800', '796×332']],
    ['square', 3000, 3000, ['2160×2160', '1440×1440', '1080×1080', '564×564']],
    ['full HD', 1920, 1080, ['', '', '1920×1080', '722×406']],
    ['small', 320, 180, ['', '', '', '320×180']],
  ])('keep the source’s shape and enlarge nothing: %s', (_name, displayWidth, displayHeight, sizes) => {
    const source = { displayWidth, displayHeight, frameRate: 30 };
    expect(
      VIDEO_TIERS.map((tier) => {
        const size = tierSize(tier, source);
        return size ? `${size.width}×${size.height}` : '';
      }),
    ).toEqual(sizes);
  });

  it('say where encryption is to be had', () => {
    const found = resolveRecipe({ outputs: [{ kind: 'tiers', encryption: { scheme: 'cenc' } }] });
    expect(found.ok ? '' : found.error.message).toContain('encryption, which is for streams');
  });

  it('keep HDR in HEVC where it is asked for, and end it once on the way down', () => {
    const hdr10 = {
      ...({ displayWidth: 3840, displayHeight: 2160, dynamicRange: 'pq', bitDepth: 10 } as const),
      ...{ colorPrimaries: 'bt2020', colorSpace: 'bt2020nc', colorTransfer: 'smpte2084' },
    };
    const made = (wish: Record<string, unknown>, track = hdr10) => {
      const result = plan(recipeOf(wish), factsOf(probeOf({ video: [videoTrack(track)] })), machine);
      if (!result.ok) throw new Error(result.error.message);
      const tone = result.value.steps.flatMap(({ key, kind, params }) =>
        kind === 'encode-video' || kind === 'still'
          ? [
              [
                key.replace(/.*-/, ''),
                params.picture.toneMap,
                'encoding' in params && params.encoding.encoder === 'libx265' && params.encoding.profile,
              ] as const,
            ]
          : [],
      );
      return {
        tone: [...new Set(tone.map((each) => each.join(' ')))].sort(),
        notes: result.value.notes,
      };
    };
    expect(made({ hdr: 'keep' }).tone).toEqual([
      ...['3k false main10', '4k false main10', 'hd true false', 'sd false false', 'thumbnail false false'],
    ]);
    expect(made({ hdr: 'keep', derive: 'source' }).tone).toEqual([
      ...['3k false main10', '4k false main10', 'hd true false', 'sd true false', 'thumbnail true false'],
    ]);
    expect(made({ hdr: 'keep', tiers: ['4k', 'thumbnail'] }).tone).toEqual([
      ...['4k false main10', 'thumbnail true false'],
    ]);
    expect(made({}).tone).toEqual([
      ...['3k false main', '4k true main', 'hd false false', 'sd false false', 'thumbnail false false'],
    ]);
    const other = made({ hdr: 'keep' }, { ...hdr10, colorPrimaries: 'smpte432' });
    expect(other.tone).toContain('4k true main');
    expect(other.notes.join()).toContain('not in BT.2020');
  });

  it('have an SD one whose sides are even and together less than 1200, in every shape', () => {
    for (let displayWidth = 700; displayWidth < 4000; displayWidth += 37) {
      for (let displayHeight = 700; displayHeight < 4000; displayHeight += 41) {
        const size = tierSize('sd', { displayWidth, displayHeight, frameRate: null });
        expect(size && size.width + size.height).toBeLessThan(1200);
        expect(size && (size.width % 2) + (size.height % 2)).toBe(0);
      }
    }
  });

  it('are outputs named after themselves, and what the source is too small for is left out with a word', () => {
    expect(published(1920, 1080).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'tier hd',
      'tier sd',
      'thumbnail thumbnail',
    ]);
    expect(planned(1920, 1080).notes.join()).toContain('4k, 3k');
    expect(published(1920, 1080, { name: 'art', tiers: ['sd'] }).map(({ name }) => name)).toEqual(['art-sd']);
  });

  it('are made of one another by default: only the first one decodes the source', () => {
    const { steps } = planned(3840, 2160, {}, 60);
    const inputs = steps.flatMap((step) =>
      step.kind === 'encode-video' ? [`${step.key} of ${Object.values(step.inputs).map(nameOf).join()}`] : [],
    );
    expect(inputs).toContain('tiers-video-0002-4k of the source');
    expect(inputs).toContain('tiers-video-0002-3k of tiers-video-0002-4k');
    expect(inputs).toContain('tiers-video-0002-hd of tiers-video-0002-3k');
    expect(inputs).toContain('tiers-video-0002-sd of tiers-video-0002-hd');
    expect(
      inputs.filter((input) => input.endsWith('of the source')).every((input) => input.includes('-4k')),
    ).toBe(true);
  });

  it('below the first are told the rate of the whole, which a chunk of uneven pictures does not know', () => {
    const rate = { num: 704, den: 33 };
    const video = videoTrack({ ...{ displayWidth: 1920, displayHeight: 1080 }, averageFrameRate: rate });
    const uneven = { ...video, constantFrameRate: null };
    const made = plan(recipeOf(), factsOf(probeOf({ video: [uneven] })), machine);
    const encodes = made.ok ? made.value.steps.filter((step) => step.kind === 'encode-video') : [];
    expect(new Set(encodes.map(({ params }) => `${params.rung.name} ${params.frameRate?.num}`))).toEqual(
      new Set(['hd undefined', 'sd 64']),
    );
  });

  it('are all made of the source, from one decode a chunk, when asked to be', () => {
    const { steps } = planned(3840, 2160, { derive: 'source' });
    const encodes = steps.filter((step) => step.kind === 'encode-video');
    expect(encodes.length).toBeGreaterThan(3);
    expect(encodes.every((step) => Object.values(step.inputs).map(nameOf).join() === 'the source')).toBe(
      true,
    );
  });

  it('below a replaced one are made of it, sound and still too, and none of them of what it replaces', () => {
    const track = videoTrack({ displayWidth: 1920, displayHeight: 1080, codec: 'hevc' });
    const { first, whole } = plannedWith('3k', factsOf(probeOf({ video: [track], audio: [audioTrack()] })));
    expect(first).toMatchObject({ ok: true, value: { awaits: ['3k-probe'] } });
    if (!whole?.ok) throw new Error('it was not planned');
    const stepOf = (key: string) => whole.value.steps.find((step) => step.key === key);
    const blob = replacement.digest;
    expect(stepOf('3k-copy')).toMatchObject({ inputs: { source: { blob } }, publishes: { name: '3k' } });
    expect(stepOf('tiers-below-3k-video-0001-hd')).toMatchObject({ inputs: { source: { part: { blob } } } });
    expect(stepOf('tiers-below-3k-encode-audio')).toMatchObject({ inputs: { source: { part: { blob } } } });
    expect(stepOf('thumbnail')).toMatchObject({
      inputs: { source: { step: expect.stringMatching(/^tiers-below-3k-video-\d+-sd$/) } },
    });
    expect(stepOf('tiers-video-0001-4k')).toBeDefined();
    expect(
      whole.value.steps.filter(({ key }) => key.startsWith('tiers-video') && !key.endsWith('-4k')),
    ).toEqual([]);
    expect(whole.value.notes).toContain('Put in place by hand: 3k.');
  });

  it('show their replacement in the thumbnail where it is the smallest one', () => {
    const { whole } = plannedWith('sd', factsOf(probeOf({ video: [videoTrack()] })));
    if (!whole?.ok) throw new Error('it was not planned');
    const inputs = whole.value.steps.find((step) => step.key === 'thumbnail')?.inputs;
    expect(inputs).toEqual({ source: { blob: replacement.digest } });
  });

  it.each([
    ['pictures no browser plays', { codec: 'prores' }, {}, 'its pictures are prores'],
    ['pictures that lie on their side', { rotationDegrees: 90 as const }, {}, 'turned by 90°'],
    ['sound that starts late', {}, { startSeconds: 0.5 }, '0.50 s after its pictures'],
  ])('are not replaced by %s', (_name, video, audio, reason) => {
    const probe = probeOf({ video: [videoTrack(video)], audio: [audioTrack(audio)] });
    expect(refuseReplacement(probe)?.message).toContain(reason);
    expect(plannedWith('hd', factsOf(probe)).whole).toMatchObject({
      error: { code: 'REPLACEMENT_REFUSED' },
    });
  });

  it('may not take a name that another output of the recipe has', () => {
    const both = resolveRecipe({ outputs: [{ kind: 'tiers' }, { kind: 'proxy', name: 'sd' }] });
    expect(both).toMatchObject({ ok: false, error: { code: 'INVALID_RECIPE' } });
  });

  it('need an encoder of HEVC only where one of them is HEVC', () => {
    const facts = (width: number, height: number) =>
      factsOf(probeOf({ video: [videoTrack({ displayWidth: width, displayHeight: height })] }));
    const without = { ...machine, encoders: ['libx264', 'aac'] };
    expect(plan(recipeOf(), facts(1920, 1080), without).ok).toBe(true);
    expect(plan(recipeOf(), facts(3840, 2160), without)).toMatchObject({
      error: { code: 'ENCODER_MISSING' },
    });
  });
});

const nameOf = (input: object | string): string =>
  typeof input === 'object' && 'step' in input ? String(input.step) : 'the source';
