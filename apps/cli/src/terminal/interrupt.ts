/** Ctrl-C as a signal that work can be ended by, until one stops listening. */
export const listenForInterrupt = () => {
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  return {
    signal: interrupt.signal,
    stopListening: (): void => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
};
