import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link, type LinkProps } from 'react-router';
import styles from './button.module.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: ReactNode;
}

export const Button = ({ look = 'plain', icon, children, className, ...rest }: ButtonProps) => (
  <button type="button" className={`${styles.button} ${styles[look]} ${className ?? ''}`} {...rest}>
    {icon}
    {children}
  </button>
);

/** Goes to another page, and looks like a button. */
export const ButtonLink = ({ children, to }: Pick<LinkProps, 'children' | 'to'>) => (
  <Link to={to} className={`${styles.button} ${styles.plain}`}>
    {children}
  </Link>
);

/** A square one; its name is for screen readers and as a tooltip. */
export const IconButton = ({
  label,
  children,
  ...rest
}: Omit<ButtonProps, 'icon' | 'look'> & { readonly label: string }) => (
  <button
    type="button"
    className={`${styles.button} ${styles.quiet} ${styles.square}`}
    aria-label={label}
    title={label}
    {...rest}
  >
    {children}
  </button>
);
