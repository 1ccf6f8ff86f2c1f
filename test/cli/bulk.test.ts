import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startServer } from '@reelmill/server';
import { expect, it, onTestFinished } from 'vitest';
import { endedJob, must, putFile } from '../rig/api.ts';
import { makeClip } from '../rig/make-clip.ts';
import { lastJson, reelmill } from '../rig/reelmill.ts';
import { tempFolder } from '../rig/temp-folder.ts';

it('reelmill bulk runs a recipe on many assets of a server, and says which it failed on', async () => {
  const folder = await tempFolder();
  const dataFolder = join(folder, 'server');
  const server = await must(startServer({ port: 0, host: '127.0.0.1', dataFolder, logLevel: 'silent' }));
  onTestFinished(server.close);
  const clip = await makeClip(folder, { seconds: 1, size: '160x90' });
  await writeFile(join(folder, 'notes.mp4'), 'no video at all');
  const good = await putFile(server.url, clip, 'probe');
  const bad = await putFile(server.url, join(folder, 'notes.mp4'), 'probe');
  for (const { job } of [good, bad]) await endedJob(server.url, job?.id ?? '');

  const at = ['-r', 'probe', '--server', server.url];
  const all = await reelmill(folder, 'bulk', '--all', ...at);
  expect(all).toMatchObject({ code: 1, stdout: expect.stringContaining('1 of 2 assets done, 1 failed') });
  expect(all.stdout).toContain(`${bad.id}  notes.mp4: `);
  expect(all.stderr).toContain('2 of 2 assets, 1 failed');

  const one = await reelmill(folder, 'bulk', good.id, '--json', ...at);
  expect(one.code).toBe(0);
  expect(lastJson(one)).toMatchObject({ bulk: { state: 'succeeded', items: { total: 1 } }, failed: [] });

  const none = await reelmill(folder, 'bulk', ...at);
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('Say which assets') });
});
