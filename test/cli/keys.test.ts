import { expect, it, onTestFinished, vi } from 'vitest';
import { openServer, tempFolder } from '../../apps/server/src/testing/server-under-test.ts';
import { lastJson, reelmill } from '../rig/reelmill.ts';

it('makes, lists and ends keys of a server, and of a folder whose keys are lost', async () => {
  const folder = await tempFolder();
  const server = await openServer(folder);
  const { key } = await (async () => {
    const made = await server.access.keys.create({ name: 'first', scope: 'admin' });
    if (!made.ok) throw new Error(made.error.message);
    return made.value;
  })();
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('REELMILL_URL', server.url);
  vi.stubEnv('REELMILL_KEY', '');
  expect(await reelmill(folder, 'keys', 'list')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('key is needed'),
  });
  vi.stubEnv('REELMILL_KEY', key);
  const made = await reelmill(folder, 'keys', 'create', 'desk', '--user', 'ann', '--expires', '90d');
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rm_[\w-]{22}_[\w-]{43}\n$/) });
  expect((await server.access.identityOf(made.stdout.trim()))?.userId).toBe('ann');
  expect(await reelmill(folder, 'playback', 'rotate')).toMatchObject({
    code: 0,
    stdout: 'Key 2 signs from now on. Links that key 1 signed stay good; older ones are not.\n',
  });
  await server.close();

  const data = ['--data', folder] as const;
  const saved = lastJson(
    await reelmill(folder, 'keys', 'create', 'saved', '--scope', 'admin', ...data, '--json'),
  );
  expect(saved).toMatchObject({ scope: 'admin', key: expect.stringMatching(/^rm_/) });
  const ended = lastJson(await reelmill(folder, 'keys', 'revoke', saved.id, ...data, '--json'));
  expect(ended.revokedAt).not.toBeNull();
});
