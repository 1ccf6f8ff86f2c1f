import { DEFAULT_PRESET, HARDWARE_FAMILIES, PRESETS, SCOPES } from '@reelmill/core';
import { Command, CommanderError, Option } from 'commander';
import { type BulkOptions, bulk } from './commands/bulk.ts';
import { doctor } from './commands/doctor.ts';
import { formats } from './commands/formats.ts';
import { type FsckOptions, fsck } from './commands/fsck.ts';
import {
  type CreateKeyOptions,
  createKey,
  listKeys,
  type RotateKeyOptions,
  revokeKey,
  rotateKey,
} from './commands/keys.ts';
import { type MakeOptions, make } from './commands/make.ts';
import { type PlanOptions, plan } from './commands/plan.ts';
import { rotatePlaybackKeys } from './commands/playback.ts';
import { probe } from './commands/probe.ts';
import { type ReproOptions, repro } from './commands/repro.ts';
import { serve } from './commands/serve.ts';
import { type UploadCommand, upload } from './commands/upload.ts';
import { listUsers, type QuotaOptions, setQuota } from './commands/users.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

const HELP_AFTER = `
Recipes: ${PRESETS.map((preset) => preset.name).join(', ')}, or the path of a .json file.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the file is not usable, 4 the machine lacks something, 130 interrupted.
Environment: FFMPEG_PATH, REELMILL_HW, DATA_DIR (where results are kept and found again); REELMILL_URL and
REELMILL_KEY (the server that keys are made by).`;

interface HardwareChoice {
  readonly hw?: string;
}

const hardwareOption = (): Option =>
  new Option('--hw <name>', 'chip to encode on; the first that works by default (or REELMILL_HW)').choices([
    ...['auto', 'off'],
    ...HARDWARE_FAMILIES,
  ]);

/** Whoever opens the toolchain reads it there. */
const encodeOn = ({ hw }: HardwareChoice): void => {
  if (hw !== undefined) process.env['REELMILL_HW'] = hw;
};

