import type { RunSegment, SegmentRun } from '../steps/segment-run.ts';
import { protectionElements } from './content-protection.ts';
import { element, type XmlElement, xmlDocument } from './xml.ts';

/** One rendition, as its media playlist would name it. */
export interface DashRendition {
  /** Also the folder its files lie in, beside the manifest. */
  readonly name: string;
  readonly run: SegmentRun;
  /** Ticks a second of the track. */
  readonly timescale: number;
  /** Highest of any segment. */
  readonly bandwidthBps: number;
}

export interface DashVideo extends DashRendition {
  readonly width: number;
  readonly height: number;
  /** Average frames per second; null for a single frame. */
  readonly frameRate: number | null;
}

export interface DashAudio extends DashRendition {
  /** BCP 47; null where the file does not say. */
  readonly language: string | null;
  /** What people call it. */
  readonly label: string;
  readonly channels: number;
  readonly isDefault: boolean;
}

/** Words on the clock of the pictures, as one WebVTT file. */
export interface DashText {
  /** Of the rendition. */
  readonly name: string;
  /** Of the file, beside the manifest. */
  readonly url: string;
  /** BCP 47; null where the file does not say. */
  readonly language: string | null;
  /** What people call it. */
  readonly label: string;
  /** For everybody, not only for those who turn them on. */
  readonly isForced: boolean;
  readonly bandwidthBps: number;
}

/** What players are told before they know how much a segment really holds. */
const MIN_BUFFER_SECONDS = 2;

/**
 * An MPD over the segments of an HLS stream (ISO/IEC 23009-1): the pictures are one set to switch within, each sound
 * and each text a set of its own. Segments in files of their own follow the live profile, those behind each other in one file the on-demand
 * profile, whose index is in the file.
 */
export const dashManifest = (stream: {
  readonly video: readonly DashVideo[];
  readonly audio: readonly DashAudio[];
  readonly text: readonly DashText[];
}): string => {
  const all = [...stream.video, ...stream.audio];
  const isSingleFile = all.some(({ run }) => run.segments.some(isPartOfFile));
  const seconds = Math.max(...all.map(({ run }) => run.durationSeconds));
  const longest = Math.max(
    ...all.flatMap(({ run }) => run.segments.map(({ durationSeconds }) => durationSeconds)),
  );
  const sets = [
    ...(stream.video.length > 0 ? [videoSet(stream.video)] : []),
    ...stream.audio.map((audio, index) => audioSet(audio, index + 1)),
    ...stream.text.map((text, index) => textSet(text, stream.audio.length + index + 1)),
  ];
  return xmlDocument(
    element(
      'MPD',
      {
        xmlns: 'urn:mpeg:dash:schema:mpd:2011',
        'xmlns:cenc': 'urn:mpeg:cenc:2013',
        type: 'static',
        profiles: isSingleFile
          ? 'urn:mpeg:dash:profile:isoff-on-demand:2011'
          : 'urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019',
        mediaPresentationDuration: duration(seconds),
        minBufferTime: duration(MIN_BUFFER_SECONDS),
        maxSegmentDuration: duration(longest),
      },
      [element('Period', { id: '1', start: 'PT0S', duration: duration(seconds) }, sets)],
    ),
  );
};

const isPartOfFile = ({ offsetBytes }: RunSegment): boolean => offsetBytes !== undefined;

const videoSet = (video: readonly DashVideo[]): XmlElement =>
  element(
    'AdaptationSet',
    {
      id: '0',
      contentType: 'video',
      mimeType: 'video/mp4',
      segmentAlignment: 'true',
      subsegmentAlignment: 'true',
      startWithSAP: '1',
      subsegmentStartsWithSAP: '1',
    },
    [
      ...protectionElements(video[0]?.run.encryption),
      ...video.map((rendition) =>
        representation(rendition, {
          width: String(rendition.width),
          height: String(rendition.height),
          frameRate: rendition.frameRate === null ? undefined : frameRateText(rendition.frameRate),
          sar: '1:1',
        }),
      ),
    ],
  );

