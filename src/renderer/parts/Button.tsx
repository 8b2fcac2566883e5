import type { ComponentProps, ReactNode } from 'react';
import styles from './Button.module.css';
import { classNames } from './class-names.ts';

interface Props extends ComponentProps<'button'> {
  readonly look?: 'strong' | 'plain' | 'quiet' | 'danger' | 'link';
  readonly size?: 'normal' | 'large' | 'small';
  readonly icon?: ReactNode;
}

/** The one button. `strong` is for the single main action of a screen. */
export function Button({ look = 'plain', size = 'normal', icon, className, children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(
        styles.button,
        styles[look],
        styles[size],
        children === undefined && styles.square,
        className,
      )}
    >
      {icon}
      {children}
    </button>
  );
}
