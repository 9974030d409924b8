// The page's buttons: with words, or with an icon alone.

import type { ComponentProps, ReactNode } from 'react';

import styles from './Button.module.css';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'color'> {
  /** `contained` for what most people want, `outlined` for the rest; without one, words alone. */
  variant?: 'contained' | 'outlined';
  size?: 'small' | 'large';
  /** `error` for what takes something away, `inherit` for the way out. */
  color?: 'error' | 'inherit';
  startIcon?: ReactNode;
}

export function Button({ variant, size, color, startIcon, className, children, type = 'button', ...rest }: ButtonProps) {
  const classes = [styles.button, variant && styles[variant], size && styles[size], color && styles[color], className];
  return (
    <button {...rest} type={type} className={classes.filter(Boolean).join(' ')}>
      {startIcon}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<'button'> {
  'aria-label': string;
  size?: 'small';
  /** At the start of a bar: its icon stands where text would. */
  edge?: 'start';
}

export function IconButton({ size, edge, className, type = 'button', ...rest }: IconButtonProps) {
  const classes = [styles.icon, size && styles[size], edge && styles.atStart, className];
  return <button {...rest} type={type} className={classes.filter(Boolean).join(' ')} />;
}
