import { describeLimit, formatBytes, type Output, QualityReportSchema } from '@reelmill/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatClock } from '../design/format.ts';
import { OutputRow } from './output-row.tsx';
import styles from './quality-card.module.css';
import { QualityChart } from './quality-chart.tsx';

type QualityOutput = Extract<Output, { kind: 'quality' }>;

/** How good an output came out: a table of its renditions, a curve of one of them, and what is odd about the source. */
export const QualityCard = ({ output }: { readonly output: QualityOutput }) => {
  const [best] = output.renditions;
  return (
    <OutputRow
      name={output.name}
      facts={[
        `of ${output.of}`,
        ...(best ? [`SSIM ${best.ssim.toFixed(3)}`, `PSNR ${best.psnrDb.toFixed(1)} dB`] : []),
        ...(output.targetSsim === null ? [] : [targetWords(output, output.targetSsim)]),
      ]}
      sizeBytes={output.sizeBytes}
      download={{ url: output.url, fileName: `${output.name}.json` }}
    >
      {output.renditions.length > 0 ? <Renditions output={output} /> : null}
      {output.renditions
        .filter(({ chunksBelowTarget }) => chunksBelowTarget > 0)
        .map((rendition) => (
          <p key={rendition.name} className={styles.source}>
            {belowWords(rendition)}
          </p>
        ))}
      <p className={styles.source}>{sourceWords(output).join(' · ')}</p>
    </OutputRow>
  );
};

const Renditions = ({ output }: { readonly output: QualityOutput }) => {
  const [chosen, setChosen] = useState(output.renditions[0]?.name);
  const { data: report } = useQuery({
    queryKey: ['quality', output.artifactDigest],
    queryFn: async () => QualityReportSchema.parse(await (await fetch(output.url)).json()),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const rendition = report?.renditions.find(({ name }) => name === chosen);
  const hasVmaf = output.renditions.some(({ vmaf }) => vmaf !== null);
  return (
    <>
      {report && rendition ? <QualityChart report={report} rendition={rendition} /> : null}
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Rendition</th>
            <th scope="col">SSIM</th>
            <th scope="col">Worst moment</th>
            <th scope="col">PSNR</th>
            {hasVmaf ? <th scope="col">VMAF</th> : null}
            <th scope="col">Size</th>
          </tr>
        </thead>
        <tbody>
          {output.renditions.map(({ name, ssim, worst: [worst], psnrDb, vmaf, sizeBytes }) => (
            <tr key={name}>
              <th scope="row">
                <label>
                  <input
                    type="radio"
                    name={`quality-${output.artifactDigest}`}
                    checked={name === chosen}
                    onChange={() => setChosen(name)}
                  />
                  {name}
                </label>
              </th>
              <td>{ssim.toFixed(3)}</td>
              <td>{worst ? `${worst.ssim.toFixed(3)} at ${formatClock(worst.atSeconds)}` : '–'}</td>
              <td>{psnrDb.toFixed(1)} dB</td>
              {hasVmaf ? <td>{vmaf?.toFixed(1) ?? '–'}</td> : null}
              <td>{formatBytes(sizeBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
};

const targetWords = ({ chunksBelowTarget }: QualityOutput, targetSsim: number): string =>
  chunksBelowTarget === 0
    ? `every part at ${targetSsim} or above`
    : `${parts(chunksBelowTarget)} below ${targetSsim}`;

const belowWords = ({ name, chunksBelowTarget, limits }: QualityOutput['renditions'][number]): string =>
  `${parts(chunksBelowTarget)} of ${name} below the target${limits.length > 0 ? `: ${limits.map(describeLimit).join(', ')}` : ''}.`;

const parts = (count: number): string => (count === 1 ? '1 part' : `${count} parts`);

const sourceWords = ({
  source: { loudness, black, freezes, silences },
}: QualityOutput): readonly string[] => [
  ...(loudness?.integratedLufs == null ? [] : [`${loudness.integratedLufs.toFixed(1)} LUFS`]),
  ...(loudness?.truePeakDbtp == null ? [] : [`peak ${loudness.truePeakDbtp.toFixed(1)} dBTP`]),
  times('black', black),
  times('standing still', freezes),
  times('silent', silences),
];

const times = (what: string, { count, seconds }: QualityOutput['source']['black']): string =>
  count === 0
    ? `never ${what}`
    : `${what} ${count === 1 ? 'once' : `${count} times`}, ${formatClock(seconds)} in all`;
