import { describe, it } from 'vitest';
import { expectLadder } from '../media/expect-ladder.ts';
import { sharedMedia } from '../rig/shared-media.ts';

/** The rest of test/media/good-files.test.ts. */
const long = sharedMedia('good').filter(({ name }) => /363s|jpeg2000/.test(name));

describe.runIf(long.length > 0)('every good file that takes long', () => {
  it.each(long.map((file) => [file.name, file] as const))(
    '%s becomes a ladder with all its frames',
    (_name, file) => expectLadder(file),
    1_800_000,
  );
});
