export interface AudioRendition {
  readonly uri: string;
  /** What people call it; unique in the stream. */
  readonly name: string;
  /** BCP 47; null leaves the attribute out. */
  readonly language: string | null;
  readonly channels: number;
}

export interface TextRendition {
  readonly uri: string;
  /** What people call it; unique in the stream. */
  readonly name: string;
  /** BCP 47; null leaves the attribute out. */
  readonly language: string | null;
  readonly isDefault: boolean;
  readonly isForced: boolean;
}

export interface Variant {
  readonly uri: string;
  /** Highest bitrate of any segment, sound included, measured on what was made. */
  readonly peakBitrateBps: number;
  readonly averageBitrateBps: number;
  /** RFC 6381, sound included. */
  readonly codecs: readonly string[];
  /** Null for sound alone. */
  readonly picture: {
    readonly width: number;
    readonly height: number;
    readonly frameRate: number | null;
  } | null;
}

/** Keyframes of a rendition alone. */
export interface IFrameVariant {
  readonly uri: string;
  readonly peakBitrateBps: number;
  readonly averageBitrateBps: number;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
}

const AUDIO_GROUP = 'audio';
const TEXT_GROUP = 'text';

/** The playlist a player opens first, RFC 8216 §4.3.4. Variants in the order given. */
export const multivariantPlaylist = (playlist: {
  /** The default one in front. */
  readonly audio: readonly AudioRendition[];
  readonly text?: readonly TextRendition[];
  readonly variants: readonly Variant[];
  readonly iFrames?: readonly IFrameVariant[];
}): string => {
  const { text = [] } = playlist;
  const groups = [
    ...(playlist.audio.length > 0 ? [['AUDIO', quoted(AUDIO_GROUP)] as const] : []),
    ...(text.length > 0 ? [['SUBTITLES', quoted(TEXT_GROUP)] as const] : []),
  ];
  return `${[
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...playlist.audio.map((rendition, index) => audioTag(rendition, index === 0)),
    ...text.map(textTag),
    ...playlist.variants.flatMap((variant) => [variantTag(variant, groups), variant.uri]),
    ...(playlist.iFrames ?? []).map(iFrameTag),
  ].join('\n')}\n`;
};

const audioTag = (rendition: AudioRendition, isDefault: boolean): string =>
  `#EXT-X-MEDIA:${attributes([
    ['TYPE', 'AUDIO'],
    ['GROUP-ID', quoted(AUDIO_GROUP)],
    ['NAME', quoted(rendition.name)],
    ['LANGUAGE', rendition.language === null ? undefined : quoted(rendition.language)],
    ['DEFAULT', isDefault ? 'YES' : 'NO'],
    ['AUTOSELECT', 'YES'],
    ['CHANNELS', quoted(String(rendition.channels))],
    ['URI', quoted(rendition.uri)],
  ])}`;

const textTag = (rendition: TextRendition): string =>
  `#EXT-X-MEDIA:${attributes([
    ['TYPE', 'SUBTITLES'],
    ['GROUP-ID', quoted(TEXT_GROUP)],
    ['NAME', quoted(rendition.name)],
    ['LANGUAGE', rendition.language === null ? undefined : quoted(rendition.language)],
    ['DEFAULT', rendition.isDefault ? 'YES' : 'NO'],
    ['AUTOSELECT', 'YES'],
    ['FORCED', rendition.isForced ? 'YES' : 'NO'],
    ['URI', quoted(rendition.uri)],
  ])}`;

const variantTag = (variant: Variant, groups: readonly (readonly [string, string])[]): string =>
  `#EXT-X-STREAM-INF:${attributes([
    ['BANDWIDTH', String(Math.ceil(variant.peakBitrateBps))],
    ['AVERAGE-BANDWIDTH', String(Math.ceil(variant.averageBitrateBps))],
    ['CODECS', quoted(variant.codecs.join(','))],
    ['RESOLUTION', variant.picture ? `${variant.picture.width}x${variant.picture.height}` : undefined],
    ['FRAME-RATE', variant.picture?.frameRate?.toFixed(3)],
    ...groups,
  ])}`;

/** §4.3.4.3: no frame rate, and no sound. */
const iFrameTag = (variant: IFrameVariant): string =>
  `#EXT-X-I-FRAME-STREAM-INF:${attributes([
    ['BANDWIDTH', String(Math.ceil(variant.peakBitrateBps))],
    ['AVERAGE-BANDWIDTH', String(Math.ceil(variant.averageBitrateBps))],
    ['CODECS', quoted(variant.codec)],
    ['RESOLUTION', `${variant.width}x${variant.height}`],
    ['URI', quoted(variant.uri)],
  ])}`;

const attributes = (list: readonly (readonly [name: string, value: string | undefined])[]): string =>
  list
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');

/** §4.2: a quoted string may hold no line breaks and no double quotes; titles come from the media, so they are cleaned. */
const quoted = (text: string): string => `"${text.replace(/["\r\n]+/g, ' ').trim()}"`;
