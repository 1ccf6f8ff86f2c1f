import { describe, expect, it } from 'vitest';
import { tempFolder } from '../rig/temp-folder.ts';
import { expectLadder } from './expect-ladder.ts';
import { goodFiles } from './good-files.ts';
import { openReal, process } from './real-engine.ts';

/** Codecs this toolchain has no decoder for; the manifest lists them among the good for other machines. */
const UNDECODABLE = ['av1-dolbyvision10-4k30-dav1.mp4', 'vvc-h266-320x180.mp4'];
const good = goodFiles({ mp4: true });

describe.runIf(good.length > 0)('every good MP4 file', () => {
  it.each(good.filter(([name]) => !UNDECODABLE.includes(name)))(
    '%s becomes a ladder with all its frames',
    (_name, file) => expectLadder(file),
  );

  it.each(good.filter(([name]) => UNDECODABLE.includes(name)))(
    '%s is refused by the name of its codec',
    async (_name, file) => {
      const folder = await tempFolder();
      const { engine } = await openReal(folder);
      const { job } = await process(engine, file.path);
      expect(job.error).toMatchObject({ code: 'CODEC_UNSUPPORTED', reason: 'unsupported' });
    },
  );
});
