import { constants } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Asset, Output } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';

export interface ExportedOutput {
  readonly name: string;
  readonly kind: Output['kind'];
  /** The file to open: the picture, or the multivariant playlist. */
  readonly path: string;
  readonly files: number;
  readonly sizeBytes: number;
  readonly renditions?: Extract<Output, { kind: 'hls' }>['renditions'];
}

/** Writes an asset's outputs as ordinary files: `<folder>/<name>.jpg` where it is one, `<folder>/<name>/main.m3u8`… where it is many. */
export const exportOutputs = async (
  engine: Engine,
  asset: Asset,
  folder: string,
): Promise<readonly ExportedOutput[]> => {
  const exported: ExportedOutput[] = [];
  for (const output of asset.outputs) {
    const artifact = await engine.store.direct.artifacts.get(output.artifactDigest);
    if (!artifact) throw new Error(`output ${output.name} has no artifact`);
    const isOne = artifact.entries.length === 1;
    const target = isOne ? folder : join(folder, output.name);
    // What an earlier run wrote may have had more segments.
    if (!isOne) await rm(target, { recursive: true, force: true });
    for (const entry of artifact.entries) {
      const from = await engine.blobs.localPath(entry.digest);
      if (from === undefined) throw new Error(`blob ${entry.digest} is missing`);
      const to = join(target, isOne ? fileName(output) : entry.path);
      await mkdir(dirname(to), { recursive: true });
      await rm(to, { force: true });
      await copyFile(from, to, constants.COPYFILE_FICLONE);
    }
    exported.push({
      name: output.name,
      kind: output.kind,
      path: join(target, isOne ? fileName(output) : mainFile(output)),
      files: artifact.entries.length,
      sizeBytes: output.sizeBytes,
      ...(output.kind === 'hls' ? { renditions: output.renditions } : {}),
    });
  }
  return exported;
};

/** Two files of a kind have the same name in their artifacts. */
const fileName = (output: Output): string => `${output.name}${extname(mainFile(output))}`;

/** The path inside the artifact is what follows the digest in the output's address. */
const mainFile = (output: Output): string =>
  output.url
    .slice(output.url.indexOf(output.artifactDigest) + output.artifactDigest.length + 1)
    .split('/')
    .map(decodeURIComponent)
    .join('/');
