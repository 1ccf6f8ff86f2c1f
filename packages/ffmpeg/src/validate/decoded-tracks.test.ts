import { expect, it } from 'vitest';
import { collectDecoded } from './decoded-tracks.ts';

const feed = (...lines: readonly string[]) => {
  const collected = collectDecoded('mov,mp4');
  for (const line of lines) collected.line(line);
  return collected;
};

it('knows of which track and at which time a decoder complained', () => {
  const { tracks } = feed(
    'frame|media_type=video|stream_index=0|best_effort_timestamp_time=0.000000|pkt_duration_time=0.040000|',
    'frame|media_type=audio|stream_index=1|best_effort_timestamp_time=0.023220|duration_time=0.023220',
    'frame|media_type=video|stream_index=0|best_effort_timestamp_time=0.040000|pkt_duration_time=0.040000|log|context=h264|message=[h264 @ 0x55a4e425b880] P sub_mb_type 24 out of range',
    'log|context=h264|message=[h264 @ 0x55a4e425b880] error while decoding MB 6 16',
    '|side_data|',
    '',
  ).result();
  expect(tracks.get(0)).toEqual({
    frames: 2,
    startSeconds: 0,
    endSeconds: 0.08,
    errorCount: 2,
    errors: [
      { atSeconds: 0.04, message: 'P sub_mb_type 24 out of range' },
      { atSeconds: 0.04, message: 'error while decoding MB 6 16' },
    ],
  });
  expect(tracks.get(1)).toMatchObject({ frames: 1, errorCount: 0, endSeconds: 0.04644 });
});

it('counts all errors and keeps the first', () => {
  const { tracks } = feed(
    'frame|media_type=video|stream_index=0|best_effort_timestamp_time=1.0|',
    ...Array.from({ length: 500 }, (_, index) => `log|context=h264|message=[h264 @ 0x1] error ${index}`),
  ).result();
  expect(tracks.get(0)?.errorCount).toBe(500);
  expect(tracks.get(0)?.errors.map(({ message }) => message)).toEqual(
    Array.from({ length: 10 }, (_, index) => `error ${index}`),
  );
});

it('tells the reader of the container from the decoders, and shows no path of this machine', () => {
  const { container, tracks } = feed(
    'frame|media_type=video|stream_index=0|best_effort_timestamp_time=1.0|log|context=mov,mp4|message=[mov,mp4 @ 0x1] file:/in/source: partial file',
  ).result();
  expect(container).toEqual({ errorCount: 1, messages: ['the file partial file'] });
  expect(tracks.get(0)?.errorCount).toBe(0);
});

it('gives what no frame followed to the track of that codec', () => {
  const collected = feed('frame|media_type=audio|stream_index=1|best_effort_timestamp_time=0.0|');
  const probe = { video: [{ index: 0, codec: 'h264' }], audio: [{ index: 1, codec: 'aac' }] };
  collected.lateError('[aac @ 0x55] channel element 3.3 is not allocated', probe);
  collected.lateError('[matroska,webm @ 0x55] File ended prematurely', probe);
  const { tracks, container } = collected.result();
  expect(tracks.get(1)?.errors).toEqual([
    { atSeconds: null, message: 'channel element 3.3 is not allocated' },
  ]);
  expect(container.messages).toEqual(['File ended prematurely']);
});
