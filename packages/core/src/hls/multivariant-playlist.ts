export interface AudioRendition {
  readonly uri: string;
  readonly name: string;
  /** BCP 47; null leaves the attribute out. */
  readonly language: string | null;
  readonly channels: number;
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

/** The playlist a player opens first, RFC 8216 §4.3.4. Variants in the order given. */
export const multivariantPlaylist = (playlist: {
  readonly audio: readonly AudioRendition[];
  readonly variants: readonly Variant[];
  readonly iFrames?: readonly IFrameVariant[];
}): string => {
  const hasGroup = playlist.audio.length > 0;
  return `${[
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...playlist.audio.map((rendition, index) => audioTag(rendition, index === 0)),
    ...playlist.variants.flatMap((variant) => [variantTag(variant, hasGroup), variant.uri]),
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

const variantTag = (variant: Variant, hasAudioGroup: boolean): string =>
  `#EXT-X-STREAM-INF:${attributes([
    ['BANDWIDTH', String(Math.ceil(variant.peakBitrateBps))],
    ['AVERAGE-BANDWIDTH', String(Math.ceil(variant.averageBitrateBps))],
    ['CODECS', quoted(variant.codecs.join(','))],
    ['RESOLUTION', variant.picture ? `${variant.picture.width}x${variant.picture.height}` : undefined],
    ['FRAME-RATE', variant.picture?.frameRate?.toFixed(3)],
    ['AUDIO', hasAudioGroup ? quoted(AUDIO_GROUP) : undefined],
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
