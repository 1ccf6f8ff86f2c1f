import { failure } from '../../failure/failure.ts';
import { err, ok, type Result } from '../../failure/result.ts';
import type { AudioTrack, TextTrack } from '../../media/probe.ts';
import type { PlannedOutput, PlannedStep, PlanSource } from '../../plan/plan.ts';
import { audioName, planAudio, usableAudio } from '../../plan/plan-audio.ts';
import { planPicture } from '../../plan/plan-picture.ts';
import { planVideo, type VideoWish } from '../../plan/plan-video.ts';
import { requireEncoders } from '../../plan/require-encoders.ts';
import type { TextLabel } from '../../steps/package-hls.ts';
import { decideLadder, videoWish } from './decide-ladder.ts';
import type { HlsOutput } from './hls-output.ts';
import { nameTracks } from './name-tracks.ts';
import { placeChapters } from './place-chapters.ts';
import { inputsOf, planForms, type StreamPart } from './plan-forms.ts';
import { isText, planText, textName, usableText } from './plan-text.ts';

/** More to choose from than anybody would; the rest is left out with a note. */
const MAX_AUDIO_TRACKS = 16;
const MAX_TEXT_TRACKS = 32;

/**
 * Video ladder from one decode, every track of sound as a rendition of exactly the video's length, every track of text as
 * WebVTT, then playlists. The sound to be heard first comes before the pictures, so that the stream can be watched while it
 * is made; the others after them.
 */
export const planHls = (output: HlsOutput, source: PlanSource): Result<PlannedOutput> => {
  // A transport stream brings its sound along: there is nothing to choose.
  const most = output.container === 'ts' ? 1 : MAX_AUDIO_TRACKS;
  const audio = usableAudio(source).slice(0, most);
  const text = usableText(source).slice(0, MAX_TEXT_TRACKS);
  const encoders = [...(source.video ? ['libx264'] : []), ...(audio.length > 0 ? ['aac'] : [])];
  const able = requireEncoders(encoders, source.capabilities, 'HLS');
  if (!able.ok) return able;
  const keyPrefix = output.name === 'hls' ? '' : `${output.name}-`;
  const { segmentSeconds } = output;
  if (output.container === 'ts' && output.encryption && output.encryption.scheme !== 'aes-128') {
    return err(
      failure(
        'INVALID_RECIPE',
        'bad-input',
        'Samples can only be encrypted in CMAF: use the scheme "aes-128" for transport streams, or the container "cmaf".',
      ),
    );
  }
  const { bitrateBps } = output.audio;
  const [sound, ...otherSounds] = audio.map((track, index) =>
    planAudio({ keyPrefix, number: index + 1, segmentSeconds, bitrateBps }, source, track),
  );
  const texts = text.map((track, index) => planText({ keyPrefix, number: index + 1 }, source, track));
  const { rungs, aim, samples, notes } = decideLadder(output, source, keyPrefix);
  if (!rungs) {
    const atOnce = [...samples, ...(sound ? [sound] : []), ...otherSounds, ...texts];
    return ok({ steps: atOnce, notes, awaits: samples.map(({ key }) => key) });
  }
  const steps: readonly PlannedStep[] = [
    ...(sound ? [sound] : []),
    ...videoSteps(videoWish(output, { rungs, aim }, keyPrefix), source),
    ...otherSounds,
  ];
  const forms = planForms(output, steps.map(partOf), keyPrefix);
  // Others than HLS players know neither.
  const isCmaf = output.container === 'cmaf' && output.encryption?.scheme !== 'aes-128';
  return ok({
    steps: [
      ...samples,
      ...steps,
      ...forms.steps,
      ...texts,
      {
        key: `${keyPrefix}package-hls`,
        kind: 'package-hls',
        params: {
          audio: nameTracks(audio, 'Sound').map((label, index) => ({ name: audioName(index + 1), ...label })),
          text: textLabels(text),
          chapters: placeChapters(source),
          dash: output.dash && isCmaf,
          iFramePlaylists: output.iFramePlaylists && isCmaf,
        },
        inputs: {
          ...inputsOf(forms.parts),
          ...Object.fromEntries(texts.map(({ key }) => [key, { step: key }])),
        },
        batch: null,
        lane: 'light',
        work: 0.1,
        publishes: { kind: 'hls', name: output.name },
      },
    ],
    notes: [...notesOn(output, source), ...notesOnTracks(source, audio, text), ...notes],
  });
};

const partOf = (step: PlannedStep): StreamPart => {
  switch (step.kind) {
    case 'encode-video': {
      const { rung, firstSegment } = step.params;
      return { step: step.key, kind: 'video', rendition: rung.name, firstSegment };
    }
    case 'encode-audio':
      return { step: step.key, kind: 'audio', rendition: step.params.name, firstSegment: 1 };
    default:
      throw new Error(`${step.key} makes no segments`);
  }
};

const videoSteps = (wish: VideoWish, { video, facts }: PlanSource): readonly PlannedStep[] =>
  video && facts.videoIndex ? planVideo(wish, video, facts.videoIndex) : [];

const textLabels = (text: readonly TextTrack[]): readonly TextLabel[] => {
  // One at the most is shown unasked.
  const shown = text.find(({ isDefault, isForced }) => isDefault && isForced);
  return nameTracks(text, 'Subtitles').map((label, index) => ({
    name: textName(index + 1),
    ...label,
    isDefault: text[index] === shown,
    isForced: text[index]?.isForced ?? false,
  }));
};

const notesOn = (output: HlsOutput, { video }: PlanSource): readonly string[] => {
  const notes: string[] = [];
  if (!video) notes.push('The file holds sound only, so the stream has no picture.');
  if (output.container === 'ts' && output.dash)
    notes.push('There is no DASH manifest and no playlist of keyframes: both are of CMAF segments.');
  else if (output.encryption?.scheme === 'aes-128' && output.dash)
    notes.push('There is no DASH manifest and no playlist of keyframes: whole segments are encrypted.');
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

const notesOnTracks = (
  { facts: { probe } }: PlanSource,
  audio: readonly AudioTrack[],
  text: readonly TextTrack[],
): readonly string[] => {
  const notes: string[] = [];
  const pictures = probe.text.filter((track) => !isText(track));
  const lostText = probe.text.length - pictures.length - text.length;
  if (audio.length === 0) notes.push('The file has no sound.');
  else if (audio.length < probe.audio.length)
    notes.push(
      `Of ${probe.audio.length} sound tracks ${audio.length} can be chosen; the others are left out.`,
    );
  if (audio.length > 2 && audio.every(({ channels }) => channels === 1))
    notes.push(`Each of the ${audio.length} mono tracks is a sound of its own to choose.`);
  if (pictures.length > 0)
    notes.push(`${tracks(pictures.length)} of subtitles left out: they are pictures of text, not text.`);
  if (lostText > 0) notes.push(`${tracks(lostText)} of subtitles left out: empty, or too many.`);
  return notes;
};

const tracks = (count: number): string => (count === 1 ? 'One track' : `${count} tracks`);
