import type { ConvertOptions } from '@reelmill/core';

/** What the form holds: text as it was typed, so that half a number can be corrected. */
export interface ConvertWish {
  readonly container: ConvertOptions['containers'][number]['name'];
  /** A codec, `copy` or `none`. */
  readonly video: string;
  readonly audio: string;
  readonly quality: 'crf' | 'bitrate' | 'size';
  readonly crf: string;
  readonly megabitsPerSecond: string;
  readonly megabytes: string;
  readonly preset: string;
  /** Empty keeps the source's. */
  readonly shortSide: string;
  readonly frameRate: string;
  readonly startSeconds: string;
  readonly endSeconds: string;
  readonly kilobitsPerSecond: string;
  readonly isNormalised: boolean;
  /** Only where the codec can. */
  readonly keepsHdr: boolean;
}

/** The form for a container, with the codecs it likes best and their defaults. Keeps what is cut and how loud it is to be. */
export const wishFor = (
  options: ConvertOptions,
  container: ConvertWish['container'],
  before?: ConvertWish,
): ConvertWish => {
  const found = options.containers.find(({ name }) => name === container);
  const video = found?.videoCodecs[0] ?? 'none';
  const audio = found?.audioCodecs[0] ?? 'none';
  return {
    quality: 'crf',
    ...{ megabitsPerSecond: '4', megabytes: '25', shortSide: '', frameRate: '' },
    ...{ startSeconds: '', endSeconds: '', isNormalised: false, keepsHdr: false },
    preset: options.defaultPreset,
    ...before,
    ...{ container, video, audio },
    ...defaultsOf(options, video, audio),
  };
};

/** What each codec is good at unless told. */
export const defaultsOf = (
  options: ConvertOptions,
  video: string,
  audio: string,
): Pick<ConvertWish, 'crf' | 'kilobitsPerSecond'> => ({
  crf: String(options.videoCodecs.find(({ name }) => name === video)?.crf?.byDefault ?? ''),
  kilobitsPerSecond: String(
    (options.audioCodecs.find(({ name }) => name === audio)?.bitrateBps?.byDefault ?? 0) / 1000 || '',
  ),
});

/** The recipe's output; the server says what is wrong with it. */
export const outputOf = (
  wish: ConvertWish,
  options: ConvertOptions,
  name: string,
): Record<string, unknown> => {
  const holds = options.containers.find((container) => container.name === wish.container)?.holds;
  const trim =
    wish.startSeconds === '' && wish.endSeconds === ''
      ? {}
      : {
          trim: {
            startSeconds: Number(wish.startSeconds),
            endSeconds: wish.endSeconds === '' ? null : Number(wish.endSeconds),
          },
        };
  return {
    ...{ kind: 'convert', name, container: wish.container },
    ...trim,
    ...(holds === 'tracks' ? { video: videoOf(wish, options) } : {}),
    ...(holds === 'tracks' ? { audio: { codec: wish.audio, ...soundOf(wish) } } : {}),
    ...(holds === 'sound' ? { audio: soundOf(wish) } : {}),
    ...(holds === 'animation' && wish.frameRate !== ''
      ? { video: { frameRate: Number(wish.frameRate) } }
      : {}),
  };
};

/** Codecs that can leave a high dynamic range as it is. */
export const canKeepHdr = ({ videoCodecs }: ConvertOptions, video: string): boolean =>
  videoCodecs.find(({ name }) => name === video)?.hdr.includes('keep') ?? false;

const videoOf = (wish: ConvertWish, options: ConvertOptions): Record<string, unknown> => {
  const { video } = wish;
  if (video === 'copy' || video === 'none') return { codec: video };
  return {
    codec: video,
    ...(video === 'prores' ? {} : { quality: qualityOf(wish), preset: wish.preset }),
    ...(wish.keepsHdr && canKeepHdr(options, video) ? { hdr: 'keep' } : {}),
    ...(wish.shortSide === '' ? {} : { maxShortSide: Number(wish.shortSide) }),
    ...(wish.frameRate === '' ? {} : { frameRate: Number(wish.frameRate) }),
  };
};

const qualityOf = (wish: ConvertWish): Record<string, number> => {
  switch (wish.quality) {
    case 'crf':
      return { crf: Number(wish.crf) };
    case 'bitrate':
      return { bitrateBps: Math.round(Number(wish.megabitsPerSecond) * 1e6) };
    case 'size':
      return { targetSizeBytes: Math.round(Number(wish.megabytes) * 1e6) };
  }
};

const soundOf = ({ audio, kilobitsPerSecond, isNormalised }: ConvertWish): Record<string, unknown> =>
  audio === 'copy' || audio === 'none'
    ? {}
    : {
        ...(kilobitsPerSecond === '' ? {} : { bitrateBps: Math.round(Number(kilobitsPerSecond) * 1000) }),
        ...(isNormalised ? { loudness: {} } : {}),
      };

/** `mp4`, or `mp4-2` where that name is taken. */
export const freeName = (container: string, taken: readonly string[]): string => {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? container : `${container}-${number}`;
    if (!taken.includes(name)) return name;
  }
};
