import type { Result } from '../../failure/result.ts';
import type { PlannedOutput, PlanSource } from '../../plan/plan.ts';
import { choosePart } from './choose-part.ts';
import type { ConvertOutput } from './convert-output.ts';
import { planAnimation } from './plan-animation.ts';
import { planSoundFile } from './plan-sound.ts';
import { planTracks } from './plan-tracks.ts';

/** One file of another kind: tracks encoded or copied into a container, an animation, or sound alone. */
export const planConvert = (output: ConvertOutput, source: PlanSource): Result<PlannedOutput> => {
  const part = choosePart(output.trim, source);
  if (!part.ok) return part;
  switch (output.container) {
    case 'mp4':
    case 'webm':
    case 'mkv':
    case 'mov':
      return planTracks(output, part.value, source);
    case 'gif':
    case 'webp':
      return planAnimation(output, part.value, source);
    case 'm4a':
    case 'mp3':
    case 'ogg':
    case 'flac':
    case 'wav':
      return planSoundFile(output, part.value, source);
  }
};
