import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A script in a Node process of its own, which tells how far it is line by line. */
export interface Child {
  /** The next line it printed; undefined when it has ended. */
  nextLine(): Promise<string | undefined>;
  /** What it printed and had not been read, once it has ended. */
  rest(): Promise<readonly string[]>;
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts `script` with `args`; `prefix` is a command that runs the command after it. */
export const startChild = (
  script: URL,
  args: readonly string[],
  prefix: readonly [string, ...string[]] | readonly [] = [],
): Child => {
  const [command, ...rest] = [...prefix, process.execPath, script.pathname, ...args] as [string, ...string[]];
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string | undefined> => {
    const line = await lines.next();
    return line.done ? undefined : line.value;
  };
  return {
    nextLine,
    rest: async () => {
      const left: string[] = [];
      for (let line = await nextLine(); line !== undefined; line = await nextLine()) left.push(line);
      await exited;
      return left;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
};
