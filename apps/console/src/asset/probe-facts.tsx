import type { AudioTrack, Probe, TextTrack, VideoTrack } from '@reelmill/core';
import { formatBitrate, toNumber } from '@reelmill/core';
import { TriangleAlert } from 'lucide-react';
import { Badge } from '../design/badge.tsx';
import { formatClock, formatSeconds } from '../design/format.ts';
import { Callout } from '../design/notice.tsx';
import { codecName, colourWords, containerName, languageName } from './media-words.ts';
import { Panel } from './panel.tsx';
import styles from './probe-facts.module.css';

type Fact = readonly [name: string, value: string | null | false | undefined];

export const ProbeFacts = ({ probe }: { readonly probe: Probe }) => (
  <Panel title="Source">
    <FactList
      facts={[
        ['Container', containerName(probe.container)],
        [
          'Duration',
          probe.durationSeconds < 10
            ? formatSeconds(probe.durationSeconds)
            : formatClock(probe.durationSeconds),
        ],
        ['Bitrate', probe.bitrateBps !== null && formatBitrate(probe.bitrateBps)],
        ['Chapters', probe.chapters.length > 0 && String(probe.chapters.length)],
        ['Cover picture', probe.coverTrackIndex !== null && 'yes'],
      ]}
    />
    {probe.video.map((track) => (
      <Track
        key={track.index}
        title={`Video · track ${track.index}`}
        badge={track.spherical && '360°'}
        facts={videoFacts(track)}
      />
    ))}
    {probe.audio.map((track) => (
      <Track key={track.index} title={`Sound · track ${track.index}`} facts={audioFacts(track)} />
    ))}
    {probe.text.map((track) => (
      <Track key={track.index} title={`Text · track ${track.index}`} facts={trackFacts(track)} />
    ))}
    {probe.warnings.length > 0 ? (
      <div className={styles.warnings}>
        {probe.warnings.map((warning) => (
          <Callout key={warning} tone="warn" icon={<TriangleAlert aria-hidden />}>
            {warning}
          </Callout>
        ))}
      </div>
    ) : null}
  </Panel>
);

const Track = ({
  title,
  badge,
  facts,
}: {
  readonly title: string;
  readonly badge?: string | undefined;
  readonly facts: readonly Fact[];
}) => (
  <>
    <h3 className={styles.track}>
      {title} {badge ? <Badge>{badge}</Badge> : null}
    </h3>
    <FactList facts={facts} />
  </>
);

const FactList = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <dl className={styles.facts}>
    {facts.map(([name, value]) =>
      value ? (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ) : null,
    )}
  </dl>
);

const trackFacts = (track: TextTrack | AudioTrack | VideoTrack): readonly Fact[] => [
  ['Codec', codecName(track.codec, track.profile)],
  ['Language', languageName(track.language)],
  ['Title', track.title],
  ['Playable here', !track.decodable && 'no decoder'],
];

const videoFacts = (track: VideoTrack): readonly Fact[] => {
  const rate = track.constantFrameRate ?? track.averageFrameRate;
  const isSquare = track.sampleAspectRatio.num === track.sampleAspectRatio.den;
  return [
    ...trackFacts(track),
    ['Shown at', `${track.displayWidth}×${track.displayHeight}`],
    [
      'Stored at',
      (track.codedWidth !== track.displayWidth || track.codedHeight !== track.displayHeight) &&
        `${track.codedWidth}×${track.codedHeight}`,
    ],
    ['Pixel shape', !isSquare && `${track.sampleAspectRatio.num}:${track.sampleAspectRatio.den}`],
    ['Turned', track.rotationDegrees !== 0 && `${track.rotationDegrees}°`],
    [
      'Frame rate',
      rate && `${Number(toNumber(rate).toFixed(3))} fps${track.constantFrameRate ? '' : ', variable'}`,
    ],
    ['Frames', track.frameCount > 0 && track.frameCount.toLocaleString()],
    ['Bitrate', track.bitrateBps !== null && formatBitrate(track.bitrateBps)],
    ['Pixels', track.pixelFormat && `${track.pixelFormat}, ${track.bitDepth} bit`],
    ['Colour', colourWords(track.colorPrimaries, track.colorTransfer, track.colorRange)],
    [
      'Dynamic range',
      track.dynamicRange !== 'sdr' && (track.dynamicRange === 'pq' ? 'HDR (PQ)' : 'HDR (HLG)'),
    ],
    ['Interlaced', track.interlaced !== 'progressive' && track.interlaced],
    ['Transparency', track.hasAlpha && 'yes'],
    ['Projection', track.projection !== 'flat' && track.projection],
    ['Two eyes', track.spherical && track.spherical.stereoMode !== 'mono' && track.spherical.stereoMode],
    [
      'Keyframes',
      track.longestKeyframeGapSeconds !== null &&
        `at most ${formatSeconds(track.longestKeyframeGapSeconds)} apart`,
    ],
  ];
};

const audioFacts = (track: AudioTrack): readonly Fact[] => [
  ...trackFacts(track),
  ['Channels', track.channelLayout ?? String(track.channels)],
  ['Sound field', track.ambisonicOrder !== undefined && `ambisonic, order ${track.ambisonicOrder}`],
  ['Sample rate', `${(track.sampleRateHz / 1000).toLocaleString()} kHz`],
  ['Bitrate', track.bitrateBps !== null && formatBitrate(track.bitrateBps)],
];
