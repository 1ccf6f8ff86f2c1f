import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpeg } from './numbered-clip.ts';

/** Where the files lie, what they reach for, and the address that must not be asked. */
export interface Target {
  readonly folder: string;
  /** A playable file of somebody else's, in the same folder. */
  readonly secret: string;
  readonly url: string;
}

export interface Attack {
  readonly name: string;
  readonly make: (target: Target) => Promise<string>;
  /** Options with which an unguarded ffmpeg of some version falls for it; null where none was seen to. */
  readonly worksWith: readonly string[] | null;
}

const ANY_PROTOCOL = ['-protocol_whitelist', 'file,http,tcp,crypto,data,rtp,udp'];

const text =
  (name: string, lines: (target: Target) => readonly string[]) =>
  async (target: Target): Promise<string> => {
    const path = join(target.folder, name);
    await writeFile(path, `${lines(target).join('\n')}\n`);
    return path;
  };

const playlist = (...lines: readonly string[]): readonly string[] => [
  ...['#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-TARGETDURATION:2', '#EXT-X-MEDIA-SEQUENCE:0'],
  ...[...lines, '#EXT-X-ENDLIST'],
];

/** Files that make ffmpeg read something else, or run a demuxer or decoder that no video needs (reliability anchors §1.1). */
export const attacks: readonly Attack[] = [
  {
    name: 'an HLS playlist that names a neighbour by its path',
    make: text('local.mp4', ({ secret }) => playlist('#EXTINF:1,', secret)),
    worksWith: [],
  },
  {
    name: 'an HLS playlist that names a neighbour by file URL',
    make: text('local-url.mp4', ({ secret }) => playlist('#EXTINF:1,', `file://${secret}`)),
    worksWith: [],
  },
  {
    name: 'an HLS playlist that names an address',
    make: text('http.mp4', ({ url }) => playlist('#EXTINF:1,', `${url}/segment.ts`)),
    worksWith: ANY_PROTOCOL,
  },
  {
    name: 'an HLS playlist whose key is at an address',
    make: text('key.mp4', ({ url, secret }) =>
      playlist(`#EXT-X-KEY:METHOD=AES-128,URI="${url}/key"`, '#EXTINF:1,', secret),
    ),
    worksWith: ANY_PROTOCOL,
  },
  {
    name: 'a master playlist that names an address',
    make: text('master.mp4', ({ url }) => [
      ...['#EXTM3U', '#EXT-X-STREAM-INF:BANDWIDTH=100000', `${url}/media.m3u8`],
    ]),
    worksWith: ANY_PROTOCOL,
  },
  {
    name: 'a concat list that names a neighbour',
    make: text('concat.mp4', () => ['ffconcat version 1.0', 'file secret.ts']),
    worksWith: [],
  },
  {
    name: 'a DASH manifest that names an address',
    make: text('dash.mp4', ({ url }) => [
      '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S">',
      `<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${url}/v.mp4</BaseURL>`,
      '<SegmentBase indexRange="0-1"><Initialization range="0-1"/></SegmentBase></Representation></AdaptationSet></Period></MPD>',
    ]),
    worksWith: null,
  },
  {
    name: 'a session description that opens a port',
    make: text('session.mp4', () => [
      ...['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=x', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=video 5004 RTP/AVP 96'],
      'a=rtpmap:96 H264/90000',
    ]),
    worksWith: null,
  },
  {
    name: 'text that a terminal would show',
    make: text('text.mp4', () =>
      Array.from({ length: 40 }, (_, line) => `root:x:${line}:0:root:/root:/bin/sh`),
    ),
    worksWith: ['-f', 'tty'],
  },
  {
    name: 'a drawing that names files',
    make: text('drawing.mp4', ({ secret }) => [
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64">',
      `<image xlink:href="file://${secret}" width="64" height="64"/><rect width="64" height="64"/></svg>`,
    ]),
    worksWith: ['-f', 'svg_pipe'],
  },
  {
    name: 'a codec with a record of memory bugs, in AVI',
    make: async ({ folder }) => {
      const path = join(folder, 'magic.avi');
      await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=10:duration=1', '-c:v', 'magicyuv', path);
      return path;
    },
    worksWith: [],
  },
];

export interface Bomb {
  readonly name: string;
  readonly make: (folder: string) => Promise<string>;
  readonly code: string;
}

/** Small files that ask for a lot (reliability anchors §1.3). */
export const bombs: readonly Bomb[] = [
  {
    name: 'two pictures ten hours apart',
    code: 'MEDIA_DAMAGED',
    make: async (folder) => {
      const path = join(folder, 'gap.mp4');
      await ffmpeg(
        ...['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=1', '-frames:v', '2'],
        ...['-vf', 'setpts=N*36000/TB', '-fps_mode', 'passthrough', '-c:v', 'libx264', path],
      );
      return path;
    },
  },
  {
    name: 'two pictures a year apart',
    code: 'TOO_LONG',
    make: async (folder) => {
      const path = join(folder, 'year.mp4');
      await ffmpeg(
        ...['-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=1', '-frames:v', '2'],
        ...['-vf', 'setpts=N*31536000/TB', '-fps_mode', 'passthrough', '-video_track_timescale', '1'],
        ...['-c:v', 'mjpeg', path],
      );
      return path;
    },
  },
  {
    name: 'three hundred tracks of sound',
    code: 'TOO_MANY_TRACKS',
    make: async (folder) => {
      const path = join(folder, 'tracks.mkv');
      await ffmpeg(
        ...[
          '-f',
          'lavfi',
          '-i',
          'anullsrc=duration=0.1',
          ...Array.from({ length: 300 }, () => ['-map', '0']).flat(),
        ],
        ...['-c:a', 'pcm_s16le', path],
      );
      return path;
    },
  },
  {
    name: 'a picture of 64 megapixels',
    code: 'TOO_MANY_PIXELS',
    make: async (folder) => {
      const path = join(folder, 'huge.mov');
      await ffmpeg(
        ...['-f', 'lavfi', '-i', 'color=gray:size=8000x8000:rate=1', '-frames:v', '1'],
        ...['-pix_fmt', 'gray', '-c:v', 'png', path],
      );
      return path;
    },
  },
];
