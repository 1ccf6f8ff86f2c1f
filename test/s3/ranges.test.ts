import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openS3BlobStore } from '@reelmill/adapters';
import { type EncodeVideoParams, PROBE_PARAMS, plan } from '@reelmill/core';
import { STEP_KINDS, sha256OfBytes, sha256OfFile } from '@reelmill/engine';
import type { LocalRanges } from '@reelmill/engine/ports';
import { probeMedia } from '@reelmill/ffmpeg';
import { expect, inject, it } from 'vitest';
import { quick, realToolchain } from '../media/real-engine.ts';
import { makeLongClip } from '../rig/long-clip.ts';
import { openS3Proxy } from '../rig/s3-proxy.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const never = new AbortController().signal;

it('fetches of a long source what a chunk needs, nothing twice, and makes the same of it', async () => {
  const folder = await tempFolder();
  const clip = await makeLongClip(join(folder, 'clip.mov'), 60, 'libx264');
  const { size } = await stat(clip);
  const toolchain = await realToolchain();
  const facts = await probeMedia(toolchain, { inputPath: clip, params: PROBE_PARAMS, signal: never });
  const planned = facts.ok && plan(quick.recipe, facts.value, toolchain.capabilities);
  if (!planned || !planned.ok) throw new Error('the clip cannot be planned');
  const chunks = planned.value.steps.filter((step) => step.kind === 'encode-video');

  const proxy = await openS3Proxy(inject('s3').endpoint);
  const options = { ...inject('s3'), region: 'default', forcePathStyle: true, prefix: `${randomUUID()}/` };
  const sender = await openS3BlobStore({ ...options, cacheBytes: 1e9, cacheFolder: join(folder, 'here') });
  const sent = join(folder, 'sent');
  await copyFile(clip, sent);
  const digest = await sha256OfFile(sent);
  await sender.putFile(sent, digest);
  // As on a machine that has never seen the file.
  const far = { ...options, endpoint: proxy.endpoint, cacheBytes: 1e9 };
  const blobs = await openS3BlobStore({ ...far, cacheFolder: join(folder, 'elsewhere') });
  const fetched = (): number => proxy.requests.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);

  const rangeOf = (number: number) => {
    const input = chunks[number]?.inputs['source'];
    if (typeof input !== 'object' || !('part' in input)) throw new Error('there is no such chunk');
    return input.part.range;
  };
  const fetchedFor = async (number: number): Promise<LocalRanges> => {
    const ranges = await blobs.localRanges(digest, rangeOf(number).bytes ?? [{ start: 0 }]);
    if (!ranges) throw new Error('the source is gone');
    return ranges;
  };
  const made = async (number: number, file: LocalRanges): Promise<readonly string[]> => {
    const workFolder = join(folder, randomUUID());
    await mkdir(workFolder);
    const kept: string[] = [];
    const source = { type: 'part' as const, digest, ...file, range: rangeOf(number) };
    const result = await STEP_KINDS['encode-video'].run({
      tasks: [{ params: chunks[number]?.params as EncodeVideoParams, inputs: { source } }],
      ...{ workFolder, toolchain, signal: never, onProgress: () => {} },
      deriveKey: () => {
        throw new Error('nothing is encrypted');
      },
      keep: async (path, mediaType, content) => {
        const bytes = 'bytes' in content ? content.bytes : await readFile(content.file);
        kept.push(`${path} ${sha256OfBytes(bytes)}`);
        return { path, digest: sha256OfBytes(bytes), sizeBytes: bytes.length, mediaType };
      },
    });
    expect(result).toMatchObject({ ok: true, value: [{ warnings: [] }] });
    return kept;
  };

  const file = await fetchedFor(4);
  const forOne = fetched();
  expect(file.isWhole).toBe(false);
  expect(forOne).toBeLessThan(size * 0.6);
  const segments = await made(4, file);
  expect(segments.length).toBeGreaterThan(1);
  expect(segments).toEqual(await made(4, { path: clip, isWhole: true }));
  await Promise.all([fetchedFor(4), fetchedFor(5)]);
  // The next one shares the beginning of the file, and seconds on both sides of the cut.
  expect(fetched() - forOne).toBeLessThan(size * 0.2);
  expect(fetched()).toBeGreaterThan(forOne);
  expect((await blobs.localPath(digest)) ?? '').not.toBe(file.path);
  expect(await fetchedFor(5)).toMatchObject({ isWhole: true });
});
