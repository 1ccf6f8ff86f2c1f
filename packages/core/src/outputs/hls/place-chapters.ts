import type { Chapter } from '../../media/probe.ts';
import type { PlanSource } from '../../plan/plan.ts';
import type { StreamChapter } from '../../steps/package-hls.ts';

/** A film of a day with one every three minutes; a header can claim millions. */
export const MAX_CHAPTERS = 500;
const LONGEST_TITLE = 200;

/** The chapters of a file on the video's clock: each ends where the next begins, and those outside are left out. */
export const placeChapters = ({ facts: { probe }, video }: PlanSource): readonly StreamChapter[] => {
  const zero = video?.firstFrameSeconds ?? 0;
  const end = video?.shownSeconds ?? probe.durationSeconds;
  const started = probe.chapters
    .map((chapter) => ({ ...chapter, startSeconds: Math.max(0, round(chapter.startSeconds - zero)) }))
    .filter(({ startSeconds }) => startSeconds < end)
    .sort((a, b) => a.startSeconds - b.startSeconds)
    // Of several with the same start only the last lasts.
    .filter(({ startSeconds }, index, all) => all[index + 1]?.startSeconds !== startSeconds)
    .slice(0, MAX_CHAPTERS);
  return started.map((chapter, index) => ({
    title: titleOf(chapter, index + 1),
    startSeconds: chapter.startSeconds,
    endSeconds: started[index + 1]?.startSeconds ?? end,
  }));
};

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

const titleOf = ({ title }: Chapter, number: number): string =>
  title
    ?.replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TITLE) || `Chapter ${number}`;
