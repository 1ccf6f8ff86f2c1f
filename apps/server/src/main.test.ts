import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readConfig } from './config.ts';
import { fileReaches } from './testing/files-in.ts';
import { runningProcess, startProcess } from './testing/server-process.ts';
import { tempFolder } from './testing/server-under-test.ts';
import { offsetOf, openPatch, patch, startUpload } from './testing/tus-client.ts';

const MIB = 1 << 20;

const refusal = async (ask: Parameters<typeof startProcess>[0]): Promise<string> => {
  const started = await startProcess(ask);
  if (!('code' in started)) throw new Error('it started');
  expect(started.code).toBe(1);
  expect(started.stderr.trim().split('\n')).toHaveLength(1);
  return started.stderr;
};

describe('starting', () => {
  it('says in one line what is wrong with a setting', async () => {
    const dataFolder = await tempFolder();
    expect(await refusal({ dataFolder, env: { PORT: 'eighty' } })).toContain('PORT');
    expect(await refusal({ dataFolder, env: { LOG_LEVEL: 'loud' } })).toContain('LOG_LEVEL');
    expect(await refusal({ dataFolder, env: { FFMPEG_PATH: '/nonexistent/ffmpeg' } })).toContain('ffmpeg');
    await writeFile(join(dataFolder, 'file'), '');
    expect(await refusal({ dataFolder: join(dataFolder, 'file', 'data') })).toContain('data folder');
  });

  it('says in one line that the port or the data folder is taken', async () => {
    const dataFolder = await tempFolder();
    const first = await runningProcess({ dataFolder });
    const port = Number(new URL(first.url).port);
    expect(await refusal({ dataFolder: await tempFolder(), port })).toContain(`Port ${port} is in use`);
    expect(await refusal({ dataFolder })).toContain('in use by another Reelmill process');
  });

  it('warns when other machines can reach it, asks them for a key, and says the first one once', async () => {
    const dataFolder = await tempFolder();
    const env = { HOST: '0.0.0.0' };
    const first = await runningProcess({ dataFolder, env });
    expect(first.stderr()).toContain('WARNING');
    const [key = ''] = /rm_[\w-]{22}_[\w-]{43}/.exec(first.stdout()) ?? [];
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${first.url.replace('0.0.0.0', '127.0.0.1')}/api/v1/assets`, { headers })).status;
    expect([await ask({}), await ask({ authorization: `Bearer ${key}` })]).toEqual([401, 200]);
    first.child.kill('SIGTERM');
    await first.exited;
    expect((await runningProcess({ dataFolder, env })).stdout()).not.toContain('rm_');
  });

  it('refuses to ask nobody for a key where other machines can reach it', () => {
    const policies = (env: Record<string, string>) => {
      const config = readConfig(env);
      return config.ok ? config.value.keys : config.error.message;
    };
    expect(policies({})).toBe('once-made');
    expect(policies({ AUTH: 'required' })).toBe('always');
    expect(policies({ AUTH: 'off' })).toBe('never');
    expect(policies({ HOST: '::' })).toBe('always');
    expect(policies({ HOST: '192.168.1.2', AUTH: 'off' })).toContain('AUTH=off is refused');
  });
});

describe('stopping', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends in order on %s, keeping what arrived', async (signal) => {
    const dataFolder = await tempFolder();
    const first = await runningProcess({ dataFolder });
    const socket = new WebSocket(`${first.url.replace('http', 'ws')}/api/v1/events`);
    await once(socket, 'message');
    const url = await startUpload(first.url, 3 * MIB);
    const part = openPatch(url, 0, 3 * MIB);
    await part.send(Buffer.alloc(MIB));
    await fileReaches(join(dataFolder, 'uploads'), url.split('/').at(-1) ?? '', MIB);
    first.child.kill(signal);
    expect(await first.exited).toBe(0);
    expect(first.stderr()).toBe('');
    part.breakOff();
    const second = await runningProcess({ dataFolder });
    expect(await offsetOf(`${second.url}${new URL(url).pathname}`)).toBe(MIB);
  });

  it('takes a signal that comes twice for one', async () => {
    const { child, exited } = await runningProcess({ dataFolder: await tempFolder() });
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('ends when the process that started it is gone', async () => {
    const { child, exited } = await runningProcess({ dataFolder: await tempFolder() });
    child.disconnect();
    expect(await exited).toBe(0);
  });
});

describe('a disk that is full', () => {
  it('answers 507, keeps what fitted, and says where to go on', async () => {
    // The limit stands for the disk: 16,384 blocks of 512 bytes, or of 1,024 in some shells.
    const under = ['sh', '-c', 'ulimit -f 16384 && exec "$@"', 'sh'];
    const dataFolder = await tempFolder();
    const server = await runningProcess({ dataFolder, under });
    const url = await startUpload(server.url, 30 * MIB);
    const answer = await patch(url, 0, Buffer.alloc(30 * MIB, 'x'));
    expect(answer.status).toBe(507);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'NO_SPACE' });
    const stands = await offsetOf(url);
    expect([8 * MIB, 16 * MIB]).toContain(stands);
    expect((await patch(url, stands, 'x')).status).toBe(507);
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);

    const roomy = await runningProcess({ dataFolder });
    const again = `${roomy.url}${new URL(url).pathname}`;
    expect(await offsetOf(again)).toBe(stands);
    expect((await patch(again, stands, Buffer.alloc(30 * MIB - stands, 'x'))).status).toBe(204);
  });
});
