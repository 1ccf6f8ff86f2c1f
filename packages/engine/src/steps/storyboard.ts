import { join } from 'node:path';
import { ok, type StoryboardFacts, storyboardVtt } from '@reelmill/core';
import { makeStoryboard } from '@reelmill/ffmpeg';
import type { ArtifactEntry } from '../ports/index.ts';
import { sourcePath } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

const FILE = 'storyboard.vtt';

/** Sheets of small pictures, and the WebVTT that says which is shown when. */
export const storyboard: StepKind<'storyboard'> = {
  kind: 'storyboard',
  version: 3,
  usesToolchain: true,
  readsParts: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, keep, onProgress }) => {
    const made = await makeStoryboard(toolchain, {
      inputPath: sourcePath(inputs),
      outputFolder: workFolder,
      params,
      signal,
      onProgress,
    });
    if (!made.ok) return made;
    const { times, sheets, isClean } = made.value;
    const { grid, durationSeconds } = params;
    const entries: ArtifactEntry[] = [];
    for (const { file } of sheets) {
      entries.push(await keep(file, 'image/jpeg', { file: join(workFolder, file) }));
    }
    const text = storyboardVtt({ times, durationSeconds, grid, sheets: sheets.map(({ file }) => file) });
    const vtt = await keep(FILE, 'text/vtt; charset=utf-8', { bytes: new TextEncoder().encode(text) });
    const facts: StoryboardFacts = {
      url: vtt.path,
      sheets: sheets.map(({ file, width, height }) => ({ url: file, width, height })),
      tileWidth: grid.tileWidth,
      tileHeight: grid.tileHeight,
      tileCount: times.length,
      durationSeconds,
    };
    return ok({ entries: [vtt, ...entries], facts, warnings: [], isDoubtful: !isClean });
  }),
};
