import type { Step } from '@reelmill/core';
import { expect, it } from 'vitest';
import { inRows } from './step-rows.ts';

const step = (kind: string, key: string): Step => ({
  ...{ key, kind, lane: 'cpu', state: 'ready', progress: 0, weight: 0 },
  ...{
    fingerprint: null,
    artifactDigest: null,
    attempts: [],
    error: null,
    startedAt: null,
    finishedAt: null,
  },
});

it('shows what is made in many parts as one row for each output it is made for', () => {
  const rows = inRows([
    step('probe', 'probe'),
    step('encode-audio', 'encode-audio'),
    step('encode-audio', 'encode-audio-2'),
    step('encode-video', 'video-0001-720p'),
    step('encode-video', 'video-0001-480p'),
    step('encode-video', 'video-0002-720p'),
    step('encode-video', 'proxy-video-0001-480p'),
    step('mux-mp4', 'proxy-mp4'),
    step('measure-quality', 'quality-video-0001-720p'),
    step('measure-quality', 'quality-video-0002-720p'),
    step('still', 'poster'),
    step('still', 'thumbnail'),
    step('something-new', 'new-one'),
  ]);
  expect(rows.map(({ name, steps }) => `${name} (${steps.length})`)).toEqual([
    'Read the facts (1)',
    'Encode the sound (2)',
    'Encode the video (3)',
    'Encode the video: proxy (1)',
    'Write the file: proxy (1)',
    'Measure the quality: quality (2)',
    'Take still pictures: poster (1)',
    'Take still pictures: thumbnail (1)',
    'new-one (1)',
  ]);
});
