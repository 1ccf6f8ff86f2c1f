import { describe, expect, it } from 'vitest';
import type { SegmentRun } from '../steps/segment-run.ts';
import { describeIFrames } from './describe-i-frames.ts';
import { multivariantPlaylist } from './multivariant-playlist.ts';
import { iFramePlaylist, runPlaylist } from './run-playlist.ts';

const segment = (number: number) => ({
  ...{ path: `720p/0000${number}.m4s`, durationSeconds: 4, sizeBytes: 1000 },
});
const run = (overrides: Partial<SegmentRun> = {}): SegmentRun => ({
  ...{ init: '720p/init.mp4', codec: 'avc1.64001f', sampleCount: 200, durationSeconds: 8 },
  segments: [segment(1), segment(2)],
  ...overrides,
});
const KEYFRAMES = [
  { offsetBytes: 0, sizeBytes: 300 },
  { offsetBytes: 0, sizeBytes: 500 },
];

describe('the keyframes of a rendition', () => {
  it('are listed alone, each as the beginning of its segment', () => {
    expect(iFramePlaylist(run(), KEYFRAMES)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-I-FRAMES-ONLY
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.000000,
#EXT-X-BYTERANGE:300@0
00001.m4s
#EXTINF:4.000000,
#EXT-X-BYTERANGE:500@0
00002.m4s
#EXT-X-ENDLIST
`);
  });

  it('are announced with the bitrate they take, not that of the segments', () => {
    const facts = { name: '720p', width: 1280, height: 720, run: run() };
    const playlist = multivariantPlaylist({
      audio: [],
      variants: [],
      iFrames: [describeIFrames(facts, KEYFRAMES)],
    });
    expect(playlist).toContain(
      '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1000,AVERAGE-BANDWIDTH=800,CODECS="avc1.64001f",RESOLUTION=1280x720,URI="720p/keyframes.m3u8"\n',
    );
  });
});

describe('the playlist of a rendition', () => {
  it('names ranges where all segments are in one file', () => {
    const segments = [100, 1100].map((offsetBytes) => ({
      ...segment(1),
      path: '720p/media.mp4',
      offsetBytes,
    }));
    const text = runPlaylist(run({ init: '720p/media.mp4', initBytes: 50, segments }));
    expect(text).toContain('#EXT-X-MAP:URI="media.mp4",BYTERANGE="50@0"\n');
    expect(text).toContain('#EXT-X-BYTERANGE:1000@100\nmedia.mp4\n');
    expect(text).toContain('#EXT-X-BYTERANGE:1000@1100\nmedia.mp4\n');
  });

  it('names the key in front of each segment that has another, and leaves the init segment clear', () => {
    const key = (number: number, ivHex: string) => ({ key: { number, ivHex } });
    const text = runPlaylist(
      run({
        encryption: { scheme: 'aes-128', keyId: 'ab' },
        segments: [
          { ...segment(1), ...key(0, 'a0') },
          { ...segment(2), ...key(1, 'a1') },
        ],
      }),
    );
    expect(text).toContain(`#EXT-X-MAP:URI="init.mp4"
#EXT-X-KEY:METHOD=AES-128,URI="../keys/0",IV=0xa0
#EXTINF:4.000000,
00001.m4s
#EXT-X-KEY:METHOD=AES-128,URI="../keys/1",IV=0xa1
#EXTINF:4.000000,
00002.m4s
`);
  });

  it('names the licence once where samples are encrypted', () => {
    const encryption = (scheme: 'cenc' | 'cbcs') =>
      runPlaylist(run({ encryption: { scheme, keyId: 'ab' } })).match(/#EXT-X-KEY.*/g);
    const rest = 'URI="../license",KEYFORMAT="org.w3.clearkey",KEYFORMATVERSIONS="1"';
    expect(encryption('cenc')).toEqual([`#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,${rest}`]);
    expect(encryption('cbcs')).toEqual([`#EXT-X-KEY:METHOD=SAMPLE-AES,${rest}`]);
  });

  it('has no init segment for transport streams', () => {
    expect(runPlaylist(run({ init: '' }))).not.toContain('EXT-X-MAP');
  });
});
