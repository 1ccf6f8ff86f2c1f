import { STEP_KINDS, type StepKind, type StepKinds } from '@reelmill/engine';

/** Real step kinds whose encodes of pictures wait, each, until the test lets them go. */
export const holdEncodes = (): {
  readonly stepKinds: StepKinds;
  /** Lets this many more of them run; all, without a number. */
  readonly letGo: (count?: number) => void;
} => {
  const waiting: (() => void)[] = [];
  let free = 0;
  const turn = (): Promise<void> => {
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  const encodeVideo: StepKind<'encode-video'> = {
    ...STEP_KINDS['encode-video'],
    run: async (context) => {
      const aborted = new Promise<void>((resolve) => {
        context.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([turn(), aborted]);
      return STEP_KINDS['encode-video'].run(context);
    },
  };
  return {
    stepKinds: { ...STEP_KINDS, 'encode-video': encodeVideo },
    letGo: (count = Number.POSITIVE_INFINITY) => {
      free += count;
      while (free > 0 && waiting.length > 0) {
        free -= 1;
        waiting.shift()?.();
      }
    },
  };
};
