import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './button.tsx';
import styles from './confirm-dialog.module.css';

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly children: ReactNode;
  readonly confirmWord: string;
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** The browser's own modal dialog: it keeps the focus, closes on Escape and gives the focus back. */
export const ConfirmDialog = (props: ConfirmDialogProps) => {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (props.isOpen) ref.current?.showModal();
    else ref.current?.close();
  }, [props.isOpen]);
  return (
    <dialog ref={ref} className={styles.dialog} aria-labelledby={titleId} onClose={props.onClose}>
      <h2 id={titleId}>{props.title}</h2>
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
    </dialog>
  );
};
