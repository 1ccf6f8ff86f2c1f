import { describe, it } from 'vitest';
import { expectLadder } from '../media/expect-ladder.ts';
import { leftToTheCorpus } from '../media/good-files.ts';

describe.runIf(leftToTheCorpus.length > 0)('every good file that takes long', () => {
  it.each(leftToTheCorpus)(
    '%s becomes a ladder with all its frames',
    (_name, file) => expectLadder(file),
    1_800_000,
  );
});