/** Runs one command line and says how it went. */
const run = async (argv: readonly string[]): Promise<ExitCode> => {
  let exitCode: ExitCode = EXIT.ok;
  const program = new Command('reelmill')
    .description('A build system for video: only what changed is encoded again.')
    .addHelpText('after', HELP_AFTER)
    .exitOverride();

  program
    .command('make')
    .argument('<file>', 'a video or sound file')
    .description('make playable files from a local file, without a server')
    .option('-r, --recipe <recipe>', 'what to make', DEFAULT_PRESET)
    .option('-o, --out <folder>', 'where to write (default: <name>-<recipe> in the current folder)')
    .addOption(hardwareOption())
    .option('--json', 'end with one JSON object on stdout', false)
    .action(async (file: string, options: MakeOptions & HardwareChoice) => {
      encodeOn(options);
      exitCode = await make(file, options);
    });
  program
    .command('plan')
    .argument('<file>', 'a video or sound file')
    .description('print the steps a recipe leads to, without running them')
    .option('-r, --recipe <recipe>', 'what to make', DEFAULT_PRESET)
    .option('--why', 'say which steps are there already, and what makes the others run', false)
    .option('--json', 'print the plan as JSON', false)
    .action(async (file: string, options: PlanOptions) => {
      exitCode = await plan(file, options);
    });
  program
    .command('probe')
    .argument('<file>', 'any media file')
    .description('print the facts of a file')
    .option('--json', 'print them as JSON', false)
    .action(async (file: string, options: { json: boolean }) => {
      exitCode = await probe(file, options);
    });
  program
    .command('upload')
    .argument('<files...>', 'video or sound files')
    .description('send files to a server, and watch until they play; what it has is not sent')
    .option('-r, --recipe <recipe>', 'what to make', DEFAULT_PRESET)
    .option(
      '--server <address>',
      'where the server is',
      process.env['REELMILL_URL'] ?? 'http://127.0.0.1:8080',
    )
    .option('--json', 'end with one JSON object on stdout', false)
    .action(async (files: readonly string[], options: UploadCommand) => {
      exitCode = await upload(files, options);
    });
  program
    .command('bulk')
    .argument('[assets...]', 'ids of assets of a running server')
    .description('run one recipe on many assets of a server, and watch it to the end')
    .option('-r, --recipe <recipe>', 'what to make', DEFAULT_PRESET)
    .option('--search <words>', 'all assets that a search finds')
    .option('--all', 'all assets, up to 1,000', false)
    .option(
      '--server <address>',
      'where the server is',
      process.env['REELMILL_URL'] ?? 'http://127.0.0.1:8080',
    )
    .option('--json', 'end with one JSON object on stdout', false)
    .action(async (assets: readonly string[], options: BulkOptions) => {
      exitCode = await bulk(assets, options);
    });
  program
    .command('fsck')
    .description('read everything that is kept, and find what is missing, short or altered')
    .option('-d, --data <folder>', 'the data folder (default: DATA_DIR)')
    .option('--repair', 'remove what is damaged and make it again', false)
    .option('--json', 'print what was found as JSON', false)
    .action(async (options: FsckOptions) => {
      exitCode = await fsck(options);
    });
  program
    .command('repro')
    .argument('<step>', 'a step that was made, as <job>/<step>')
    .description('make one step again beside the store, and compare what comes out')
    .option('-d, --data <folder>', 'the data folder (default: DATA_DIR)')
    .option('--json', 'print the record, the commands and the digests as JSON', false)
    .action(async (step: string, options: ReproOptions) => {
      exitCode = await repro(step, options);
    });
  program
    .command('formats')
    .description('print the containers and codecs a conversion can be asked for')
    .option('--json', 'print them as JSON, with defaults and limits', false)
    .action(async (options: { json: boolean }) => {
      exitCode = await formats(options);
    });
  program
    .command('doctor')
    .description('say what this machine can do: encoders, filters, hardware, sandbox')
    .option('--json', 'print it as JSON', false)
    .action(async (options: { json: boolean }) => {
      exitCode = await doctor(options);
    });
  const keys = program
    .command('keys')
    .description('make and end the keys of a server (REELMILL_URL, REELMILL_KEY)');
  const dataOption = () => new Option('-d, --data <folder>', 'the folder of a server that is not running');
  keys
    .command('create')
    .argument('<name>', 'what it is for')
    .description('make a key and print it, this once')
    .option('-u, --user <user>', 'whose things it reaches (default: local)')
    .addOption(new Option('-s, --scope <scope>', 'what it may do').choices([...SCOPES]).default('write'))
    .option('-e, --expires <duration>', 'how long it is good, such as 90d or 12h (default: no end)')
    .addOption(dataOption())
    .option('--json', 'print it as JSON', false)
    .action(async (name: string, options: CreateKeyOptions) => {
      exitCode = await createKey(name, options);
    });
  keys
    .command('list')
    .description('list keys, newest first')
    .addOption(dataOption())
    .option('--json', 'print them as JSON', false)
    .action(async (options: { readonly data?: string; readonly json: boolean }) => {
      exitCode = await listKeys(options);
    });
  keys
    .command('rotate')
    .argument('<id>', 'a key, as `list` names it')
    .description('make a key in its place, and print it, this once')
    .option('-o, --overlap <duration>', 'how long the old one still works (default: 24h)')
    .addOption(dataOption())
    .option('--json', 'print it as JSON', false)
    .action(async (id: string, options: RotateKeyOptions) => {
      exitCode = await rotateKey(id, options);
    });
  keys
    .command('revoke')
    .argument('<id>', 'a key, as `list` names it')
    .description('end a key at once')
    .addOption(dataOption())
    .option('--json', 'print it as JSON', false)
    .action(async (id: string, options: { readonly data?: string; readonly json: boolean }) => {
      exitCode = await revokeKey(id, options);
    });
  const users = program
    .command('users')
    .description('whom keys were made for, and how much each may have (REELMILL_URL, REELMILL_KEY)');
  users
    .command('list')
    .description('list them with what they have and may have; a star marks a limit of their own')
    .option('--json', 'print them as JSON', false)
    .action(async (options: { readonly json: boolean }) => {
      exitCode = await listUsers(options);
    });
  users
    .command('quota')
    .argument('<user>', 'a name that keys were made for')
    .description('give one limits of their own; those not named are as for everybody')
    .option('-b, --bytes <size>', 'what may be kept, such as 50GB, or none')
    .option('-m, --minutes <minutes>', 'of video, or none')
    .option('-n, --jobs <jobs>', 'at once, or none')
    .option('--json', 'print it as JSON', false)
    .action(async (user: string, options: QuotaOptions) => {
      exitCode = await setQuota(user, options);
    });
  program
    .command('playback')
    .description('the keys that links are signed with (REELMILL_URL, REELMILL_KEY)')
    .command('rotate')
    .description('sign with a new key; what the last but one signed is good no more')
    .option('--json', 'print them as JSON', false)
    .action(async (options: { json: boolean }) => {
      exitCode = await rotatePlaybackKeys(options);
    });
  program
    .command('serve')
    .description('serve the console and the API (PORT, HOST, DATA_DIR)')
    .addOption(hardwareOption())
    .option('--json', 'log as JSON lines, which is what it does anyway', false)
    .action(async (options: HardwareChoice) => {
      encodeOn(options);
      exitCode = await serve();
    });

  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has printed its sentence; asking for help is no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    throw error;
  }
};

process.exitCode = await run(process.argv.slice(2));
