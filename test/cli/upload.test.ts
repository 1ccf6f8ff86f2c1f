import { join } from 'node:path';
import { startServer } from '@reelmill/server';
import { expect, it, onTestFinished } from 'vitest';
import { must } from '../rig/api.ts';
import { makeClip } from '../rig/make-clip.ts';
import { lastJson, reelmill } from '../rig/reelmill.ts';
import { tempFolder } from '../rig/temp-folder.ts';

it('reelmill upload sends files to a server until they play, and none of them twice', async () => {
  const folder = await tempFolder();
  const dataFolder = join(folder, 'server');
  const server = await must(startServer({ port: 0, host: '127.0.0.1', dataFolder, logLevel: 'silent' }));
  onTestFinished(server.close);
  const clip = await makeClip(folder, { seconds: 1, size: '160x90' });
  const at = ['-r', 'poster', '--server', server.url];

  const first = await reelmill(folder, 'upload', clip, '--json', ...at);
  expect(first.code).toBe(0);
  const sent = lastJson(first) as { uploads: { assetId: string }[] };
  expect(sent.uploads).toMatchObject([{ name: 'clip.mp4', state: 'done', wasHere: false, error: null }]);

  const again = await reelmill(folder, 'upload', clip, ...at);
  expect(again).toMatchObject({
    code: 0,
    stdout: `${sent.uploads[0]?.assetId}  clip.mp4, which was already there\n`,
  });

  const missing = await reelmill(folder, 'upload', join(folder, 'nothing.mp4'), ...at);
  expect(missing).toMatchObject({ stderr: expect.stringContaining('cannot be read') });
  expect(missing.code).not.toBe(0);
});
