import {
  dashManifest,
  type InitSegment,
  type PackageHlsParams,
  peakBitrate,
  type SegmentRun,
} from '@reelmill/core';
import type { JoinedChunks } from './join-chunks.ts';
import { labelOf } from './label-of.ts';

export const DASH_MANIFEST = 'manifest.mpd';

/** The DASH manifest of a stream; durations are in ticks of its tracks, which only their init segments know. */
export const dashOver = async (
  { video, audio, text, entries }: Pick<JoinedChunks, 'video' | 'audio' | 'text' | 'entries'>,
  labels: Pick<PackageHlsParams, 'audio' | 'text'>,
  initOf: (run: SegmentRun) => Promise<InitSegment>,
): Promise<string> => {
  const described = async <F extends { readonly run: SegmentRun }>(facts: F) => ({
    ...facts,
    timescale: (await initOf(facts.run)).timescale,
    bandwidthBps: peakBitrate(facts.run),
  });
  const seconds = Math.max(...[...video, ...audio].map(({ run }) => run.durationSeconds));
  return dashManifest({
    video: await Promise.all(
      video.map(async (rung) => ({
        ...(await described(rung)),
        frameRate: rung.run.sampleCount > 1 ? rung.run.sampleCount / rung.run.durationSeconds : null,
      })),
    ),
    audio: await Promise.all(
      audio.map(async (sound, index) => ({
        ...(await described(sound)),
        ...labelOf(labels.audio, sound.name),
        isDefault: index === 0,
      })),
    ),
    text: text.map(({ name, textPath }) => ({
      ...labelOf(labels.text, name),
      url: textPath,
      bandwidthBps: (sizeOf(textPath, entries) * 8) / Math.max(1, seconds),
    })),
  });
};

const sizeOf = (path: string, entries: JoinedChunks['entries']): number =>
  entries.find((entry) => entry.path === path)?.sizeBytes ?? 0;
