import type { JobSummary } from '@reelmill/core';
import { formatDuration } from './format.ts';

const WIDTH = 28;
const QUIET_STEP = 0.1;

const STAGE_WORDS: Readonly<Record<JobSummary['stage'], string>> = {
  waiting: 'waiting',
  checking: 'checking',
  preparing: 'preparing',
  encoding: 'encoding',
  packaging: 'packaging',
  done: 'done',
};

/** A bar that redraws itself on a terminal, and one line per tenth anywhere else. */
export const createProgressBar = (out: NodeJS.WriteStream) => {
  let lastQuiet = -1;
  return {
    show: (job: JobSummary): void => {
      const percent = `${Math.floor(job.progress * 100)} %`;
      const eta = job.etaSeconds === null ? '' : `  about ${formatDuration(job.etaSeconds)} left`;
      const words = `${STAGE_WORDS[job.stage].padEnd(10)} ${percent.padStart(5)}${eta}`;
      if (out.isTTY) {
        const filled = Math.round(job.progress * WIDTH);
        out.write(`\r\u001b[K[${'█'.repeat(filled)}${'·'.repeat(WIDTH - filled)}] ${words}`);
        return;
      }
      const tenth = Math.floor(job.progress / QUIET_STEP);
      if (tenth === lastQuiet) return;
      lastQuiet = tenth;
      out.write(`${words}\n`);
    },
    clear: (): void => {
      if (out.isTTY) out.write('\r\u001b[K');
    },
  };
};
