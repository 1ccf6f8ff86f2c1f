// Takes the lock of the folder it is given, says how that went, and lives until it is killed or told to let go.
import { lockDataFolder } from './lock-data-folder.ts';

const lock = await lockDataFolder(process.argv[2] ?? '');
process.stdout.write(`${lock.ok ? 'held' : `${lock.error.code} ${lock.error.message}`}\n`);
if (lock.ok) process.stdin.resume();
