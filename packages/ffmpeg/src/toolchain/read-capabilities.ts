import type { Capabilities } from '@reelmill/core';

/** What ffmpeg prints about itself, as data. */
export const readCapabilities = (printed: {
  readonly version: string;
  readonly encoders: string;
  readonly codecs: string;
  readonly filters: string;
}): Capabilities => ({
  version: buildName(printed.version),
  encoders: names(printed.encoders, /^ [VAS][.F][.S][.X][.B][.D] (\S+)/),
  // By codec, not by decoder: ffprobe names codecs.
  decoders: names(printed.codecs, /^ D[.E][VASDT][.I][.L][.S] (\S+)/),
  filters: names(printed.filters, /^ [.T][.S][.C] (\S+)/),
});

const names = (text: string, pattern: RegExp): readonly string[] =>
  text.split('\n').flatMap((line) => {
    const name = pattern.exec(line)?.[1];
    return name === undefined || name === '=' ? [] : [name];
  });

/**
 * Names the build, so that another one gives other fingerprints: ffmpeg's version with the distribution's revision, and
 * the libraries it runs with (encoders are linked in: their packages change ffmpeg's own revision or the library's).
 */
const buildName = (version: string): string => {
  const own = /^ffmpeg version (\S+)/.exec(version)?.[1] ?? 'unknown';
  const libraries = [...version.matchAll(/^lib(\w+)\s+([\d. ]+)\//gm)].map(
    ([, name, number]) => `${name} ${(number ?? '').replace(/ /g, '')}`,
  );
  return [`ffmpeg ${own}`, ...libraries].join(', ');
};
