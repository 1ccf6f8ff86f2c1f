import type { InterruptedUpload, UploadHandle } from '@reelmill/client';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import { client } from '../api/client.ts';

interface Uploads {
  readonly handles: readonly UploadHandle[];
  readonly interrupted: readonly InterruptedUpload[];
  add(files: Iterable<File>, recipe: string | undefined): void;
  dismiss(handle: UploadHandle): void;
  forget(upload: InterruptedUpload): void;
}

const UploadContext = createContext<Uploads | undefined>(undefined);

export const useUploads = (): Uploads => {
  const uploads = use(UploadContext);
  if (!uploads) throw new Error('uploads are used outside their provider');
  return uploads;
};

/** Uploads go on while the user moves between pages, and are found again after a reload. */
export const UploadProvider = ({ children }: { readonly children: ReactNode }) => {
  const [handles, setHandles] = useState<readonly UploadHandle[]>([]);
  const [interrupted, setInterrupted] = useState<readonly InterruptedUpload[]>([]);

  useEffect(() => {
    let isCurrent = true;
    void client.uploads.interrupted().then((found) => {
      if (isCurrent) setInterrupted(found);
    });
    return () => {
      isCurrent = false;
    };
  }, []);

  const isSending = handles.some((handle) => handle.state !== 'complete' && handle.state !== 'cancelled');
  useEffect(() => {
    if (!isSending) return;
    const warn = (event: BeforeUnloadEvent) => {
      if (handles.some((handle) => handle.state === 'uploading')) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [handles, isSending]);

  const add = useCallback((files: Iterable<File>, recipe: string | undefined) => {
    const added = [...files].map((file) => client.uploads.add(file, recipe === undefined ? {} : { recipe }));
    // The same file chosen again takes its interrupted upload up.
    setInterrupted((known) =>
      known.filter(
        (old) => !added.some((now) => now.fileName === old.fileName && now.bytesTotal === old.sizeBytes),
      ),
    );
    setHandles((known) => [...added, ...known]);
  }, []);
  const dismiss = useCallback((handle: UploadHandle) => {
    setHandles((known) => known.filter((other) => other !== handle));
  }, []);
  const forget = useCallback((upload: InterruptedUpload) => {
    setInterrupted((known) => known.filter((other) => other !== upload));
    void client.uploads.forget(upload);
  }, []);

  const uploads = useMemo(
    () => ({ handles, interrupted, add, dismiss, forget }),
    [handles, interrupted, add, dismiss, forget],
  );
  return <UploadContext value={uploads}>{children}</UploadContext>;
};
