import type { UploadHandle } from '@reelmill/client';
import { useEffect, useReducer } from 'react';

/** Renders again whenever one of the uploads changes. */
export const useUploadChanges = (handles: readonly UploadHandle[]): void => {
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const stops = handles.map((handle) => handle.subscribe(render));
    return () => {
      for (const stop of stops) stop();
    };
  }, [handles]);
};
