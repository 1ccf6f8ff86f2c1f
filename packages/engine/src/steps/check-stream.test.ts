import type { AudioFacts, SegmentRun, VideoFacts } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { checkStream } from './check-stream.ts';
import type { JoinedChunks } from './join-chunks.ts';

const run = (folder: string, overrides: Partial<SegmentRun> = {}): SegmentRun => ({
  init: `${folder}/init.mp4`,
  codec: 'avc1.64001f',
  sampleCount: 200,
  durationSeconds: 8,
  segments: [1, 2].map((number) => ({
    path: `${folder}/0000${number}.m4s`,
    durationSeconds: 4,
    sizeBytes: 100,
  })),
  ...overrides,
});
const rung = (name: string, overrides: Partial<SegmentRun> = {}): VideoFacts => ({
  ...{ name, width: 640, height: 360 },
  run: run(name, overrides),
});
const sound = (name: string, overrides: Partial<SegmentRun> = {}): AudioFacts => ({
  ...{ name, channels: 2 },
  run: run(name, overrides),
});
const file = (path: string, sizeBytes = 100) => ({
  path,
  digest: 'a'.repeat(64),
  sizeBytes,
  mediaType: 'video/mp4',
});
const stream = (overrides: Partial<JoinedChunks> = {}): JoinedChunks => ({
  video: [rung('360p'), rung('240p')],
  audio: [sound('audio'), sound('audio-2')],
  text: [{ name: 'text-1', textPath: 'text-1/subtitles.vtt', cueCount: 1 }],
  entries: [
    ...['360p', '240p', 'audio', 'audio-2'].flatMap((folder) =>
      ['init.mp4', '00001.m4s', '00002.m4s'].map((name) => file(`${folder}/${name}`)),
    ),
    file('text-1/subtitles.vtt'),
  ],
  ...overrides,
});
const messageOf = (joined: JoinedChunks): string | null => {
  const checked = checkStream(joined);
  return checked.ok ? null : checked.error.message;
};

describe('a stream before its playlists are written', () => {
  it('passes when it is whole', () => {
    expect(messageOf(stream())).toBeNull();
    expect(messageOf(stream({ audio: [], text: [] }))).toBeNull();
    expect(messageOf(stream({ video: [] }))).toBeNull();
  });

  it('is refused when a segment is missing or empty', () => {
    const { entries } = stream();
    expect(messageOf(stream({ entries: entries.slice(0, -1) }))).toContain('text-1/subtitles.vtt');
    expect(messageOf(stream({ entries: entries.toSpliced(-2, 1) }))).toContain('audio-2/00002.m4s');
    expect(messageOf(stream({ entries: [file('360p/00001.m4s', 0), ...entries.toSpliced(1, 1)] }))).toContain(
      '360p/00001.m4s',
    );
  });

  it('is refused when two chunks claim the same segment', () => {
    const { segments } = run('360p');
    const twice = [...segments, ...segments.slice(1)];
    expect(messageOf(stream({ video: [rung('360p', { segments: twice })] }))).toContain('twice');
  });

  it('is refused when a rung has other pictures or other cuts', () => {
    expect(messageOf(stream({ video: [rung('360p'), rung('240p', { sampleCount: 199 })] }))).toContain(
      'same times',
    );
    const segments = run('240p').segments.map((segment, index) => ({
      ...segment,
      durationSeconds: index ? 3 : 5,
    }));
    expect(messageOf(stream({ video: [rung('360p'), rung('240p', { segments })] }))).toContain('same times');
  });

  it('is refused when any of its sounds ends before the picture', () => {
    const audio = [sound('audio'), sound('audio-2', { durationSeconds: 7.5 })];
    expect(messageOf(stream({ audio }))).toContain('equally long');
    expect(messageOf(stream({ audio, video: [] }))).toContain('equally long');
  });
});
