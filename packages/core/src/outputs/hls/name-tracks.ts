import type { AudioTrack, TextTrack } from '../../media/probe.ts';
import type { TrackLabel } from '../../steps/package-hls.ts';

/**
 * What people choose a track by: its title, its language in English, or its number. No two of a list are called the same, as
 * RFC 8216 §4.3.4.1.1 wants it. A single one without a name is called by `fallback`.
 */
export const nameTracks = (
  tracks: readonly (AudioTrack | TextTrack)[],
  fallback: string,
): readonly Omit<TrackLabel, 'name'>[] => {
  const taken = new Set<string>();
  return tracks.map((track, index) => {
    const language = languageTag(track.language);
    const wanted =
      titleOf(track) ??
      (language && languageName(language)) ??
      (tracks.length === 1 ? fallback : `${fallback} ${index + 1}`);
    let label = wanted;
    for (let count = 2; taken.has(label); count += 1) label = `${wanted} ${count}`;
    taken.add(label);
    return { label, language };
  });
};

const LONGEST_TITLE = 80;

const titleOf = ({ title }: AudioTrack | TextTrack): string | null =>
  title
    ?.replace(/[\p{Cc}"]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TITLE) || null;

/** Files say `eng`, players want the shortest BCP 47 tag (RFC 8216 §4.3.4.1): `en`. Null for what is no language. */
const languageTag = (language: string | null): string | null => {
  if (!language) return null;
  try {
    return Intl.getCanonicalLocales(language)[0] ?? null;
  } catch {
    return null;
  }
};

const languageName = (tag: string): string =>
  new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' }).of(tag) ?? tag;
