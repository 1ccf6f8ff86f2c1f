import { describe, expect, it } from 'vitest';
import type { Probe } from '../media/probe.ts';
import { resolveRecipe } from '../recipe/presets.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Capabilities } from './plan.ts';
import { plan } from './plan-recipe.ts';
import { audioTrack, factsOf, probeOf, videoTrack } from './probe-fixtures.ts';

const machine: Capabilities = {
  version: 'ffmpeg 5.1.9, x264 164',
  encoders: ['libx264', 'aac', 'mjpeg'],
  decoders: ['h264', 'aac'],
  filters: [],
};

const preset = (name: string): Recipe => {
  const found = resolveRecipe(name);
  if (!found.ok) throw new Error(found.error.message);
  return found.value.recipe;
};

const planned = (recipe: Recipe, probe: Probe, capabilities: Capabilities) => {
  const result = plan(recipe, factsOf(probe), capabilities);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

const refused = (recipe: Recipe, probe: Probe, capabilities: Capabilities) => {
  const result = plan(recipe, factsOf(probe), capabilities);
  if (result.ok) throw new Error('was planned');
  return result.error;
};

describe('plan', () => {
  it('plans the web recipe of an ordinary clip', async () => {
    const text = `${JSON.stringify(planned(preset('web'), probeOf(), machine), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('./plan-web.golden.json');
  });

  it('gives equal plans for equal arguments', () => {
    expect(planned(preset('web'), probeOf(), machine)).toEqual(planned(preset('web'), probeOf(), machine));
  });

  it('takes the poster at one second, or at the midpoint of anything shorter', () => {
    const at = (shownSeconds: number) => {
      const [, poster] = planned(
        preset('poster'),
        probeOf({ video: [videoTrack({ shownSeconds })] }),
        machine,
      ).steps;
      return poster?.kind === 'still' ? poster.params.atSeconds : undefined;
    };
    expect([at(10), at(0.5)]).toEqual([[1], [0.25]]);
  });

  it('puts sound on the clock and length of the picture', () => {
    const probe = probeOf({ video: [videoTrack({ firstFrameSeconds: 0.08, shownSeconds: 9.5 })] });
    const audio = planned(preset('web'), probe, machine).steps.find((step) => step.kind === 'encode-audio');
    expect(audio?.params).toMatchObject({ durationSeconds: 9.5 });
    expect(audio?.inputs['source']).toMatchObject({ part: { range: { startSeconds: 0.08 } } });
  });

  it('makes the small rungs of the first chunk before anything else, by themselves', () => {
    const encodes = (recipe: string, shownSeconds: number) => {
      const video = [videoTrack({ shownSeconds, frameCount: shownSeconds * 30 })];
      return planned(preset(recipe), probeOf({ video }), machine)
        .steps.filter((step) => step.kind === 'encode-video')
        .slice(0, 6)
        .map(({ key, batch }) => `${key} in ${batch}`);
    };
    expect(encodes('web', 60)).toEqual([
      'video-0001-360p in video-0001-small',
      'video-0001-240p in video-0001-small',
      'video-0001-1080p in video-0001',
      'video-0001-720p in video-0001',
      'video-0001-480p in video-0001',
      'video-0002-1080p in video-0002',
    ]);
    expect(new Set(encodes('web', 4).map((step) => step.split(' in ')[1]))).toEqual(new Set(['video-0001']));
  });

  it('ticks once a frame for constant rates and with the source otherwise', () => {
    const base = (video: Parameters<typeof videoTrack>[0]) => {
      const step = planned(preset('web'), probeOf({ video: [videoTrack(video)] }), machine).steps.find(
        (candidate) => candidate.kind === 'encode-video',
      );
      return step?.kind === 'encode-video' ? step.params.timeBase : undefined;
    };
    expect(base({ constantFrameRate: { num: 30_000, den: 1001 } })).toEqual({ num: 1001, den: 30_000 });
    expect(base({ constantFrameRate: { num: 120, den: 1 } })).toEqual({ num: 1, den: 60 });
    expect(base({ constantFrameRate: null, timeBase: { num: 1, den: 600 } })).toEqual({ num: 1, den: 600 });
    expect(base({ constantFrameRate: null, timeBase: { num: 1, den: 10_000_000 } })).toEqual({
      num: 1,
      den: 90_000,
    });
  });

  it('makes a stream of sound alone, with the cover as poster', () => {
    const result = planned(preset('web'), probeOf({ video: [], coverTrackIndex: 2 }), machine);
    expect(result.steps.map((step) => step.key)).toEqual(['probe', 'poster', 'encode-audio', 'package-hls']);
    expect(result.notes).toContain('The poster is the cover picture of the file.');
  });

  it('names the language of the sound as players want it', () => {
    const language = (tag: string | null) => {
      const probe = probeOf({ audio: [audioTrack({ language: tag })] });
      const step = planned(preset('web'), probe, machine).steps.find(({ kind }) => kind === 'package-hls');
      return step?.kind === 'package-hls' ? step.params.audio[0]?.language : undefined;
    };
    expect([
      language('eng'),
      language('deu'),
      language('pt-br'),
      language('klingon!'),
      language(null),
    ]).toEqual(['en', 'de', 'pt-BR', null, null]);
  });

  it('needs no sound', () => {
    const result = planned(preset('web'), probeOf({ audio: [] }), machine);
    expect(new Set(result.steps.map((step) => step.kind))).toEqual(
      new Set(['probe', 'still', 'encode-video', 'package-hls']),
    );
  });

  it('says why a source cannot become a stream', () => {
    const undecodable = probeOf({ video: [videoTrack({ codec: 'vvc', decodable: false })], audio: [] });
    expect(refused(preset('web'), undecodable, machine)).toMatchObject({ code: 'CODEC_UNSUPPORTED' });
    expect(refused(preset('web'), probeOf({ video: [], audio: [] }), machine)).toMatchObject({
      code: 'NOT_A_VIDEO',
    });
    const centuries = probeOf({ video: [videoTrack({ shownSeconds: 1_062_001, frameCount: 1e7 })] });
    expect(refused(preset('web'), centuries, machine)).toMatchObject({
      code: 'TOO_LONG',
      reason: 'limit-exceeded',
    });
    const sparse = probeOf({ video: [videoTrack({ shownSeconds: 36_000, frameCount: 2 })] });
    expect(refused(preset('web'), sparse, machine)).toMatchObject({ code: 'MEDIA_DAMAGED' });
  });

  it('says which encoder this machine lacks', () => {
    expect(refused(preset('web'), probeOf(), { ...machine, encoders: ['aac'] })).toMatchObject({
      code: 'ENCODER_MISSING',
      message: expect.stringContaining('libx264'),
    });
  });

  it('prefers the first track it can decode', () => {
    const probe = probeOf({ audio: [audioTrack({ index: 1, decodable: false }), audioTrack({ index: 3 })] });
    const audio = planned(preset('web'), probe, machine).steps.find((step) => step.kind === 'encode-audio');
    expect(audio?.inputs['source']).toMatchObject({ part: { range: { trackIndex: 3 } } });
  });
});
