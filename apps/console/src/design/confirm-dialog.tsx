import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import styles from './dialog.module.css';
import { Dialog } from './dialog.tsx';

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly children: ReactNode;
  readonly confirmWord: string;
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone. */
export const ConfirmDialog = (props: ConfirmDialogProps) => (
  <Dialog isOpen={props.isOpen} title={props.title} onClose={props.onClose}>
    <div className={styles.text}>{props.children}</div>
    <div className={styles.actions}>
      <Button onClick={props.onClose}>Keep it</Button>
      <Button
        look="danger"
        className={styles.confirm}
        onClick={props.onConfirm}
        disabled={props.isBusy}
        data-testid="confirm-delete"
      >
        {props.confirmWord}
      </Button>
    </div>
  </Dialog>
);
