import type { Engine } from '@reelmill/engine';
import { expect, it } from 'vitest';
import { openReal, openUncut, process, streamOf } from '../media/real-engine.ts';
import { readRendition } from '../rig/read-rendition.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** One of six minutes would take as long as all others together. */
const files = sharedMedia('good').filter(
  (file) => Number(file.facts['decoded_frames']) > 0 && !file.name.includes('363s'),
);

/** When each picture of the largest rendition is shown. */
const madeBy = async (engine: Engine, path: string) => {
  const { asset } = await process(engine, path);
  const hls = streamOf(asset);
  const artifact = await engine.store.direct.artifacts.get(hls.artifactDigest);
  const { times } = await readRendition(engine, artifact, hls.renditions[0]?.name ?? '');
  return times;
};

it.each(files.map((file) => [file.name, file] as const))(
  '%s has its pictures at the same times whether it is cut or not',
  async (_name, file) => {
    const { engine } = await openReal(await tempFolder());
    const cut = await madeBy(engine, file.path);
    const { engine: whole } = await openUncut(await tempFolder());
    const uncut = await madeBy(whole, file.path);
    expect(cut.length).toBe(uncut.length);
    for (const [index, time] of cut.entries()) expect(time).toBeCloseTo(uncut[index] ?? NaN, 4);
  },
);
