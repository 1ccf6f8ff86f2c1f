import { describe, expect, it } from 'vitest';
import type { Probe } from '../../media/probe.ts';
import type { PlanSource } from '../../plan/plan.ts';
import { audioTrack, factsOf, probeOf, textTrack, videoTrack } from '../../plan/probe-fixtures.ts';
import { HlsOutputSchema } from './hls-output.ts';
import { planHls } from './plan-hls.ts';

const planned = (overrides: Partial<Probe>, facts: Partial<PlanSource['facts']> = {}) => {
  const probe = probeOf(overrides);
  const result = planHls(HlsOutputSchema.parse({ kind: 'hls', rungs: [240] }), {
    facts: { ...factsOf(probe), ...facts },
    fileName: 'clip.mp4',
    found: new Map(),
    replacements: new Map(),
    video: probe.video[0],
    capabilities: { version: '1', encoders: ['libx264', 'aac'], decoders: [], filters: [] },
  });
  if (!result.ok) throw new Error(result.error.message);
  const packaging = result.value.steps.find((step) => step.kind === 'package-hls');
  if (packaging?.kind !== 'package-hls') throw new Error('nothing is packaged');
  return { ...result.value, keys: result.value.steps.map(({ key }) => key), packaging: packaging.params };
};

describe('a stream of several tracks', () => {
  it('is planned with every sound and every text, what is needed to watch it first', async () => {
    const plan = planned({
      audio: [audioTrack(), audioTrack({ index: 4, language: 'deu', channels: 6, channelLayout: '5.1' })],
      text: [textTrack({ index: 5 }), textTrack({ index: 6, isDefault: true, isForced: true })],
      chapters: [{ startSeconds: 0, endSeconds: 4, title: 'Start' }],
    });
    await expect(`${JSON.stringify(plan, null, 2)}\n`).toMatchFileSnapshot('./plan-tracks.golden.json');
  });

  it('puts each sound and each text on the clock and length of the pictures', () => {
    const { steps } = planned({
      video: [videoTrack({ firstFrameSeconds: 0.08, shownSeconds: 9.5 })],
      audio: [audioTrack(), audioTrack({ index: 4, startSeconds: 2, durationSeconds: 3 })],
      text: [textTrack()],
    });
    for (const step of steps.filter(({ kind }) => kind === 'encode-audio' || kind === 'text-track')) {
      expect(step.params).toMatchObject({ durationSeconds: 9.5 });
      expect(step.inputs['source']).toMatchObject({ part: { range: { startSeconds: 0.08 } } });
    }
  });

  it('gives every track a name of its own', () => {
    const { packaging } = planned({
      audio: [
        audioTrack({ language: 'eng' }),
        audioTrack({ language: 'eng' }),
        audioTrack({ language: 'eng', title: ' Director’s\n"cut" ' }),
        audioTrack({ language: 'pt-br' }),
        audioTrack({ language: null }),
        audioTrack({ language: 'klingon!' }),
      ].map((track, index) => ({ ...track, index: index + 1 })),
    });
    expect(packaging.audio.map(({ label, language }) => `${label}: ${language}`)).toEqual([
      'English: en',
      'English 2: en',
      'Director’s cut: en',
      'Brazilian Portuguese: pt-BR',
      'Sound 5: null',
      'Sound 6: null',
    ]);
    expect(planned({ audio: [audioTrack({ language: null })] }).packaging.audio[0]?.label).toBe('Sound');
  });

  it('leaves out what cannot be heard or read, and says so', () => {
    const mute = audioTrack({ index: 3 });
    const probe = probeOf({
      audio: [audioTrack(), mute, audioTrack({ index: 4, decodable: false })],
      text: [textTrack({ index: 5, codec: 'hdmv_pgs_subtitle' })],
    });
    const { keys, notes } = planned(probe, { trackDigests: { 1: 'sound', 5: 'pictures' } });
    expect(keys).toEqual(['encode-audio', 'video-0001-240p', 'video-0002-240p', 'package-hls']);
    expect(notes).toContain('Of 3 sound tracks 1 can be chosen; the others are left out.');
    expect(notes).toContain('One track of subtitles left out: they are pictures of text, not text.');
  });

  it('takes sixteen sounds at the most, and each of a broadcast’s mono tracks for one', () => {
    const audio = Array.from({ length: 20 }, (_, index) => audioTrack({ index: index + 1, channels: 1 }));
    const { packaging, notes } = planned({ audio });
    expect(packaging.audio).toHaveLength(16);
    expect(notes).toContain('Of 20 sound tracks 16 can be chosen; the others are left out.');
    expect(notes).toContain('Each of the 16 mono tracks is a sound of its own to choose.');
  });

  it('shows a text unasked only where the file means everybody to see it', () => {
    const shown = (isDefault: boolean, isForced: boolean) =>
      planned({ text: [textTrack({ isDefault, isForced })] }).packaging.text[0]?.isDefault;
    // Every second file marks its first text as the default, for players that show none unless they are told to.
    expect([shown(true, false), shown(false, true), shown(true, true)]).toEqual([false, false, true]);
  });

  it('has chapters on the clock of the pictures, one after the other', () => {
    const chapter = (startSeconds: number, title: string | null) => ({
      startSeconds,
      endSeconds: 999,
      title,
    });
    const { packaging } = planned({
      video: [videoTrack({ firstFrameSeconds: 0.5 })],
      chapters: [chapter(0, 'One'), chapter(8, 'Three'), chapter(4.5, null), chapter(30, 'Behind the end')],
    });
    expect(packaging.chapters).toEqual([
      { title: 'One', startSeconds: 0, endSeconds: 4 },
      { title: 'Chapter 2', startSeconds: 4, endSeconds: 7.5 },
      { title: 'Three', startSeconds: 7.5, endSeconds: 10 },
    ]);
  });

  it('makes two channels of whatever there is', () => {
    const downmix = (channels: number, channelLayout: string | null) => {
      const [step] = planned({ audio: [audioTrack({ channels, channelLayout })] }).steps;
      return step?.kind === 'encode-audio' ? step.params.downmix : undefined;
    };
    expect([downmix(1, 'mono'), downmix(2, null), downmix(6, '5.1(side)'), downmix(6, null)]).toEqual([
      'mono',
      'none',
      'surround',
      'surround',
    ]);
    expect(downmix(12, null)).toBe('first-pair');
  });
});
