import { createClient } from '@reelmill/client';
import { expect, it } from 'vitest';
import { endedJob, must, putFile } from '../rig/api.ts';
import { makeClip } from '../rig/make-clip.ts';
import { startServerProcess } from '../rig/server-process.ts';
import { tempFolder } from '../rig/temp-folder.ts';

it('gives an output encrypted for one user, whose client reads it as what it is, also after a restart', async () => {
  const folder = await tempFolder();
  const clip = await makeClip(folder, { seconds: 1, size: '1280x720' });
  let server = await startServerProcess(folder);
  const { id, job } = await putFile(server.url, clip, 'poster');
  await endedJob(server.url, job?.id ?? '');
  const asset = await must(createClient({ baseUrl: server.url }).assets.get(id));
  const poster = asset.outputs.find((output) => output.kind === 'poster');
  const plain = await (await fetch(`${server.url}${poster?.url}`)).bytes();
  const address = (userId: string) =>
    `${server.url}/api/v1/assets/${id}/outputs/poster/encrypted?userId=${userId}`;
  const sealed = await (await fetch(address('ann'))).bytes();
  expect(Buffer.from(sealed).includes('JFIF')).toBe(false);

  await server.stop();
  server = await startServerProcess(folder);
  expect(Buffer.from(await (await fetch(address('ann'))).bytes()).equals(sealed)).toBe(true);
  const file = await must(createClient({ baseUrl: server.url }).assets.openEncrypted(id, 'poster', 'ann'));
  expect(file.sizeBytes).toBe(plain.length);
  expect(Buffer.from(await new Response(file.stream()).bytes()).equals(plain)).toBe(true);
  const part = await must(file.read(1000, 1010));
  expect(Buffer.from(part).equals(plain.subarray(1000, 1010))).toBe(true);
});
