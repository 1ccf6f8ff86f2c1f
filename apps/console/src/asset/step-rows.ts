import type { Step } from '@reelmill/core';

/** What kinds of step do, in words. */
const NAMES: Readonly<Record<string, string>> = {
  probe: 'Read the facts',
  still: 'Take still pictures',
  storyboard: 'Take pictures for the timeline',
  'sample-ladder': 'Sample the video',
  'encode-video': 'Encode the video',
  'encode-audio': 'Encode the sound',
  'text-track': 'Read the subtitles',
  'transport-stream': 'Write transport streams',
  'content-key': 'Make the keys',
  'encrypt-segments': 'Encrypt the segments',
  'join-segments': 'Join the segments',
  'package-hls': 'Write the playlists',
  'mux-mp4': 'Write the file',
  'mux-file': 'Write the file',
  'convert-audio': 'Convert the sound',
  animate: 'Make the animation',
  frames: 'Make the bundle of frames',
  'accept-frames': 'Check the bundle of frames',
  validate: 'Check the file',
  analyse: 'Look for black, still and silent parts',
  'measure-quality': 'Measure the quality',
  'report-quality': 'Write the quality report',
};

/** Steps that are shown as one row: all of a kind that are made for the same output. */
export interface StepRowGroup {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly Step[];
}

/** In the order of the first step of each. */
export const inRows = (steps: readonly Step[]): readonly StepRowGroup[] =>
  [...Map.groupBy(steps, (step) => `${step.kind} ${outputOf(step)}`)].map(([id, group]) => {
    const [first] = group;
    const name = NAMES[first?.kind ?? ''] ?? first?.key ?? '';
    const output = first ? outputOf(first) : '';
    return { id, name: output === '' ? name : `${name}: ${output}`, steps: group };
  });

/** Keys of steps made for one of several outputs begin with its name: `proxy-video-0001-480p`. */
const outputOf = ({ key, kind }: Step): string => {
  const own =
    /^(.*?)-?(video-\d|sample-\d|encode-audio|text-track|transport-stream|content-key|join-|package-hls)/;
  if (kind === 'still' || kind === 'storyboard' || kind === 'frames' || kind === 'animate') return key;
  if (kind === 'mux-mp4' || kind === 'mux-file') return key.slice(0, key.lastIndexOf('-'));
  return own.exec(key)?.[1] ?? '';
};
