import { describe, expect, it } from 'vitest';
import type { VideoFacts } from '../steps/encode-video.ts';
import type { SegmentRun } from '../steps/segment-run.ts';
import { mediaPlaylist } from './media-playlist.ts';
import { multivariantPlaylist } from './multivariant-playlist.ts';
import { describeRenditions, streamPlaylist } from './stream-playlist.ts';

describe('mediaPlaylist', () => {
  it('writes a finished playlist of fragmented MP4', () => {
    expect(
      mediaPlaylist({
        initUri: 'init.mp4',
        segments: [
          { uri: '00001.m4s', durationSeconds: 4 },
          { uri: '00002.m4s', durationSeconds: 4.504 },
          { uri: '00003.m4s', durationSeconds: 0.033333 },
        ],
      }),
    ).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:5
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.000000,
00001.m4s
#EXTINF:4.504000,
00002.m4s
#EXTINF:0.033333,
00003.m4s
#EXT-X-ENDLIST
`);
  });
});

describe('a media playlist that grows', () => {
  const growing = (names: readonly string[], isComplete: boolean) =>
    mediaPlaylist({
      initUri: '/media/a/480p/init.mp4',
      segments: names.map((name) => ({ uri: `/media/${name}`, durationSeconds: 3.5 })),
      growing: { segmentSeconds: 4, isComplete },
    });

  it('has no end yet, and is watched from its start', () => {
    expect(growing(['a/480p/00001.m4s'], false)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-START:TIME-OFFSET=0
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="/media/a/480p/init.mp4"
#EXTINF:3.500000,
/media/a/480p/00001.m4s
`);
  });

  it('only ever gets lines behind those it had, the end last', () => {
    const first = growing(['a'], false);
    const more = growing(['a', 'b'], false);
    const whole = growing(['a', 'b', 'c'], true);
    expect(more.startsWith(first)).toBe(true);
    expect(whole.startsWith(more)).toBe(true);
    expect(whole.endsWith('#EXT-X-ENDLIST\n')).toBe(true);
  });
});

describe('streamPlaylist', () => {
  const run = (sizes: readonly number[]): SegmentRun => ({
    init: 'init.mp4',
    codec: 'avc1.64001f',
    sampleCount: sizes.length * 100,
    durationSeconds: sizes.length * 4,
    segments: sizes.map((sizeBytes, number) => ({ path: `${number}.m4s`, durationSeconds: 4, sizeBytes })),
  });
  const rung = (name: string, sizes: readonly number[]): VideoFacts => ({
    name,
    width: 854,
    height: 480,
    run: run(sizes),
  });

  it('says of each rendition what was measured on the segments there are', () => {
    const playlist = (sizes: readonly number[]) =>
      streamPlaylist({ renditions: describeRenditions([rung('480p', sizes)], []), audio: [] });
    expect(playlist([500_000])).toContain('BANDWIDTH=1000000,AVERAGE-BANDWIDTH=1000000,');
    expect(playlist([500_000, 1_000_000])).toContain('BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1500000,');
  });

  it('leads to the playlist of each rendition and of the sound', () => {
    const sound = (name: string, sizes: readonly number[]) => ({
      ...{ name, channels: 2 },
      run: { ...run(sizes), codec: 'mp4a.40.2' },
    });
    const label = (name: string) => ({ name, label: name, language: 'en' });
    const text = streamPlaylist({
      renditions: describeRenditions(
        [rung('480p', [500_000]), rung('240p', [100_000])],
        [sound('audio', [64_000]), sound('audio-2', [128_000])],
      ),
      audio: ['audio', 'audio-2'].map((name) => ({ ...label(name), channels: 2 })),
      text: [{ ...label('text-1'), isDefault: false, isForced: true }],
    });
    expect(text.match(/^[^#].*$/gm)).toEqual(['480p/playlist.m3u8', '240p/playlist.m3u8']);
    for (const name of ['audio', 'audio-2', 'text-1'])
      expect(text).toContain(`NAME="${name}",LANGUAGE="en",`);
    expect(text).toContain('URI="audio-2/playlist.m3u8"');
    // 1,000,000 of pictures and the larger of the two sounds.
    expect(text).toContain('BANDWIDTH=1256000,');
    expect(text).toContain('CODECS="avc1.64001f,mp4a.40.2"');
  });
});

describe('multivariantPlaylist', () => {
  const variant = {
    uri: '720p/playlist.m3u8',
    peakBitrateBps: 2_900_000.2,
    averageBitrateBps: 2_100_000,
    codecs: ['avc1.64001f', 'mp4a.40.2'],
    picture: { width: 1280, height: 720, frameRate: 30_000 / 1001 },
  };

  it('names the audio group and every attribute players choose by', () => {
    expect(
      multivariantPlaylist({
        audio: [{ uri: 'audio/playlist.m3u8', name: 'Default', language: 'en', channels: 2 }],
        variants: [variant],
      }),
    ).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Default",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/playlist.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2900001,AVERAGE-BANDWIDTH=2100000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="audio"
720p/playlist.m3u8
`);
  });

  it('offers sounds and texts, the first sound and a forced text unasked', () => {
    const audio = (name: string, uri: string) => ({ name, uri, language: null, channels: 2 });
    const text = { language: 'de', isDefault: false, isForced: false };
    const lines = multivariantPlaylist({
      audio: [audio('English', 'audio/playlist.m3u8'), audio('Comments', 'audio-2/playlist.m3u8')],
      text: [
        { ...text, name: 'German', uri: 'text-1/playlist.m3u8' },
        { ...text, name: 'Signs', uri: 'text-2/playlist.m3u8', isDefault: true, isForced: true },
      ],
      variants: [variant],
    }).split('\n');
    expect(lines.filter((line) => line.startsWith('#EXT-X-MEDIA:'))).toEqual([
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/playlist.m3u8"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Comments",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="audio-2/playlist.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="German",LANGUAGE="de",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="text-1/playlist.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="Signs",LANGUAGE="de",DEFAULT=YES,AUTOSELECT=YES,FORCED=YES,URI="text-2/playlist.m3u8"',
    ]);
    expect(lines.find((line) => line.startsWith('#EXT-X-STREAM-INF'))).toMatch(
      /AUDIO="audio",SUBTITLES="text"$/,
    );
  });

  it('leaves out what does not apply', () => {
    const text = multivariantPlaylist({
      audio: [],
      variants: [{ ...variant, picture: null, codecs: ['mp4a.40.2'] }],
    });
    expect(text).not.toMatch(/RESOLUTION|FRAME-RATE|AUDIO=/);
  });

  it('lets no text from the media break out of its quotes', () => {
    const text = multivariantPlaylist({
      audio: [{ uri: 'a.m3u8', name: 'x"\n#EXT-X-KEY:METHOD=NONE', language: null, channels: 2 }],
      variants: [],
    });
    expect(text.split('\n').filter((line) => line.startsWith('#EXT-X-KEY'))).toEqual([]);
  });
});
