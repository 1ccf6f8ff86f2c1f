import { describe, expect, it } from 'vitest';
import { textArguments } from './text-arguments.ts';

describe('text arguments', () => {
  it('are the golden ones', async () => {
    const range = { trackIndex: 2, decodeFromSeconds: null, startSeconds: 0.08, endSeconds: null };
    const args = textArguments(range, { input: '/in/source', output: '/out' });
    await expect(`${args.join('\n')}\n`).toMatchFileSnapshot('./text.golden.txt');
  });
});
