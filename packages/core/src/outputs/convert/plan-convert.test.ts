import { describe, expect, it } from 'vitest';
import type { Probe } from '../../media/probe.ts';
import type { Capabilities } from '../../plan/plan.ts';
import { plan } from '../../plan/plan-recipe.ts';
import { audioTrack, factsOf, probeOf, videoTrack } from '../../plan/probe-fixtures.ts';
import { resolveRecipe } from '../../recipe/presets.ts';

const machine: Capabilities = {
  version: 'ffmpeg 5.1.9, x264 164',
  encoders: [
    ...['libx264', 'libx265', 'libvpx-vp9', 'libsvtav1', 'prores_ks', 'gif', 'png', 'libwebp_anim'],
    ...['aac', 'libopus', 'libmp3lame', 'flac', 'pcm_s16le'],
  ],
  decoders: ['h264', 'aac'],
  filters: [],
};

const planOf = (wanted: unknown, probe: Probe = probeOf(), capabilities = machine) => {
  const found = resolveRecipe(wanted);
  return found.ok ? plan(found.value.recipe, factsOf(probe), capabilities) : found;
};
const planned = (wanted: unknown, probe?: Probe) => {
  const result = planOf(wanted, probe);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
const refused = (wish: Record<string, unknown>, probe?: Probe, capabilities?: Capabilities): string => {
  const result = planOf({ outputs: [{ kind: 'convert', ...wish }] }, probe, capabilities);
  if (result.ok) throw new Error('was planned');
  return `${result.error.code}: ${result.error.message}`;
};
const convert = (wish: Record<string, unknown>, probe?: Probe) =>
  planned({ outputs: [{ kind: 'convert', ...wish }] }, probe);
const chunks = (wish: Record<string, unknown>, probe?: Probe) =>
  convert(wish, probe).steps.filter((step) => step.kind === 'encode-video');

describe('the plan of a conversion', () => {
  it.each(['mp4', 'webm', 'gif', 'audio-m4a', 'audio-mp3'])('is as ever for the preset %s', async (name) => {
    const text = `${JSON.stringify(planned(name), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`./plan-${name}.golden.json`);
  });

  it('never enlarges, and keeps the aspect within every bound', () => {
    const size = (video: Record<string, unknown>) => {
      const [step] = chunks({ container: 'mp4', video: { codec: 'h264', ...video } });
      return step && `${step.params.rung.width}x${step.params.rung.height}`;
    };
    expect(size({ maxWidth: 4000 })).toBe('1920x1080');
    expect(size({ maxShortSide: 480 })).toBe('854x480');
    expect(size({ maxWidth: 1280, maxHeight: 360 })).toBe('640x360');
  });

  it('says that nobody counted the pictures of an end between two of an uneven rate', () => {
    const uneven = (trim: object) => {
      const probe = probeOf({ video: [videoTrack({ constantFrameRate: null })] });
      return chunks({ container: 'mp4', trim }, probe).map(({ params }) => params.isUncounted ?? false);
    };
    const even = chunks({ container: 'mp4', trim: { startSeconds: 1.5, endSeconds: 8.3 } });
    expect(uneven({ startSeconds: 1.5 })[0]).toBe(true);
    expect(uneven({ startSeconds: 0, endSeconds: 8.3 }).at(-1)).toBe(true);
    expect(even.some(({ params }) => params.isUncounted)).toBe(false);
  });

  it('takes rates as people write them', () => {
    const rate = (frameRate: number) =>
      chunks({ container: 'mp4', video: { codec: 'h264', frameRate } })[0]?.params.resample?.rate;
    expect([rate(25), rate(29.97), rate(23.976), rate(12.5)]).toEqual([
      { num: 25, den: 1 },
      { num: 30_000, den: 1001 },
      { num: 24_000, den: 1001 },
      { num: 25, den: 2 },
    ]);
  });

  it('encodes the ends of a part anew, and what lies between as of the whole', () => {
    const film = probeOf({ video: [videoTrack({ shownSeconds: 60, frameCount: 1800 })] });
    const video = { codec: 'h264' };
    const whole = chunks({ container: 'mp4', video }, film);
    const part = chunks({ container: 'mp4', video, trim: { startSeconds: 5.5, endSeconds: 50.25 } }, film);
    const same = part.filter(({ params }) =>
      whole.some((step) => JSON.stringify(step.params) === JSON.stringify(params)),
    );
    expect(part.length - same.length).toBe(2);
    expect(part[0]?.params).toMatchObject({ startTicks: 165, firstSegment: 2 });
    expect(part.at(-1)?.params.endTicks).toBe(Math.ceil(50.25 * 30));
    const frames = part.reduce((sum, { params }) => sum + params.expectedFrames, 0);
    expect(frames).toBe(Math.ceil(50.25 * 30) - 165);
  });

  it('leaves out what the source lacks, and says so', () => {
    const silent = convert({ container: 'mp4' }, probeOf({ audio: [] }));
    expect(silent.notes).toContain('The file has no sound, so "convert" has none.');
    expect(silent.steps.map((step) => step.kind)).not.toContain('convert-audio');
    const heard = convert({ container: 'mkv' }, probeOf({ video: [] }));
    expect(heard.steps.map((step) => step.kind)).toEqual(['probe', 'convert-audio', 'mux-file']);
  });

  it('ends a long animation after a minute, and says so', () => {
    const film = probeOf({ video: [videoTrack({ shownSeconds: 600, frameCount: 18_000 })] });
    const { steps, notes } = convert({ container: 'gif' }, film);
    expect(steps[1]?.params).toMatchObject({ durationSeconds: 60, width: 480, height: 270 });
    expect(notes.join()).toContain('ends after 60 s');
  });
});

describe('a conversion is refused with a sentence', () => {
  it('when the container does not take the codec', () => {
    expect(refused({ container: 'webm', video: { codec: 'h264' } })).toBe(
      'INVALID_RECIPE: The recipe\'s field "outputs[0].video.codec" is not valid: WebM takes the codecs vp9, av1, or copy or none.',
    );
    expect(refused({ container: 'mov', audio: { codec: 'opus' } })).toContain(
      'QuickTime takes the codecs aac',
    );
  });

  it('when the container has no such track', () => {
    expect(refused({ container: 'gif', audio: { codec: 'aac' } })).toContain(
      'GIF takes no audio; it takes name, trim and video',
    );
    expect(refused({ container: 'mp3', video: { codec: 'h264' } })).toContain('MP3 takes no video');
  });

  it('when quality is said in two ways, or badly', () => {
    const quality = (value: unknown) =>
      refused({ container: 'mp4', video: { codec: 'h264', quality: value } });
    expect(quality({ crf: 20, bitrateBps: 1e6 })).toContain(
      'must be exactly one of {crf}, {bitrateBps} and {targetSizeBytes}',
    );
    expect(quality({ crf: 99 })).toContain('video.quality.crf');
  });

  it('when fields contradict each other', () => {
    const none = { codec: 'none' };
    expect(refused({ container: 'mp4', video: none, audio: none })).toContain('nothing would be left');
    expect(refused({ container: 'mp4', video: { codec: 'copy' }, trim: { startSeconds: 1 } })).toContain(
      'copies are cut at a keyframe',
    );
    expect(refused({ container: 'mp4', trim: { startSeconds: 5, endSeconds: 4 } })).toContain(
      'must be after startSeconds',
    );
    const video = { codec: 'h264', quality: { targetSizeBytes: 1_000_000 } };
    expect(refused({ container: 'mkv', video, audio: { codec: 'flac' } })).toContain(
      'cannot be known before',
    );
  });

  it('when a raw option is slipped in', () => {
    expect(refused({ container: 'mp4', video: { codec: 'h264', args: '-vf x' } })).toContain('video');
    expect(refused({ container: 'avi' })).toContain('container');
  });

  it('when the source cannot be copied', () => {
    const vp9 = probeOf({ video: [videoTrack({ codec: 'vp9' })] });
    const copy = { codec: 'copy' };
    expect(refused({ container: 'mov', video: copy }, vp9)).toContain(
      'QuickTime does not take the picture as it is (vp9)',
    );
    expect(refused({ container: 'webm', audio: copy }, vp9)).toContain(
      'WebM does not take the sound as it is (aac)',
    );
    const turned = probeOf({ video: [videoTrack({ rotationDegrees: 90 })] });
    expect(refused({ container: 'mkv', video: copy }, turned)).toContain('turned by 90°');
  });

  it('when the source has nothing of it', () => {
    expect(refused({ container: 'm4a' }, probeOf({ audio: [] }))).toContain(
      'CONVERT_IMPOSSIBLE: The file has no sound',
    );
    expect(refused({ container: 'gif' }, probeOf({ video: [] }))).toContain('no moving pictures');
    expect(refused({ container: 'mp4', trim: { startSeconds: 10 } })).toContain('the file lasts 10.0 s');
    expect(refused({ container: 'mp4', video: { codec: 'none' } }, probeOf({ audio: [] }))).toContain(
      'empty',
    );
  });

  it('when the size is too small for the length', () => {
    const film = probeOf({
      video: [videoTrack({ shownSeconds: 600, frameCount: 18_000 })],
      audio: [audioTrack({ durationSeconds: 600 })],
    });
    expect(
      refused({ container: 'mp4', video: { codec: 'h264', quality: { targetSizeBytes: 1_000_000 } } }, film),
    ).toMatch(/TARGET_SIZE_TOO_SMALL: 1000000 bytes are too few for 600\.0 s .* at least \d+ are needed/);
  });

  it('when this machine has no encoder for it', () => {
    expect(refused({ container: 'webm' }, undefined, { ...machine, encoders: ['libopus'] })).toContain(
      "This machine's ffmpeg has no libvpx-vp9 encoder, which WebM needs.",
    );
  });
});
