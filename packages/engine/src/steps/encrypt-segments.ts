import { createCipheriv } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  AudioFactsSchema,
  ContentKeyFactsSchema,
  contentKeyPurpose,
  ok,
  protectInit,
  type RunSegment,
  type SegmentRun,
  VideoFactsSchema,
} from '@reelmill/core';
import { sha256OfBytes } from '../identity/sha256.ts';
import type { DeriveKey } from '../keys/derive-key.ts';
import type { ArtifactEntry } from '../ports/index.ts';
import { encryptSamples } from './encrypt-samples.ts';
import { readInit } from './read-headers.ts';
import { oneByOne, type ResolvedInput, type StepKind } from './step-kind.ts';

const KEY_BYTES = 16;

/**
 * Encrypts segments of one track. Keys and initialisation vectors are derived, so equal segments give equal bytes; a vector
 * also from what it encrypts, so that no two different segments ever share a key and a vector (docs/decisions/0027).
 */
export const encryptSegments: StepKind<'encrypt-segments'> = {
  kind: 'encrypt-segments',
  version: 1,
  usesToolchain: false,
  run: oneByOne(async ({ params, inputs, deriveKey, keep, signal, onProgress }) => {
    const { scheme, segmentsPerKey, firstSegment } = params;
    const clear = artifactOf(inputs['clear']);
    const { keyId } = ContentKeyFactsSchema.parse(artifactOf(inputs['key']).artifact.facts);
    const keyOf = (number: number) => deriveKey(contentKeyPurpose(keyId, number), KEY_BYTES);
    const facts = factsOf(clear);
    const { run } = facts;
    const mediaTypes = new Map(clear.artifact.entries.map((entry) => [entry.path, entry.mediaType]));
    const entries: ArtifactEntry[] = [];
    const keepAs = async (path: string, bytes: Uint8Array): Promise<ArtifactEntry> => {
      const entry = await keep(path, mediaTypes.get(path) ?? 'application/octet-stream', { bytes });
      entries.push(entry);
      return entry;
    };

    const constantIv = scheme === 'cbcs' ? await deriveKey(`reelmill stream iv ${keyId}`, KEY_BYTES) : null;
    const protection = scheme === 'aes-128' ? null : { scheme, keyId: Buffer.from(keyId, 'hex'), constantIv };
    const init = run.init === '' ? null : await readFile(await clear.fileOf(run.init));
    if (init) {
      const told = protection ? protectInit(init, protection) : init;
      if (!told) throw new Error(`the init segment ${run.init} cannot be read`);
      await keepAs(run.init, told);
    }
    const header = protection ? await readInit(run, clear.fileOf) : null;
    const segments: RunSegment[] = [];
    for (const [index, segment] of run.segments.entries()) {
      signal.throwIfAborted();
      const bytes = await readFile(await clear.fileOf(segment.path));
      const number = segmentsPerKey === null ? 0 : Math.floor((firstSegment - 1 + index) / segmentsPerKey);
      const key = await keyOf(number);
      if (protection && header) {
        const iv = constantIv ?? (await ivOf(deriveKey, keyId, bytes));
        const encrypted = encryptSamples(bytes, { ...protection, header, key, iv });
        const { sizeBytes } = await keepAs(segment.path, encrypted);
        segments.push({ ...segment, sizeBytes });
      } else {
        const iv = await ivOf(deriveKey, keyId, bytes);
        const cipher = createCipheriv('aes-128-cbc', key, iv);
        const { sizeBytes } = await keepAs(
          segment.path,
          Buffer.concat([cipher.update(bytes), cipher.final()]),
        );
        const ivHex = Buffer.from(iv).toString('hex');
        segments.push({ ...segment, sizeBytes, key: { number, ivHex } });
      }
      onProgress((index + 1) / run.segments.length);
    }
    const encrypted: SegmentRun = { ...run, segments, encryption: { scheme, keyId } };
    return ok({ entries, facts: { ...facts, run: encrypted }, warnings: [] });
  }),
};

/** The same plaintext gives the same vector, and another another; what it says of the plaintext only the secret tells. */
const ivOf = (deriveKey: DeriveKey, keyId: string, clear: Uint8Array): Promise<Uint8Array> => {
  const digest = sha256OfBytes(clear);
  return deriveKey(`reelmill segment iv ${keyId} ${digest}`, KEY_BYTES);
};

const artifactOf = (input: ResolvedInput | undefined): Extract<ResolvedInput, { type: 'artifact' }> => {
  if (input?.type !== 'artifact') throw new Error('the step was planned without what it encrypts');
  return input;
};

const factsOf = ({ artifact: { facts } }: Extract<ResolvedInput, { type: 'artifact' }>) => {
  const sound = AudioFactsSchema.safeParse(facts);
  return sound.success ? sound.data : VideoFactsSchema.parse(facts);
};
