import { describe, expect, it } from 'vitest';
import { mediaPlaylist } from './media-playlist.ts';
import { multivariantPlaylist } from './multivariant-playlist.ts';

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
