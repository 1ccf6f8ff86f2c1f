import { ok } from '@reelmill/core';
import { oneByOne, type StepKind } from './step-kind.ts';

const KEY_ID_BYTES = 16;

/**
 * Names the keys a source is encrypted with: the same for the same source, so that equal sources are encrypted once, and
 * other ones for another source or under another secret. Nobody learns the source from the name.
 */
export const contentKey: StepKind<'content-key'> = {
  kind: 'content-key',
  version: 1,
  usesToolchain: false,
  usesSecret: true,
  readsParts: true,
  run: oneByOne(async ({ params, inputs, deriveKey }) => {
    const { source } = inputs;
    if (source?.type !== 'source') throw new Error('the step was planned without its source');
    const id = await deriveKey(`reelmill stream key id ${params.scheme} ${source.digest}`, KEY_ID_BYTES);
    return ok({ entries: [], facts: { keyId: Buffer.from(id).toString('hex') }, warnings: [] });
  }),
};
