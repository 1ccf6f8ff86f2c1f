import { type RefObject, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** Takes the focus to the new page's content, as a browser does for a real page; not on the first one. */
export const useFocusOnNavigation = (target: RefObject<HTMLElement | null>): void => {
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    target.current?.focus({ preventScroll: true });
  }, [pathname, target]);
};
