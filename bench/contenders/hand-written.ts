import { planLadder, RUNG_SHORT_SIDES, type Rung } from '@reelmill/core';

/** What an engineer would type, with the same ladder, encoder settings and segments as the `web` recipe. */

export const LADDER: readonly Rung[] = planLadder(
  { displayWidth: 1920, displayHeight: 1080, frameRate: 30 },
  RUNG_SHORT_SIDES,
);

const video = (rung: Rung): readonly string[] => [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-profile:v', 'high', '-pix_fmt', 'yuv420p'],
  ...['-maxrate', String(rung.maxBitrateBps), '-bufsize', String(2 * (rung.maxBitrateBps ?? 0))],
  ...['-g', '120', '-keyint_min', '120', '-sc_threshold', '0'],
  ...['-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4'],
];

const audio = (source: string, folder: string): readonly string[] => [
  ...['-i', source, '-map', '0:a', '-c:a', 'aac', '-aac_coder', 'fast', '-b:a', '128k', '-ac', '2'],
  ...[
    '-movflags',
    '+empty_moov+default_base_moof',
    '-frag_duration',
    '4000000',
    '-f',
    'mp4',
    `${folder}/audio.mp4`,
  ],
];

const QUIET = ['-hide_banner', '-nostdin', '-v', 'error', '-y'] as const;

/** The best single command: one decode, each rung scaled from the one above it, sound beside it. */
export const bestCommand = (source: string, folder: string): readonly string[] => {
  const graph = LADDER.map((rung, index) => {
    const from = index === 0 ? '[0:v]' : `[next${index}]`;
    const isLast = index === LADDER.length - 1;
    return `${from}scale=${rung.width}:${rung.height}${isLast ? '' : ',split'}[out${index}]${isLast ? '' : `[next${index + 1}]`}`;
  }).join(';');
  return [
    ...QUIET,
    ...['-i', source, '-filter_complex', graph],
    ...LADDER.flatMap((rung, index) => [
      '-map',
      `[out${index}]`,
      ...video(rung),
      `${folder}/${rung.name}.mp4`,
    ]),
    ...['-map', '0:a', '-c:a', 'aac', '-aac_coder', 'fast', '-b:a', '128k', '-ac', '2'],
    ...[
      '-movflags',
      '+empty_moov+default_base_moof',
      '-frag_duration',
      '4000000',
      '-f',
      'mp4',
      `${folder}/audio.mp4`,
    ],
  ];
};

/** One command a rung, one after another: what most services do. */
export const loopCommands = (source: string, folder: string): readonly (readonly string[])[] => [
  ...LADDER.map((rung) => [
    ...QUIET,
    ...['-i', source, '-map', '0:v', '-vf', `scale=${rung.width}:${rung.height}`],
    ...video(rung),
    `${folder}/${rung.name}.mp4`,
  ]),
  [...QUIET, ...audio(source, folder)],
];
