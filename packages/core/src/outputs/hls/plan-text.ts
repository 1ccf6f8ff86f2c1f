import type { TextTrack } from '../../media/probe.ts';
import type { PlannedStep, PlanSource } from '../../plan/plan.ts';

/** What is text in a file; other tracks of the kind are pictures of text (Blu-ray, DVD, television). */
const TEXT_CODECS = ['subrip', 'srt', 'ass', 'ssa', 'mov_text', 'webvtt', 'text'];

export const isText = ({ codec }: TextTrack): boolean => TEXT_CODECS.includes(codec);

/** Tracks of text that hold any. */
export const usableText = ({ facts }: PlanSource): readonly TextTrack[] =>
  facts.probe.text.filter((track) => isText(track) && facts.trackDigests[track.index] !== undefined);

/** Of the rendition of the nth track, counted from 1. */
export const textName = (number: number): string => `text-${number}`;

/** One track of text as WebVTT on the video's clock. Tracks are numbered from 1. */
export const planText = (
  wish: { readonly keyPrefix: string; readonly number: number },
  { facts, video }: PlanSource,
  text: TextTrack,
): PlannedStep => ({
  key: `${wish.keyPrefix}text-track-${wish.number}`,
  kind: 'text-track',
  params: {
    name: textName(wish.number),
    durationSeconds: video?.shownSeconds ?? facts.probe.durationSeconds,
  },
  inputs: {
    source: {
      part: {
        content: [facts.trackDigests[text.index] ?? ''],
        range: {
          trackIndex: text.index,
          decodeFromSeconds: null,
          startSeconds: video?.firstFrameSeconds ?? facts.probe.audio[0]?.startSeconds ?? 0,
          endSeconds: null,
        },
      },
    },
  },
  batch: null,
  lane: 'io',
  work: 0.2,
  publishes: null,
});
