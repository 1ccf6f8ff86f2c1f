import type { Output } from '@reelmill/core';
import { formatClock } from '../design/format.ts';
import { OutputRow } from './output-row.tsx';
import styles from './thumbnail-card.module.css';

/** One picture in a line; several below it, each with its time and a way to have it. */
export const ThumbnailCard = ({ output }: { readonly output: Extract<Output, { kind: 'thumbnail' }> }) => (
  <OutputRow
    name={output.name}
    picture={output.url}
    facts={[
      `${output.width}×${output.height}`,
      ...(output.images.length > 1 ? [`${output.images.length} pictures`] : []),
    ]}
    sizeBytes={output.sizeBytes}
    download={{ url: output.url }}
  >
    {output.images.length > 1 ? (
      <ul className={styles.images} aria-label={`Pictures of ${output.name}`}>
        {output.images.map(({ url, width, height, atSeconds }) => {
          const time = atSeconds === null ? 'Cover' : formatClock(atSeconds);
          return (
            <li key={url}>
              <a href={url} download aria-label={`Download the picture at ${time}`}>
                <img src={url} alt="" width={width} height={height} loading="lazy" />
                <span>{time}</span>
              </a>
            </li>
          );
        })}
      </ul>
    ) : null}
  </OutputRow>
);
