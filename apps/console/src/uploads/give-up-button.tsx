import type { UploadHandle } from '@reelmill/client';
import { X } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../design/button.tsx';
import { ConfirmDialog } from '../design/confirm-dialog.tsx';
import { whatIsLost } from './what-is-lost.ts';

/** Gives an upload up; asks before, where something would be lost. */
export const GiveUpButton = ({ upload }: { readonly upload: UploadHandle }) => {
  const [isAsking, setIsAsking] = useState(false);
  const loss = whatIsLost(upload);
  const giveUp = () => {
    setIsAsking(false);
    void upload.cancel();
  };
  return (
    <>
      <IconButton
        label={`Give up ${upload.name}`}
        aria-haspopup={loss ? 'dialog' : undefined}
        onClick={() => (loss ? setIsAsking(true) : giveUp())}
      >
        <X aria-hidden />
      </IconButton>
      <ConfirmDialog
        isOpen={isAsking && loss !== null}
        title={loss?.title ?? ''}
        confirmWord={loss?.confirmWord ?? ''}
        onConfirm={giveUp}
        onClose={() => setIsAsking(false)}
      >
        <p>{loss?.text}</p>
      </ConfirmDialog>
    </>
  );
};
