import { describe, it } from 'vitest';
import { expectLadder } from './expect-ladder.ts';
import { goodFiles } from './good-files.ts';

const good = goodFiles({ mp4: false });

describe.runIf(good.length > 0)('every good file that is no MP4', () => {
  it.each(good)('%s becomes a ladder with all its frames', (_name, file) => expectLadder(file));
});
