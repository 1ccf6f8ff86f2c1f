import type { StreamChapter } from '@reelmill/core';
import { type RefObject, useEffect, useState } from 'react';
import { formatClock } from '../design/format.ts';
import { Menu } from './menu.tsx';

/** The chapters of a film: which one plays, and a way to the others. */
export const ChapterMenu = ({
  video,
  chapters,
  onSeek,
}: {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly chapters: readonly StreamChapter[];
  readonly onSeek: (seconds: number) => void;
}) => {
  const [current, setCurrent] = useState(0);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const follow = (): void => {
      const { currentTime } = element;
      setCurrent(
        Math.max(
          0,
          chapters.findLastIndex(({ startSeconds }) => startSeconds <= currentTime),
        ),
      );
    };
    element.addEventListener('timeupdate', follow);
    return () => element.removeEventListener('timeupdate', follow);
  }, [video, chapters]);
  return (
    <Menu
      label="Chapter"
      value={current}
      onChange={(event) => {
        const chapter = chapters[Number(event.target.value)];
        if (chapter) onSeek(chapter.startSeconds);
      }}
      data-testid="chapter-menu"
    >
      {chapters.map(({ title, startSeconds }, index) => (
        <option key={startSeconds} value={index}>
          {formatClock(startSeconds)} {title}
        </option>
      ))}
    </Menu>
  );
};
