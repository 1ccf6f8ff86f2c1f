import {
  type Failure,
  MAX_DURATION_SECONDS,
  type Probe,
  type ValidatedTrack,
  type ValidationReport,
} from '@reelmill/core';
import type { DecodedFile } from './decoded-tracks.ts';

type Reason = ValidationReport['reasons'][number];

/** What a probe says that the verdict depends on. */
export interface Promised extends Pick<Probe, 'container' | 'durationSeconds' | 'startSeconds'> {
  readonly video: readonly PromisedTrack[];
  readonly audio: readonly PromisedTrack[];
  readonly text: readonly PromisedTrack[];
}
export type PromisedTrack = Pick<Probe['text'][number], 'index' | 'codec' | 'decodable' | 'durationSeconds'>;

/** A track whose header leaves out what a decoder needs; the probe knows nothing of it. */
export interface NamelessTrack {
  readonly index: number;
  readonly kind: 'video' | 'audio';
}

/** A header may be off by so much without anything missing: rounding, the length of the last picture. */
const ALLOWED_SECONDS = 0.5;
const ALLOWED_SHARE = 0.02;
/** Sound that ends this much before or after the picture is a fault of the file, not its rounding. */
const APART_SECONDS = 1;
const APART_SHARE = 0.05;

/** A file of which nothing can be made, with the reason; of the probe, what was found out before. */
export const judgeRefused = (refused: Failure, probe?: Probe): ValidationReport => ({
  verdict: 'unusable',
  reasons: [{ code: refused.code, message: refused.message }],
  container: probe?.container ?? null,
  durationSeconds: probe?.durationSeconds ?? null,
  tracks: [],
});

/** Weighs what came out of a file against what its headers promise. Pure. */
export const judge = (
  probe: Promised,
  decoded: DecodedFile,
  nameless: readonly NamelessTrack[],
): ValidationReport => {
  const tracks = [
    ...probe.video.map((track) => trackReport('video', track, decoded)),
    ...probe.audio.map((track) => trackReport('audio', track, decoded)),
    ...probe.text.map((track) => trackReport('text', track, decoded)),
  ];
  const nothing = nothingDecodes(tracks);
  const reasons: readonly Reason[] = [
    ...nothing,
    ...tracks.flatMap(undecodable),
    ...nameless.map(withoutFormat),
    ...(nothing.length > 0 ? [] : tracks.flatMap(empty)),
    ...tracks.flatMap((track) => errorsIn(track)),
    ...containerErrors(decoded),
    ...truncated(probe, tracks),
    ...lengthsDiffer(tracks),
  ];
  return {
    verdict: nothing.length > 0 ? 'unusable' : reasons.length > 0 ? 'damaged-but-usable' : 'ok',
    reasons: [...reasons],
    container: probe.container,
    durationSeconds: probe.durationSeconds,
    tracks,
  };
};

const trackReport = (
  kind: ValidatedTrack['kind'],
  track: PromisedTrack,
  { tracks }: DecodedFile,
): ValidatedTrack => {
  const found = tracks.get(track.index);
  return {
    index: track.index,
    kind,
    codec: track.codec,
    decodable: track.decodable,
    decodedFrames: found?.frames ?? 0,
    claimedSeconds: track.durationSeconds,
    startSeconds: found?.startSeconds ?? null,
    endSeconds: found?.endSeconds ?? null,
    errorCount: found?.errorCount ?? 0,
    errors: [...(found?.errors ?? [])],
  };
};

/** The first of each kind is what everything is made of: pictures where there are any, else sound. */
const nothingDecodes = (tracks: readonly ValidatedTrack[]): readonly Reason[] => {
  const main =
    tracks.find(({ kind, decodable }) => kind === 'video' && decodable) ??
    tracks.find(({ kind, decodable }) => kind === 'audio' && decodable);
  if (!main || main.decodedFrames > 0) return [];
  const what = main.kind === 'video' ? 'No picture' : 'No sound';
  return [{ code: 'NOTHING_DECODES', message: `${what} of the file can be decoded.` }];
};

