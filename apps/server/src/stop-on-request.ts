/** One Ctrl-C can arrive several times: from the terminal, from npm, and as the end of whoever started us. */
const ECHO_MS = 1_000;

/**
 * Ends the process in order on SIGINT, SIGTERM, or when the process that started it over an IPC channel is gone: `close`,
 * then exit code 0. A second signal, once the first can no longer be echoing, ends it at once with code 1.
 */
export const stopOnRequest = (close: () => Promise<void>): void => {
  let stoppingSinceMs: number | undefined;
  const stop = (): void => {
    stoppingSinceMs = Date.now();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`reelmill: stopping went wrong: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  const onSignal = (): void => {
    if (stoppingSinceMs === undefined) stop();
    else if (Date.now() - stoppingSinceMs > ECHO_MS) process.exit(1);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  if (!process.connected) return;
  process.on('disconnect', () => {
    if (stoppingSinceMs === undefined) stop();
  });
};
