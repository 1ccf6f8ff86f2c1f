import type { Failure } from '../../failure/failure.ts';
import type { AudioTrack } from '../../media/probe.ts';
import type { PlanSource } from '../../plan/plan.ts';
import { impossible, type Part } from './choose-part.ts';
import { CONTAINERS, COPIED_CODECS } from './containers.ts';
import type { ConvertTracks } from './convert-output.ts';

/** Why tracks of this source cannot be copied into the container as they are; undefined when they can. */
export const refuseCopy = (
  { container, video, audio }: ConvertTracks,
  source: PlanSource,
  sound: AudioTrack | undefined,
): Failure | undefined => {
  const { label } = CONTAINERS[container];
  const takes = COPIED_CODECS[container];
  if (video.codec === 'copy' && source.video) {
    const { codec, rotationDegrees } = source.video;
    if (!takes.video.includes(codec)) return misfit('picture', codec, label, takes.video);
    if (rotationDegrees !== 0 && (container === 'mkv' || container === 'webm'))
      return impossible(
        `The picture is stored turned by ${rotationDegrees}°, which ${label} cannot say; encode it, or copy it into MP4.`,
      );
  }
  if (audio.codec === 'copy' && sound && !takes.audio.includes(sound.codec))
    return misfit('sound', sound.codec, label, takes.audio);
  return undefined;
};

const misfit = (what: string, codec: string, label: string, codecs: readonly string[]): Failure =>
  impossible(
    `${label} does not take the ${what} as it is (${codec}); it takes ${codecs.join(', ')}. Encode it instead.`,
  );

export const notesOnCopies = ({ name, video, audio }: ConvertTracks, part: Part): readonly string[] => [
  ...(part.isTrimmed && video.codec === 'copy'
    ? [
        `"${name}" starts at a keyframe at or before ${part.startSeconds} s: copied pictures cannot be cut elsewhere.`,
      ]
    : []),
  ...(part.isTrimmed && video.codec === 'none' && audio.codec === 'copy'
    ? [`"${name}" is cut between packets of sound, some hundredths of a second off.`]
    : []),
];
