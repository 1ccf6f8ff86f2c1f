import { Check, CircleAlert, Film } from 'lucide-react';
import styles from './upload-list.module.css';
import type { UploadStage } from './upload-stage.ts';

/** Beside the words, never instead of them. */
export const StageMark = ({ tone }: { readonly tone: UploadStage['tone'] }) => {
  const Icon = tone === 'good' ? Check : tone === 'bad' ? CircleAlert : Film;
  return (
    <span className={`${styles.mark} ${styles[`${tone}Mark`]}`} aria-hidden>
      <Icon />
    </span>
  );
};
