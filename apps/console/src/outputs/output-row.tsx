import { formatBytes } from '@reelmill/core';
import { Download, FileCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import buttonStyles from '../design/button.module.css';
import styles from './output-row.module.css';

/** One output in a line: what it looks like, what it is, how large, and a way to have it. `children` say more below. */
export const OutputRow = (row: {
  readonly name: string;
  /** Address of a still of it. */
  readonly picture?: string;
  /** Short: `640×360`, `25 fps`. */
  readonly facts: readonly string[];
  readonly sizeBytes: number;
  readonly download: { readonly url: string; readonly fileName?: string };
  readonly children?: ReactNode;
}) => (
  <div className={styles.row}>
    <div className={styles.line}>
      {row.picture ? (
        <img className={styles.picture} src={row.picture} alt="" loading="lazy" />
      ) : (
        <span className={styles.icon}>
          <FileCheck aria-hidden />
        </span>
      )}
      <div className={styles.words}>
        <span className={styles.name}>{row.name}</span>
        <span className={styles.facts}>{[...row.facts, formatBytes(row.sizeBytes)].join(' · ')}</span>
      </div>
      <a
        className={`${buttonStyles.button} ${buttonStyles.plain}`}
        href={row.download.url}
        download={row.download.fileName ?? true}
        aria-label={`Download ${row.name}`}
      >
        <Download aria-hidden />
      </a>
    </div>
    {row.children}
  </div>
);
