/** A piece of text and when it is shown, in milliseconds. The text is what people read, without any markup. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

/**
 * A WebVTT file (W3C) whose time zero is that of the pictures. Text stays text: nothing in it is markup, ends its cue or
 * begins another.
 */
export const writeWebVtt = (cues: readonly Cue[]): string =>
  [
    // RFC 8216 §3.5; who reads the file by itself skips it.
    'WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n',
    ...cues.map(
      ({ startMs, endMs, text }) => `${timestamp(startMs)} --> ${timestamp(endMs)}\n${escape(text)}\n`,
    ),
  ].join('\n');

/** Reads the cues of a WebVTT file, in order of their start. Identifiers, settings, styles and notes are left out. */
export const readWebVtt = (file: string): readonly Cue[] => {
  const cues: Cue[] = [];
  const lines = file.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const timing = TIMING.exec(lines[index] ?? '');
    if (!timing) continue;
    const text: string[] = [];
    while ((lines[index + 1] ?? '') !== '') {
      index += 1;
      text.push(lines[index] ?? '');
    }
    const cue = {
      startMs: milliseconds(timing[1]),
      endMs: milliseconds(timing[2]),
      text: plainText(text.join('\n')),
    };
    if (cue.text !== '' && cue.endMs > cue.startMs) cues.push(cue);
  }
  return cues.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
};

/** Cues on a clock that starts `startMs` later and ends after `durationMs`: what is outside is left out or cut. */
export const placeCues = (
  cues: readonly Cue[],
  { startMs, durationMs }: { readonly startMs: number; readonly durationMs: number },
): readonly Cue[] =>
  cues
    .map((cue) => ({
      ...cue,
      startMs: Math.max(0, cue.startMs - startMs),
      endMs: Math.min(durationMs, cue.endMs - startMs),
    }))
    .filter((cue) => cue.endMs > cue.startMs);

const TIMING = /^((?:\d+:)?\d\d:\d\d\.\d{3})\s+-->\s+((?:\d+:)?\d\d:\d\d\.\d{3})(?:\s|$)/;

const milliseconds = (stamp = ''): number => {
  const [seconds = '0', minutes = '0', hours = '0'] = stamp.split(':').reverse();
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000);
};

/** What WebVTT and the formats made into it mark text up with; what only looks like it is text. */
const MARKUP = /<\/?(?:b|i|u|s|c|v|lang|ruby|rt|font)(?:[.\s][^<>]*)?>|<\d[\d:.]*>|\{\\[^{}]*\}/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', nbsp: ' ', quot: '"', apos: "'", lrm: '\u200E', rlm: '\u200F' },
};

const plainText = (text: string): string =>
  text
    .replace(MARKUP, '')
    .replace(/&(amp|lt|gt|nbsp|quot|apos|lrm|rlm);/g, (entity, name: string) => ENTITIES[name] ?? entity)
    // No byte that is not text; tabs and line ends are.
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');

/** `>` as well, for no line may hold an arrow. */
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const timestamp = (ms: number): string => {
  const digits = (value: number, count: number): string => String(Math.floor(value)).padStart(count, '0');
  return `${digits(ms / 3_600_000, 2)}:${digits((ms / 60_000) % 60, 2)}:${digits((ms / 1000) % 60, 2)}.${digits(ms % 1000, 3)}`;
};
