import { Bug } from 'lucide-react';
import { Button } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';

/** Shown when the console itself fails; the server and its jobs go on. */
export const CrashPage = () => (
  <Notice
    isPage
    title="The console ran into a bug"
    icon={<Bug aria-hidden />}
    tone="bad"
    isAlert
    action={
      <Button look="primary" onClick={() => location.reload()}>
        Reload
      </Button>
    }
  >
    Nothing is lost: uploads resume and jobs go on in the server.
  </Notice>
);
