import { type ComponentProps, useId } from 'react';
import { Select } from '../design/select.tsx';
import styles from './menu.module.css';

/** One setting of the player: its name stays with it where the line breaks. */
export const Menu = ({ label, ...rest }: { readonly label: string } & ComponentProps<typeof Select>) => {
  const id = useId();
  return (
    <span className={styles.menu}>
      <label htmlFor={id}>{label}</label>
      <Select id={id} {...rest} />
    </span>
  );
};
