import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeClip } from '../rig/make-clip.ts';
import { createRandom } from '../rig/random.ts';
import { brokenInvariants, publishedDigests } from './invariants.ts';
import { startMortalServer } from './mortal-server.ts';
import { createPatientUser, goOnUntilDeath } from './patient-user.ts';

/** `npm run test:chaos -- [kills] [seed]`: kills servers at random moments of a file's way and looks for what is lost. */

/** About as long as a small file's way takes from its first byte to its end. */
const STORY_MS = 1200;
/** How often a server dies before its data is looked through. */
const MOST_DEATHS = 3;
const MOST_MINUTES = 20;

interface Story {
  readonly deathsMs: readonly number[];
  readonly cancels: boolean;
  readonly deletes: boolean;
  readonly givesUpOne: boolean;
}

const drawStory = (random: () => number, mostDeaths: number): Story => ({
  deathsMs: Array.from({ length: 1 + Math.floor(random() * mostDeaths) }, () =>
    Math.floor(random() * STORY_MS),
  ),
  cancels: random() < 0.1,
  deletes: random() < 0.2,
  givesUpOne: random() < 0.2,
});

/** What does not hold after the server has died so often and the user has had all he wanted. */
const tell = async (
  folder: string,
  bytes: Uint8Array,
  story: Story,
  undisturbed?: Readonly<Record<string, string>>,
): Promise<readonly string[]> => {
  const user = createPatientUser({ bytes, ...story });
  for (const deathMs of story.deathsMs) {
    const server = await startMortalServer(folder);
    const death = wait(deathMs).then(() => server.kill9());
    await goOnUntilDeath(user, server);
    await death;
  }
  const server = await startMortalServer(folder);
  const isDone = await goOnUntilDeath(user, server);
  const exitCode = await server.stop();
  const published = await publishedDigests(folder);
  const expected = story.deletes ? {} : story.cancels ? published : (undisturbed ?? published);
  return [
    ...(isDone && exitCode === 0 ? [] : [`the last server ended with ${exitCode}: ${server.log()}`]),
    ...(await brokenInvariants(folder, user.told())),
    ...Object.keys({ ...expected, ...published })
      .filter((kind) => expected[kind] !== published[kind])
      .map((kind) => `${kind} differs from that of an undisturbed run`),
  ];
};

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const kills = Number(process.argv[2] ?? 100);
const seed = Number(process.argv[3] ?? randomInt(2 ** 31));
say(`${kills} kills, seed ${seed} (again: npm run test:chaos -- ${kills} ${seed})`);

const root = await mkdtemp(join(tmpdir(), 'reelmill-chaos-'));
const bytes = await readFile(await makeClip(root, { seconds: 2, size: '96x54' }));
const quiet = { deathsMs: [], cancels: false, deletes: false, givesUpOne: false };
let broken = await tell(join(root, 'undisturbed'), bytes, quiet);
const undisturbed = await publishedDigests(join(root, 'undisturbed'));

const random = createRandom(seed);
const startedAtMs = performance.now();
const isLate = (): boolean => performance.now() - startedAtMs > MOST_MINUTES * 60_000;
let killed = 0;
for (let number = 1; killed < kills && broken.length === 0 && !isLate(); number += 1) {
  const story = drawStory(random, Math.min(MOST_DEATHS, kills - killed));
  const folder = join(root, String(number));
  broken = await tell(folder, bytes, story, undisturbed);
  killed += story.deathsMs.length;
  if (broken.length > 0) say(`story ${number}, ${JSON.stringify(story)}; its data is in ${folder}`);
  else await rm(folder, { recursive: true });
}
for (const sentence of broken) say(`✗ ${sentence}`);
if (broken.length === 0) await rm(root, { recursive: true });
const seconds = Math.round((performance.now() - startedAtMs) / 1000);
say(`${killed} of ${kills} kills in ${seconds} s, ${broken.length === 0 ? 'nothing lost' : 'NOT well'}`);
process.exitCode = broken.length === 0 && killed >= kills ? 0 : 1;
