import { describe, expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { analyseArguments } from './analyse-arguments.ts';
import { EVENTS, readEvents, readLoudnessSummary } from './read-events.ts';

const paths = { input: '/in/source', output: '/out' };

describe('analyseArguments', () => {
  it('looks through picture and sound in one go', async () => {
    const params = { videoTrackIndex: 0, audioTrackIndex: 2, zeroSeconds: 0.083, durationSeconds: 10 };
    await expect(asLines(analyseArguments(params, paths))).toMatchFileSnapshot('./analyse.golden.txt');
  });

  it('looks through sound alone', () => {
    const params = { videoTrackIndex: null, audioTrackIndex: 0, zeroSeconds: 0, durationSeconds: 10 };
    const argv = analyseArguments(params, paths).join(' ');
    expect(argv).toContain('ebur128');
    expect(argv).not.toContain('blackdetect');
  });
});

describe('events', () => {
  const limits = { fromSeconds: 0.5, durationSeconds: 10 };
  const log = (...lines: readonly string[]) =>
    lines.map((line) => `frame:1    pts:1   pts_time:1\n${line}`).join('\n');

  it('shorter than what counts are left out, and one without an end lasts to that of the source', () => {
    const text = log(
      ...['lavfi.black_start=1', 'lavfi.black_end=1.2', 'lavfi.black_start=3', 'lavfi.black_end=4.5'],
      ...['lavfi.freezedetect.freeze_start=3', 'lavfi.black_start=9.2'],
    );
    expect(readEvents(text, EVENTS.black, limits)).toEqual([
      { startSeconds: 3, endSeconds: 4.5 },
      { startSeconds: 9.2, endSeconds: 10 },
    ]);
  });

  it('before the first picture begin with it', () => {
    const text = log('lavfi.silence_start=-0.02', 'lavfi.silence_end=2');
    expect(readEvents(text, EVENTS.silences, limits)).toEqual([{ startSeconds: 0, endSeconds: 2 }]);
  });
});

describe('the summary of loudness', () => {
  const summary = (integrated: string, peak: string): string =>
    `Summary: spoofed\n[Parsed_ebur128_4 @ 0x5] Summary:\n\n  Integrated loudness:\n    I:         ${integrated} LUFS\n    Threshold: -33.1 LUFS\n\n  Loudness range:\n    LRA:         4.2 LU\n    Threshold: -43.1 LUFS\n    LRA low:   -25.0 LUFS\n    LRA high:  -20.8 LUFS\n\n  True peak:\n    Peak:       ${peak} dBFS\n`;

  it('is read from the end of the log', () => {
    expect(readLoudnessSummary(summary('-23.0', '-1.5'))).toEqual({
      integratedLufs: -23,
      rangeLu: 4.2,
      truePeakDbtp: -1.5,
    });
  });

  it('has no loudness for silence', () => {
    expect(readLoudnessSummary(summary('-70.0', '-inf'))).toEqual({
      integratedLufs: null,
      rangeLu: null,
      truePeakDbtp: null,
    });
    expect(readLoudnessSummary('nothing')).toBeUndefined();
  });
});