const undecodable = (track: ValidatedTrack): readonly Reason[] =>
  track.decodable || track.kind === 'text'
    ? []
    : [
        {
          code: 'TRACK_UNDECODABLE',
          message: `Track ${track.index} (${track.codec}) cannot be decoded by this machine.`,
        },
      ];

const withoutFormat = ({ index, kind }: NamelessTrack): Reason => ({
  code: 'TRACK_UNDECODABLE',
  message: `Track ${index} (${kind}) does not say how it is coded, so it cannot be decoded.`,
});

const empty = (track: ValidatedTrack): readonly Reason[] =>
  track.kind === 'text' || !track.decodable || track.decodedFrames > 0
    ? []
    : [{ code: 'TRACK_EMPTY', message: `Nothing of track ${track.index} (${track.codec}) can be decoded.` }];

const errorsIn = ({ index, codec, errorCount, errors }: ValidatedTrack): readonly Reason[] => {
  if (errorCount === 0) return [];
  const first = errors.find(({ atSeconds }) => atSeconds !== null)?.atSeconds;
  const where = first === undefined || first === null ? '' : `, the first at ${first.toFixed(2)} s`;
  const errorWord = errorCount === 1 ? 'error' : 'errors';
  return [
    {
      code: 'DECODE_ERRORS',
      message: `Decoding track ${index} (${codec}) met ${errorCount} ${errorWord}${where}.`,
    },
  ];
};

const ENDS_EARLY = /ended prematurely|partial file|truncated/i;

const containerErrors = ({ container: { errorCount, messages } }: DecodedFile): readonly Reason[] =>
  errorCount === 0
    ? []
    : [
        {
          code: messages.some((message) => ENDS_EARLY.test(message)) ? 'TRUNCATED' : 'CONTAINER_ERRORS',
          message: `Reading the file met ${errorCount} ${errorCount === 1 ? 'error' : 'errors'}: ${messages[0]?.replace(/\.+$/, '')}.`,
        },
      ];

const truncated = (probe: Promised, tracks: readonly ValidatedTrack[]): readonly Reason[] => {
  const short = tracks.filter(({ kind, claimedSeconds, startSeconds, endSeconds }) => {
    if (kind === 'text' || claimedSeconds === null || startSeconds === null || endSeconds === null)
      return false;
    // What nobody would make is no promise: writers of fragments leave nonsense in a header they cannot come back to.
    if (claimedSeconds > MAX_DURATION_SECONDS) return false;
    const missing = claimedSeconds - (endSeconds - Math.min(startSeconds, probe.startSeconds));
    return missing > Math.max(ALLOWED_SECONDS, claimedSeconds * ALLOWED_SHARE);
  });
  return short.map(({ index, codec, claimedSeconds, endSeconds }) => ({
    code: 'TRUNCATED',
    message: `Track ${index} (${codec}) should last ${claimedSeconds?.toFixed(1)} s and ends at ${endSeconds?.toFixed(1)} s: the file may be cut off.`,
  }));
};

const lengthsDiffer = (tracks: readonly ValidatedTrack[]): readonly Reason[] => {
  const ends = (wanted: ValidatedTrack['kind']) =>
    tracks.find(({ kind, endSeconds }) => kind === wanted && endSeconds !== null)?.endSeconds ?? undefined;
  const [video, audio] = [ends('video'), ends('audio')];
  if (video === undefined || audio === undefined) return [];
  if (Math.abs(video - audio) <= Math.max(APART_SECONDS, Math.max(video, audio) * APART_SHARE)) return [];
  return [
    {
      code: 'LENGTHS_DIFFER',
      message: `The picture ends at ${video.toFixed(1)} s, the sound at ${audio.toFixed(1)} s.`,
    },
  ];
};
