import { PROBE_PARAMS } from '@reelmill/core';
import { expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { decodeArguments } from './decode-arguments.ts';

it('decodes every track and prints what decoders say about each frame', async () => {
  const request = { params: PROBE_PARAMS, pictureFormat: null };
  await expect(asLines(decodeArguments('/in/source', request))).toMatchFileSnapshot('./decode.golden.txt');
});
