import type { SegmentRun, VideoFacts } from '@reelmill/core';
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
const file = (path: string, sizeBytes = 100) => ({
  path,
  digest: 'a'.repeat(64),
  sizeBytes,
  mediaType: 'video/mp4',
});
const stream = (overrides: Partial<JoinedChunks> = {}): JoinedChunks => ({
  video: [rung('360p'), rung('240p')],
  audio: { channels: 2, run: run('audio') },
  entries: ['360p', '240p', 'audio'].flatMap((folder) =>
    ['init.mp4', '00001.m4s', '00002.m4s'].map((name) => file(`${folder}/${name}`)),
  ),
  ...overrides,
});
const messageOf = (joined: JoinedChunks): string | null => {
  const checked = checkStream(joined);
  return checked.ok ? null : checked.error.message;
};

describe('a stream before its playlists are written', () => {
  it('passes when it is whole', () => {
    expect(messageOf(stream())).toBeNull();
    expect(messageOf(stream({ audio: undefined }))).toBeNull();
    expect(messageOf(stream({ video: [] }))).toBeNull();
  });

  it('is refused when a segment is missing or empty', () => {
    const { entries } = stream();
    expect(messageOf(stream({ entries: entries.slice(0, -1) }))).toContain('audio/00002.m4s');
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

  it('is refused when sound ends before the picture', () => {
    const audio = { channels: 2, run: run('audio', { durationSeconds: 7.5 }) };
    expect(messageOf(stream({ audio }))).toContain('equally long');
  });
});
