import { type ReactNode, useEffect } from 'react';
import { classNames } from './class-names.ts';
import styles from './Page.module.css';

interface Props {
  readonly title: ReactNode;
  /** Of the window; `title` where that is text. */
  readonly windowTitle?: string;
  readonly sub?: ReactNode;
  readonly actions?: ReactNode;
  /** Charts use the whole width; pages to read do not. */
  readonly wide?: boolean;
  /** Forms and facts read best in a narrow column. */
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** A screen: its heading, what can be done with it, and its content. */
export function Page({ title, windowTitle, sub, actions, wide = false, narrow = false, children }: Props) {
  const name = windowTitle ?? (typeof title === 'string' ? title : '');
  useEffect(() => {
    document.title = name === '' ? 'Plimsoll' : `${name} · Plimsoll`;
  }, [name]);
  return (
    <div className={classNames(styles.page, wide && styles.wide, narrow && styles.narrow)}>
      <header className={styles.head}>
        <div className={styles.titles}>
          <h1>{title}</h1>
          {sub === undefined ? null : <div className={styles.sub}>{sub}</div>}
        </div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
