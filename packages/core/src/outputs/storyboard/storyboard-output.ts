import { z } from 'zod';
import { outputName } from '../output-name.ts';

/** Small pictures of the whole video on a few sheets, for players to show along the timeline. */
export const StoryboardOutputSchema = z.strictObject({
  kind: z.literal('storyboard'),
  name: outputName('storyboard'),
  /** From one picture to the next. Default: a hundredth of the video, but 2 s at least, and more where keyframes are rarer. */
  intervalSeconds: z.number().min(0.5).max(3600).nullable().default(null),
  /** Of one picture, in pixels; its height follows. */
  tileWidth: z.int().min(32).max(480).default(160),
});
export type StoryboardOutput = Readonly<z.infer<typeof StoryboardOutputSchema>>;
