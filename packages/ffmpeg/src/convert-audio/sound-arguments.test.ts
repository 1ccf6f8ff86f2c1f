import type { ConvertAudioParams } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { readLoudness } from './measure-loudness.ts';
import { measureArguments, soundArguments } from './sound-arguments.ts';

const params: ConvertAudioParams = {
  codec: 'aac',
  bitrateBps: 160_000,
  channels: 2,
  sampleRateHz: 48_000,
  loudness: { targetLufs: -16, truePeakDbtp: -1 },
  startSeconds: 2.5,
  durationSeconds: 10,
  container: 'm4a',
  fileName: 'audio.m4a',
};
const range = { trackIndex: 1, decodeFromSeconds: null, startSeconds: 0.083333, endSeconds: null };
const paths = { input: '/in/source', output: '/out' };
const firstPass = {
  ...{ integratedLufs: -27.6, truePeakDbtp: -4.5, rangeLu: 18, thresholdLufs: -39.2, offsetLu: 0.6 },
};

describe('the commands that convert sound', () => {
  it('encode a part of it as it is', async () => {
    const args = soundArguments({ params, range }, null, paths);
    await expect(asLines(args)).toMatchFileSnapshot('./part.golden.txt');
  });

  it('measure it, and normalise it by what was measured', async () => {
    const args = [
      ...measureArguments({ params, range }, paths.input),
      ...soundArguments({ params, range }, firstPass, paths),
    ];
    await expect(asLines(args)).toMatchFileSnapshot('./normalised.golden.txt');
  });
});

describe('what loudnorm says', () => {
  const said = (integrated: string, peak: string): string =>
    `x\n{\n"input_i" : "${integrated}",\n"input_tp" : "${peak}",\n"input_lra" : "3.00",\n"input_thresh" : "-38.00",\n"target_offset" : "0.10"\n}\n`;

  it('is read as numbers', () => {
    expect(readLoudness(said('-27.61', '-4.47'))).toMatchObject({
      ok: true,
      value: {
        loudness: { integratedLufs: -27.61, truePeakDbtp: -4.47, rangeLu: 3 },
        firstPass: { offsetLu: 0.1 },
      },
    });
  });

  it('is silence where it is infinite', () => {
    expect(readLoudness(said('-inf', '-inf'))).toMatchObject({
      ok: true,
      value: { loudness: { integratedLufs: null, truePeakDbtp: null }, firstPass: null },
    });
  });

  it('is a failure where it says nothing', () => {
    expect(readLoudness('size=N/A')).toMatchObject({ ok: false, error: { code: 'OUTPUT_INVALID' } });
  });
});
