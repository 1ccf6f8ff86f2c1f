import { readdir, readFile } from 'node:fs/promises';

/** Command lines of running processes that name this text. */
export const processesNaming = async (text: string): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(text)) lines.push(line.replaceAll('\0', ' '));
  }
  return lines;
};
