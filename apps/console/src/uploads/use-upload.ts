import type { UploadHandle } from '@reelmill/client';
import { useEffect, useReducer } from 'react';

/** Renders again whenever the upload changes. */
export const useUpload = (handle: UploadHandle): void => {
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => handle.subscribe(render), [handle]);
};
