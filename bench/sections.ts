import { apiRows } from './api.ts';
import { deliveryRows } from './delivery.ts';
import { encodeRows } from './encode.ts';
import { framesRows } from './frames.ts';
import { latencyRows } from './latency.ts';
import { qualityRows } from './quality.ts';
import type { Row } from './report.ts';
import { resumeRows } from './resume.ts';
import { schedulerRows } from './scheduler.ts';
import { socketsRows } from './sockets.ts';
import { stillsRows } from './stills.ts';
import { uploadsRows } from './uploads.ts';

/** Measures one thing in an empty folder of its own. */
export type Section = (folder: string) => Promise<readonly Row[]>;

/** What can be measured, in the order it is when nothing is chosen. */
export const SECTIONS: Readonly<Record<string, Section>> = {
  encode: encodeRows,
  resume: resumeRows,
  scheduler: schedulerRows,
  stills: stillsRows,
  frames: framesRows,
  quality: qualityRows,
  latency: latencyRows,
  uploads: uploadsRows,
  sockets: socketsRows,
  delivery: deliveryRows,
  api: apiRows,
};
