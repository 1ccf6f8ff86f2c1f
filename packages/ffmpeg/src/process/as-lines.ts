/** A command line as text a video engineer reads: an option and its value a line.. */
export const asLines = (args: readonly string[]): string => {
  const lines: string[] = [];
  for (const arg of args) {
    const last = lines.at(-1);
    const continues =
      last !== undefined && !arg.startsWith('-') && last.startsWith('-') && !last.includes(' ');
    if (continues) lines[lines.length - 1] = `${last} ${arg}`;
    else lines.push(arg);
  }
  return `${lines.join('\n')}\n`;
};
