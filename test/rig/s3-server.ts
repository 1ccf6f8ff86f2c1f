import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { TestProject } from 'vitest/node';

/** Where the S3 server of this run listens, and who may come in. */
export interface S3Server {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    s3: S3Server;
  }
}

/** Starts a real one for the tests of a project: Ceph's gateway with one monitor and one store, all in a temp folder. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-s3-'));
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const child of children.toReversed()) await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    project.provide('s3', await startGateway(folder, children));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
};

const SIZE_BYTES = 20 * 2 ** 30;
const BUCKET = 'reelmill';

const startGateway = async (folder: string, children: ChildProcess[]): Promise<S3Server> => {
  const [monitorPort, gatewayPort] = [await freePort(), await freePort()];
  const clusterId = randomUUID();
  for (const name of ['mon', 'osd', 'run']) await mkdir(join(folder, name));
  const conf = join(folder, 'ceph.conf');
  await writeFile(conf, configOf(folder, clusterId, monitorPort));
  const keyring = join(folder, 'keyring');
  const all = (name: string) => ['--cap', name, 'allow *'];
  const start = (command: string, ...args: readonly string[]): void => {
    children.push(spawn(command, ['--conf', conf, '-f', ...args], { stdio: 'ignore' }));
  };

  await run('ceph-authtool', ['-C', keyring, '--gen-key', '-n', 'mon.', ...all('mon')]);
  await run('ceph-authtool', [keyring, '--gen-key', '-n', 'client.admin', ...all('mon'), ...all('osd')]);
  const map = join(folder, 'monmap');
  const address = `[v1:127.0.0.1:${monitorPort}]`;
  await run('monmaptool', ['--create', '--addv', 'a', address, '--fsid', clusterId, map]);
  await run('ceph-mon', ['--conf', conf, '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring]);
  start('ceph-mon', '-i', 'a');

  const diskId = randomUUID();
  const secret = (await run('ceph-authtool', ['--gen-print-key'])).trim();
  const secrets = join(folder, 'osd-secrets.json');
  await writeFile(secrets, JSON.stringify({ cephx_secret: secret }));
  await run('ceph', ['--conf', conf, 'osd', 'new', diskId, '-i', secrets]);
  const diskKeyring = join(folder, 'osd', 'keyring');
  await writeFile(diskKeyring, `[osd.0]\n\tkey = ${secret}\n`);
  const disk = await open(join(folder, 'osd', 'block'), 'w');
  await disk.truncate(SIZE_BYTES);
  await disk.close();
  await run('ceph-osd', [
    '--conf',
    conf,
    '-i',
    '0',
    '--mkfs',
    '--osd-uuid',
    diskId,
    '--keyring',
    diskKeyring,
  ]);
  start('ceph-osd', '-i', '0', '--keyring', diskKeyring);

  const [accessKeyId, secretAccessKey] = [randomUUID(), randomUUID()];
  await run('radosgw-admin', [
    ...['--conf', conf, 'user', 'create', '--uid', 'reelmill', '--display-name', 'reelmill'],
    ...['--access-key', accessKeyId, '--secret-key', secretAccessKey],
  ]);
  start('radosgw', '-n', 'client.admin', '--rgw-frontends', `beast endpoint=127.0.0.1:${gatewayPort}`);
  const server = {
    endpoint: `http://127.0.0.1:${gatewayPort}`,
    accessKeyId,
    secretAccessKey,
    bucket: BUCKET,
  };
  await makeBucket(server);
  return server;
};

/** Retries until the gateway listens. */
const makeBucket = async ({ endpoint, bucket, ...credentials }: S3Server): Promise<void> => {
  const client = new S3Client({
    ...{ endpoint, region: 'default', forcePathStyle: true, credentials, maxAttempts: 12 },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
};

/**
 * One copy of everything on one disk: it is thrown away in a minute. A monitor that collects changes for a second before it
 * decides on them, as it does unless told otherwise, takes ten more for the pools.
 */
const configOf = (folder: string, clusterId: string, monitorPort: number): string =>
  `[global]
fsid = ${clusterId}
mon initial members = a
mon host = v1:127.0.0.1:${monitorPort}
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon data avail crit = 0
paxos propose interval = 0.05
ms bind ipv6 = false
run dir = ${folder}/run
admin socket = ${folder}/run/$name.asok
pid file = ${folder}/run/$name.pid
log file = ${folder}/run/$name.log
keyring = ${folder}/keyring
mon data = ${folder}/mon
osd data = ${folder}/osd
osd objectstore = bluestore
bluestore block size = ${SIZE_BYTES}
bluestore block = ${folder}/osd/block
osd memory target = 939524096
`;

const START_TIMEOUT_MS = 120_000;

const run = async (command: string, args: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(command, [...args], { timeout: START_TIMEOUT_MS });
  return stdout;
};

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('there is no free port');
  return address.port;
};

/** Nothing of it is kept, so nothing has to be written out. */
const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
};
