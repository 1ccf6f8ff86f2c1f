import { failure } from '../../failure/failure.ts';
import { err, ok, type Result } from '../../failure/result.ts';
import { AUDIO_RENDITION } from '../../hls/stream-playlist.ts';
import { planLadder } from '../../ladder/plan-ladder.ts';
import type { AudioTrack } from '../../media/probe.ts';
import type { PlannedOutput, PlannedStep, PlanSource } from '../../plan/plan.ts';
import { chooseAudio, planAudio } from '../../plan/plan-audio.ts';
import { planPicture } from '../../plan/plan-picture.ts';
import { ladderSource, planVideo } from '../../plan/plan-video.ts';
import { requireEncoders } from '../../plan/require-encoders.ts';
import type { HlsOutput } from './hls-output.ts';
import { inputsOf, planForms, type StreamPart } from './plan-forms.ts';

/** Video ladder from one decode, sound as one rendition group of exactly the video's length, then playlists. */
export const planHls = (output: HlsOutput, source: PlanSource): Result<PlannedOutput> => {
  const audio = chooseAudio(source);
  const encoders = [...(source.video ? ['libx264'] : []), ...(audio ? ['aac'] : [])];
  const able = requireEncoders(encoders, source.capabilities, 'HLS');
  if (!able.ok) return able;
  const keyPrefix = output.name === 'hls' ? '' : `${output.name}-`;
  const { segmentSeconds } = output;
  const steps: readonly PlannedStep[] = [
    ...(audio
      ? [planAudio({ keyPrefix, segmentSeconds, bitrateBps: output.audio.bitrateBps }, source, audio)]
      : []),
    ...videoSteps(output, source, keyPrefix),
  ];
  if (output.container === 'ts' && output.encryption && output.encryption.scheme !== 'aes-128') {
    return err(
      failure(
        'INVALID_RECIPE',
        'bad-input',
        'Samples can only be encrypted in CMAF: use the scheme "aes-128" for transport streams, or the container "cmaf".',
      ),
    );
  }
  const forms = planForms(output, steps.map(partOf), keyPrefix);
  // Others than HLS players know neither.
  const isCmaf = output.container === 'cmaf' && output.encryption?.scheme !== 'aes-128';
  return ok({
    steps: [
      ...steps,
      ...forms.steps,
      {
        key: `${keyPrefix}package-hls`,
        kind: 'package-hls',
        params: {
          language: languageTag(audio),
          dash: output.dash && isCmaf,
          iFramePlaylists: output.iFramePlaylists && isCmaf,
        },
        inputs: inputsOf(forms.parts),
        batch: null,
        lane: 'light',
        work: 0.1,
        publishes: { kind: 'hls', name: output.name },
      },
    ],
    notes: notesOn(output, source, audio),
  });
};

const partOf = (step: PlannedStep): StreamPart =>
  step.kind === 'encode-video'
    ? {
        ...{ step: step.key, kind: 'video', rendition: step.params.rung.name },
        firstSegment: step.params.firstSegment,
      }
    : { step: step.key, kind: 'audio', rendition: AUDIO_RENDITION, firstSegment: 1 };

const videoSteps = (
  output: HlsOutput,
  { video, facts }: PlanSource,
  keyPrefix: string,
): readonly PlannedStep[] => {
  if (!video || !facts.videoIndex) return [];
  const { crf, preset } = output.video;
  const rungs = planLadder(ladderSource(video), output.rungs).map((rung) => ({
    rung,
    encoding: { encoder: 'libx264', crf, preset, profile: 'high' } as const,
  }));
  const wish = { keyPrefix, segmentSeconds: output.segmentSeconds, resampleTo: null, rungs };
  return planVideo(wish, video, facts.videoIndex);
};

/** Files say `eng`, players want the shortest BCP 47 tag (RFC 8216 §4.3.4.1): `en`. Null for what is no language. */
const languageTag = (audio: AudioTrack | undefined): string | null => {
  if (!audio?.language) return null;
  try {
    return Intl.getCanonicalLocales(audio.language)[0] ?? null;
  } catch {
    return null;
  }
};

const notesOn = (
  output: HlsOutput,
  { facts: { probe }, video }: PlanSource,
  audio: AudioTrack | undefined,
): readonly string[] => {
  const notes: string[] = [];
  if (!video) notes.push('The file holds sound only, so the stream has no picture.');
  if (!audio) notes.push('The file has no sound.');
  if (output.container === 'ts' && output.dash)
    notes.push('There is no DASH manifest and no playlist of keyframes: both are of CMAF segments.');
  else if (output.encryption?.scheme === 'aes-128' && output.dash)
    notes.push('There is no DASH manifest and no playlist of keyframes: whole segments are encrypted.');
  if (probe.audio.length > 1 && audio)
    notes.push(`Of ${probe.audio.length} sound tracks the first usable one is kept.`);
  if (video) {
    const shortSide = Math.min(video.displayWidth, video.displayHeight);
    const dropped = output.rungs.filter((rung) => rung > shortSide);
    if (dropped.length > 0) {
      notes.push(`Left out because the source is smaller: ${dropped.map((rung) => `${rung}p`).join(', ')}.`);
    }
    const keep = planPicture(video).keepOneFrameIn;
    if (keep > 1)
      notes.push(
        `Every ${keep}${keep === 2 ? 'nd' : 'th'} frame is kept, so that no rung is above 60 frames a second.`,
      );
  }
  return notes;
};
