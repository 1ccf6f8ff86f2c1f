import type { Output } from '@reelmill/core';
import { Badge } from '../design/badge.tsx';
import { OutputRow } from './output-row.tsx';
import styles from './validation-card.module.css';

type Report = Extract<Output, { kind: 'validation' }>;

const VERDICTS = {
  ok: { tone: 'good', word: 'Whole' },
  'damaged-but-usable': { tone: 'warn', word: 'Damaged, but usable' },
  unusable: { tone: 'bad', word: 'Unusable' },
} as const;

/** The verdict on the source, with the reasons for it. */
export const ValidationCard = ({ output }: { readonly output: Report }) => {
  const { tone, word } = VERDICTS[output.verdict];
  const errors = output.tracks.reduce((sum, { errorCount }) => sum + errorCount, 0);
  return (
    <OutputRow
      name={output.name}
      facts={[
        `${output.tracks.length} ${output.tracks.length === 1 ? 'track' : 'tracks'}`,
        `${errors} ${errors === 1 ? 'error' : 'errors'}`,
      ]}
      sizeBytes={output.sizeBytes}
      download={{ url: output.url, fileName: `${output.name}.json` }}
    >
      <div className={styles.verdict}>
        <Badge tone={tone}>{word}</Badge>
        {output.reasons.length > 0 ? (
          <ul className={styles.reasons}>
            {output.reasons.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        ) : null}
      </div>
    </OutputRow>
  );
};
