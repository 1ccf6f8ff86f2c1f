import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileOfInput, PROBE_PARAMS, plan, type StepKindName } from '@reelmill/core';
import { STEP_KINDS, type StepKind, sha256OfBytes, sha256OfFile } from '@reelmill/engine';
import { probeMedia } from '@reelmill/ffmpeg';
import { expect, it } from 'vitest';
import { createPartialCopies } from '../../packages/adapters/src/blobs/s3/partial-copies.ts';
import { realToolchain, recipeOf } from '../media/real-engine.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const never = new AbortController().signal;

const recipe = recipeOf(
  { kind: 'poster', atSeconds: 'best' },
  { kind: 'thumbnail', atSeconds: [0, 3, 7.5, 20, 60] },
  { kind: 'storyboard' },
  { kind: 'storyboard', name: 'sparse', intervalSeconds: 12 },
  { kind: 'storyboard', name: 'dense', intervalSeconds: 1.9 },
  { kind: 'convert', container: 'gif', video: { maxWidth: 160 }, trim: { startSeconds: 4, endSeconds: 6 } },
  { kind: 'hls', ladder: 'auto', rungs: [240], video: { preset: 'ultrafast' } },
);

/** Of the beginning far less than a plan asks for, or it would be all of most of these files. */
const HEAD_BYTES_LESS = 20_800_000;

/** What a step makes of a file at `path`, and whether it doubts it. */
const run = async (
  { kind, params }: { readonly kind: StepKindName; readonly params: unknown },
  source: Record<string, unknown>,
) => {
  const workFolder = join(await tempFolder(), randomUUID());
  await mkdir(workFolder);
  const result = await (STEP_KINDS[kind] as StepKind<StepKindName>).run({
    tasks: [{ params: params as never, inputs: { source: source as never } }],
    ...{ workFolder, toolchain: await realToolchain(), signal: never, onProgress: () => {} },
    deriveKey: () => {
      throw new Error('nothing is encrypted');
    },
    keep: async (path, mediaType, content) => {
      const digest = 'bytes' in content ? sha256OfBytes(content.bytes) : await sha256OfFile(content.file);
      return { path, digest, sizeBytes: 0, mediaType };
    },
  });
  await rm(workFolder, { recursive: true });
  const [made] = result.ok ? result.value : [];
  return { made: made && { entries: made.entries, facts: made.facts }, isSound: made?.isDoubtful === false };
};

it.each(sharedMedia('good').map((file) => [file.name, file] as const))(
  'pictures of %s are those of the whole or in doubt, however little of it there is',
  async (name, { path }) => {
    const toolchain = await realToolchain();
    const facts = await probeMedia(toolchain, { inputPath: path, params: PROBE_PARAMS, signal: never });
    const planned = facts.ok && plan(recipe.recipe, facts.value, toolchain.capabilities);
    const { size } = await stat(path);
    const tally = { steps: 0, sound: 0 };
    for (const step of planned && planned.ok ? planned.value.steps : []) {
      const input = step.inputs['source'];
      if (!input || (input !== 'source' && 'step' in input)) continue;
      const { bytes } = fileOfInput(input);
      if (!bytes || step.kind === 'encode-video') continue;
      const wanted = bytes.map(({ start, end = size - 1 }, index) => ({
        start,
        end: Math.min(size - 1, index === 0 ? end - HEAD_BYTES_LESS : end),
      }));
      const read = (range: { readonly start: number; readonly end: number }) => createReadStream(path, range);
      const part = await createPartialCopies(await tempFolder()).pathOf(name, size, wanted, read);
      const about =
        input !== 'source' && 'part' in input
          ? { type: 'part', range: input.part.range, digest: '' }
          : { type: 'source', digest: '' };
      const ofPart = await run(step, { ...about, path: part, isWhole: false });
      tally.steps += 1;
      if (!ofPart.isSound) continue;
      tally.sound += 1;
      const ofWhole = await run(step, { ...about, path, isWhole: true });
      expect(ofPart.made, step.key).toEqual(ofWhole.made);
    }
    console.info(`${name}: ${tally.sound} of ${tally.steps} steps were sure of what they made`);
  },
);
