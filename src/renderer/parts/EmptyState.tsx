import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';
import { Mark } from './Mark.tsx';

/** Nothing here yet: says what would be here, and how it gets here. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <span className={styles.mark}>
        <Mark size={30} />
      </span>
      <h2>{title}</h2>
      <p className={styles.text}>{children}</p>
      {action === undefined ? null : <div className={styles.action}>{action}</div>}
    </div>
  );
}
