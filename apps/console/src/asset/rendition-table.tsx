import { formatBitrate, formatBytes, type Output } from '@reelmill/core';
import { Panel } from './panel.tsx';
import styles from './rendition-table.module.css';

export const RenditionTable = ({ output }: { readonly output: Extract<Output, { kind: 'hls' }> }) => (
  <Panel
    title="Renditions"
    action={<span className={styles.total}>{formatBytes(output.sizeBytes)} in all</span>}
  >
    {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls sideways by keyboard too */}
    <section className={styles.scroll} tabIndex={0} aria-label="Renditions, scrollable">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Quality</th>
            <th scope="col">Picture</th>
            <th scope="col">Rate</th>
            <th scope="col">Average</th>
            <th scope="col">Peak</th>
            <th scope="col">Size</th>
            <th scope="col">Codecs</th>
          </tr>
        </thead>
        <tbody>
          {output.renditions.map((rendition) => (
            <tr key={rendition.name}>
              <th scope="row">{rendition.name}</th>
              <td>{rendition.width === null ? 'sound only' : `${rendition.width}×${rendition.height}`}</td>
              <td>{rendition.frameRate === null ? '–' : `${Number(rendition.frameRate.toFixed(2))} fps`}</td>
              <td>{formatBitrate(rendition.averageBitrateBps)}</td>
              <td>{formatBitrate(rendition.peakBitrateBps)}</td>
              <td>{formatBytes(rendition.sizeBytes)}</td>
              <td className={styles.codecs}>
                <code>{rendition.codecs.replace(',', ', ')}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </Panel>
);
