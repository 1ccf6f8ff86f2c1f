import { type ReactNode, useEffect, useId, useRef } from 'react';
import styles from './dialog.module.css';

/** The browser's own modal dialog: it keeps the focus, closes on Escape and gives the focus back. */
export const Dialog = (props: {
  readonly isOpen: boolean;
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}) => {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (props.isOpen) ref.current?.showModal();
    else ref.current?.close();
  }, [props.isOpen]);
  return (
    <dialog ref={ref} className={styles.dialog} aria-labelledby={titleId} onClose={props.onClose}>
      <h2 id={titleId}>{props.title}</h2>
      {props.children}
    </dialog>
  );
};
