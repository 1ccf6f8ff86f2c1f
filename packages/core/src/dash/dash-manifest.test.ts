import { expect, it } from 'vitest';
import type { SegmentRun } from '../steps/segment-run.ts';
import { dashManifest } from './dash-manifest.ts';

const run = (name: string, overrides: Partial<SegmentRun> = {}): SegmentRun => ({
  init: `${name}/init.mp4`,
  codec: 'avc1.64001f',
  sampleCount: 250,
  durationSeconds: 10,
  segments: [4, 4, 2].map((durationSeconds, index) => ({
    path: `${name}/0000${index + 1}.m4s`,
    durationSeconds,
    sizeBytes: 1000,
  })),
  ...overrides,
});
const video = (name: string, height: number, overrides: Partial<SegmentRun> = {}) => ({
  ...{ name, width: (height * 16) / 9, height, frameRate: 29.97, timescale: 30_000, bandwidthBps: 1000.2 },
  run: run(name, overrides),
});
const audio = (label: string, isDefault: boolean) => ({
  ...{
    name: 'audio',
    label,
    isDefault,
    language: 'de',
    channels: 2,
    timescale: 48_000,
    bandwidthBps: 128_000,
  },
  run: run('audio', { codec: 'mp4a.40.2' }),
});

it('has one set of pictures to switch within, and one for each sound', () => {
  const manifest = dashManifest({
    video: [video('720p', 720), video('360p', 360)],
    audio: [audio('Ton', true)],
    text: [],
  });
  expect(manifest).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" xmlns:cenc="urn:mpeg:cenc:2013" type="static" profiles="urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019" mediaPresentationDuration="PT10S" minBufferTime="PT2S" maxSegmentDuration="PT4S">
  <Period id="1" start="PT0S" duration="PT10S">
    <AdaptationSet id="0" contentType="video" mimeType="video/mp4" segmentAlignment="true" subsegmentAlignment="true" startWithSAP="1" subsegmentStartsWithSAP="1">
      <Representation id="720p" bandwidth="1001" codecs="avc1.64001f" width="1280" height="720" frameRate="29970/1000" sar="1:1">
        <SegmentTemplate timescale="30000" startNumber="1" initialization="720p/init.mp4" media="720p/$Number%05d$.m4s">
          <SegmentTimeline>
            <S t="0" d="120000" r="1"/>
            <S d="60000"/>
          </SegmentTimeline>
        </SegmentTemplate>
      </Representation>
      <Representation id="360p" bandwidth="1001" codecs="avc1.64001f" width="640" height="360" frameRate="29970/1000" sar="1:1">
        <SegmentTemplate timescale="30000" startNumber="1" initialization="360p/init.mp4" media="360p/$Number%05d$.m4s">
          <SegmentTimeline>
            <S t="0" d="120000" r="1"/>
            <S d="60000"/>
          </SegmentTimeline>
        </SegmentTemplate>
      </Representation>
    </AdaptationSet>
    <AdaptationSet id="1" contentType="audio" mimeType="audio/mp4" lang="de" segmentAlignment="true" startWithSAP="1">
      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
      <Label>Ton</Label>
      <Representation id="audio" bandwidth="128000" codecs="mp4a.40.2">
        <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"/>
        <SegmentTemplate timescale="48000" startNumber="1" initialization="audio/init.mp4" media="audio/$Number%05d$.m4s">
          <SegmentTimeline>
            <S t="0" d="192000" r="1"/>
            <S d="96000"/>
          </SegmentTimeline>
        </SegmentTemplate>
      </Representation>
    </AdaptationSet>
  </Period>
</MPD>
`);
});

it('keeps whatever a title holds as text', () => {
  const manifest = dashManifest({ video: [], audio: [audio('<b a="1">&\u0000', false)], text: [] });
  expect(manifest).toContain('<Label>&lt;b a=&quot;1&quot;&gt;&amp;</Label>');
  expect(manifest).toContain('value="alternate"');
});

it('has a set for each text, which is a file of its own', () => {
  const text = (number: number, language: string | null, isForced: boolean) => ({
    ...{ name: `text-${number}`, url: `text-${number}/text.vtt`, language, isForced },
    ...{ label: `Text ${number}`, bandwidthBps: 40.5 },
  });
  const manifest = dashManifest({
    video: [video('720p', 720)],
    audio: [audio('Ton', true)],
    text: [text(1, 'fr', false), text(2, null, true)],
  });
  expect(manifest).toContain(`    <AdaptationSet id="2" contentType="text" mimeType="text/vtt" lang="fr">
      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="subtitle"/>
      <Label>Text 1</Label>
      <Representation id="text-1" bandwidth="41">
        <BaseURL>text-1/text.vtt</BaseURL>
      </Representation>
    </AdaptationSet>
    <AdaptationSet id="3" contentType="text" mimeType="text/vtt">
      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="forced-subtitle"/>
`);
});

it('finds the index of a file that holds all segments, and says how they are encrypted', () => {
  const segments = [100, 1100].map((offsetBytes) => ({
    ...{ path: '720p/media.mp4', durationSeconds: 5, sizeBytes: 1000, offsetBytes },
  }));
  const manifest = dashManifest({
    video: [
      video('720p', 720, {
        ...{ init: '720p/media.mp4', initBytes: 50, segments },
        encryption: { scheme: 'cbcs', keyId: '00112233445566778899aabbccddeeff' },
      }),
    ],
    audio: [],
    text: [],
  });
  expect(manifest).toContain('profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"');
  expect(manifest).toContain('<BaseURL>720p/media.mp4</BaseURL>');
  expect(manifest).toContain('<SegmentBase timescale="30000" indexRange="50-99">');
  expect(manifest).toContain('<Initialization range="0-49"/>');
  expect(manifest).toContain('value="cbcs" cenc:default_KID="00112233-4455-6677-8899-aabbccddeeff"/>');
});
