import type { UploadHandle, UploadStatus } from '@reelmill/client';
import { useEffect, useReducer, useSyncExternalStore } from 'react';

/** How an upload stands, now and with every change. */
export const useUploadStatus = (upload: UploadHandle): UploadStatus =>
  useSyncExternalStore(upload.subscribe, () => upload.status);

/** Renders again whenever one of the uploads changes. */
export const useUploadChanges = (uploads: readonly UploadHandle[]): void => {
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const stops = uploads.map((upload) => upload.subscribe(render));
    return () => {
      for (const stop of stops) stop();
    };
  }, [uploads]);
};
