import { describe, expect, it } from 'vitest';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { expectLadder } from './expect-ladder.ts';
import { openReal, process } from './real-engine.ts';

/** Longer to decode than all others together; `npm run test:corpus -- good-files` has them. */
const LONG = /363s|jpeg2000/;
const good = sharedMedia('good').filter((file) => !LONG.test(file.name));

/** Codecs this toolchain has no decoder for; the manifest lists them among the good for other machines. */
const UNDECODABLE = ['av1-dolbyvision10-4k30-dav1.mp4', 'vvc-h266-320x180.mp4'];

describe.runIf(good.length > 0)('every good file', () => {
  it.each(good.filter((file) => !UNDECODABLE.includes(file.name)).map((file) => [file.name, file] as const))(
    '%s becomes a ladder with all its frames',
    (_name, file) => expectLadder(file),
  );

  it.each(good.filter((file) => UNDECODABLE.includes(file.name)).map((file) => [file.name, file] as const))(
    '%s is refused by the name of its codec',
    async (_name, file) => {
      const folder = await tempFolder();
      const { engine } = await openReal(folder);
      const { job } = await process(engine, file.path);
      expect(job.error).toMatchObject({ code: 'CODEC_UNSUPPORTED', reason: 'unsupported' });
    },
  );
});
