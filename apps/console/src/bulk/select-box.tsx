import styles from './select-box.module.css';

/** Chooses one asset; over its picture, so that the picture itself still opens it. */
export const SelectBox = ({
  name,
  isChosen,
  onToggle,
}: {
  readonly name: string;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}) => (
  <label className={styles.box}>
    <input type="checkbox" checked={isChosen} onChange={onToggle} aria-label={`Select ${name}`} />
  </label>
);
