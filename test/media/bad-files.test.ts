import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allBlobs, filesIn } from '../rig/engine-rig.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { openReal, process } from './real-engine.ts';

const bad = sharedMedia('bad');

describe.runIf(bad.length > 0)('every bad file', () => {
  it.each(bad.map((file) => [file.name, file] as const))(
    '%s ends with a reason, or made with a warning, and leaves nothing behind',
    async (name, file) => {
      const folder = await tempFolder();
      const { engine } = await openReal(folder);
      const watch = await watchForEscapes();
      const { job, asset } = await process(engine, file.path);
      const connections = await watch.stop();
      await engine.stop();
      const expected = file.facts['expected_platform_behaviour'] ?? '';

      expect(connections).toBe(0);
      if (expected.startsWith('accept;')) expect(job.state).toBe('succeeded');
      if (/^(reject(?!, or finish| cleanly)|refuse by)/.test(expected)) expect(job.state).toBe('failed');
      if (job.state === 'failed') {
        expect(job.error?.message).toMatch(/^[A-Z].*[.)]$/);
        expect(JSON.stringify(job)).not.toMatch(/0x[0-9a-f]{6,}|\/in\/source|\/blobs\//);
        await engine.stop();
        const kept = asset.outputs.length === 0 ? [asset.source.digest] : undefined;
        if (kept) expect(await allBlobs(engine)).toEqual(kept);
      } else if (/truncat|corrupt|damaged/.test(file.facts['class'] ?? '') && !FINE.includes(name)) {
        expect(job.warnings.length).toBeGreaterThan(0);
      }
      expect(await filesIn(join(folder, 'work'))).toEqual([]);
    },
  );
});

/** Damage that costs no frame and that ffmpeg does not remark on. */
const FINE = ['failing-audio-640x360.mp4', 'missing-stsd.mp4'];

/** What playlist attacks reach for: an address that listens, and a file that must not be read. */
const watchForEscapes = async () => {
  await mkdir('/tmp/vpcanary', { recursive: true });
  await writeFile('/tmp/vpcanary/secret-dev.ts', 'canary');
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(18_999, '127.0.0.1', resolve));
  return {
    stop: async (): Promise<number> => {
      await new Promise((resolve) => server.close(resolve));
      return connections;
    },
  };
};