const audioSet = (audio: DashAudio, id: number): XmlElement =>
  element(
    'AdaptationSet',
    {
      id: String(id),
      contentType: 'audio',
      mimeType: 'audio/mp4',
      lang: audio.language ?? undefined,
      segmentAlignment: 'true',
      startWithSAP: '1',
    },
    [
      ...protectionElements(audio.run.encryption),
      element('Role', {
        schemeIdUri: 'urn:mpeg:dash:role:2011',
        value: audio.isDefault ? 'main' : 'alternate',
      }),
      element('Label', {}, [audio.label]),
      representation(audio, {}, [
        element('AudioChannelConfiguration', {
          schemeIdUri: 'urn:mpeg:dash:23003:3:audio_channel_configuration:2011',
          value: String(audio.channels),
        }),
      ]),
    ],
  );

/** A file by itself, not cut into segments (DASH-IF IOP §5.2.4). */
const textSet = (text: DashText, id: number): XmlElement =>
  element(
    'AdaptationSet',
    { id: String(id), contentType: 'text', mimeType: 'text/vtt', lang: text.language ?? undefined },
    [
      element('Role', {
        schemeIdUri: 'urn:mpeg:dash:role:2011',
        value: text.isForced ? 'forced-subtitle' : 'subtitle',
      }),
      element('Label', {}, [text.label]),
      element('Representation', { id: text.name, bandwidth: String(Math.ceil(text.bandwidthBps)) }, [
        element('BaseURL', {}, [text.url]),
      ]),
    ],
  );

const representation = (
  rendition: DashRendition,
  picture: Readonly<Record<string, string | undefined>>,
  descriptors: readonly XmlElement[] = [],
): XmlElement => {
  const { name, run, bandwidthBps } = rendition;
  return element(
    'Representation',
    { id: name, bandwidth: String(Math.ceil(bandwidthBps)), codecs: run.codec, ...picture },
    [...descriptors, ...(run.segments.some(isPartOfFile) ? fileOf(rendition) : [templateOf(rendition)])],
  );
};

/** The index lies between the init segment and the first segment. */
const fileOf = ({ run, timescale }: DashRendition): readonly XmlElement[] => {
  const initBytes = run.initBytes ?? 0;
  const indexEnd = (run.segments[0]?.offsetBytes ?? 0) - 1;
  return [
    element('BaseURL', {}, [run.init]),
    element('SegmentBase', { timescale: String(timescale), indexRange: `${initBytes}-${indexEnd}` }, [
      element('Initialization', { range: `0-${initBytes - 1}` }),
    ]),
  ];
};

/** Segments are numbered without a hole (`engine/src/steps/number-segments.ts`). */
const templateOf = ({ name, run, timescale }: DashRendition): XmlElement =>
  element(
    'SegmentTemplate',
    {
      timescale: String(timescale),
      startNumber: '1',
      initialization: `${name}/init.mp4`,
      media: `${name}/$Number%05d$.m4s`,
    },
    [element('SegmentTimeline', {}, timeline(run, timescale))],
  );

/** Equal durations in a row are said once, with how often they come again. */
const timeline = (run: SegmentRun, timescale: number): readonly XmlElement[] => {
  const rows: { ticks: number; again: number }[] = [];
  for (const { durationSeconds } of run.segments) {
    const ticks = Math.round(durationSeconds * timescale);
    const last = rows.at(-1);
    if (last?.ticks === ticks) last.again += 1;
    else rows.push({ ticks, again: 0 });
  }
  return rows.map(({ ticks, again }, index) =>
    element('S', {
      t: index === 0 ? '0' : undefined,
      d: String(ticks),
      r: again > 0 ? String(again) : undefined,
    }),
  );
};

const duration = (seconds: number): string => `PT${Number(seconds.toFixed(6))}S`;

/** A whole number or a fraction of them (§5.3.7.2). */
const frameRateText = (rate: number): string =>
  Number.isInteger(rate) ? String(rate) : `${Math.round(rate * 1000)}/1000`;
