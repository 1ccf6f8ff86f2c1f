import { useEffect } from 'react';

export const usePageTitle = (title: string): void => {
  useEffect(() => {
    document.title = title === '' ? 'Reelmill' : `${title} · Reelmill`;
  }, [title]);
};
