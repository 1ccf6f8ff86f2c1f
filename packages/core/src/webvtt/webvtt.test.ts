import { describe, expect, it } from 'vitest';
import { placeCues, readWebVtt, writeWebVtt } from './webvtt.ts';

const textOf = (payload: string): string =>
  readWebVtt(`WEBVTT\n\n00:01.000 --> 00:02.000\n${payload}\n`)[0]?.text ?? '';

describe('text of a film', () => {
  it('is read with and without hours, names, settings and notes', () => {
    const file = `WEBVTT

NOTE of the author

one
00:01.500 --> 00:02.000 line:0 align:start
First
line

STYLE
::cue { color: red }

01:00:00.000 --> 01:00:01.250
Last
`;
    expect(readWebVtt(file)).toEqual([
      { startMs: 1500, endMs: 2000, text: 'First\nline' },
      { startMs: 3_600_000, endMs: 3_601_250, text: 'Last' },
    ]);
  });

  it('loses its styling, and nothing that only looks like it', () => {
    expect(textOf('<i>Who</i> is <font color="red">there</font>? {\\an8}<v Anna>Me</v>')).toBe(
      'Who is there? Me',
    );
    expect(textOf('a < b, c > d, x<y>z, AT&amp;T')).toBe('a < b, c > d, x<y>z, AT&T');
  });

  it('stays text, whoever wrote it', () => {
    const hostile = '<script>alert(1)</script>\nx --> y\n&lt;img src=x onerror=alert(1)>';
    const written = writeWebVtt([{ startMs: 1000, endMs: 2000, text: textOf(hostile) }]);
    expect(written).toBe(`WEBVTT
X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000

00:00:01.000 --> 00:00:02.000
&lt;script&gt;alert(1)&lt;/script&gt;
x --&gt; y
&lt;img src=x onerror=alert(1)&gt;
`);
    expect(readWebVtt(written)[0]?.text).toBe(
      '<script>alert(1)</script>\nx --> y\n<img src=x onerror=alert(1)>',
    );
  });

  it('comes back as it was written', () => {
    const cues = [
      { startMs: 0, endMs: 999, text: 'one' },
      { startMs: 86_399_000, endMs: 86_399_999, text: 'two\nthree' },
    ];
    expect(readWebVtt(writeWebVtt(cues))).toEqual(cues);
    expect(readWebVtt(writeWebVtt([]))).toEqual([]);
  });

  it('is on the clock of the pictures, and over when they are', () => {
    const cues = [
      { startMs: 0, endMs: 400, text: 'before' },
      { startMs: 300, endMs: 1500, text: 'over the start' },
      { startMs: 9000, endMs: 20_000, text: 'over the end' },
      { startMs: 20_000, endMs: 21_000, text: 'behind' },
    ];
    expect(placeCues(cues, { startMs: 500, durationMs: 10_000 })).toEqual([
      { startMs: 0, endMs: 1000, text: 'over the start' },
      { startMs: 8500, endMs: 10_000, text: 'over the end' },
    ]);
  });
});
