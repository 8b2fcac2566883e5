import type { ReactNode } from 'react';
import styles from './Stat.module.css';

interface Props {
  readonly label: ReactNode;
  readonly children: ReactNode;
  readonly sub?: ReactNode;
  readonly testId?: string;
}

/** One big number with its name above and its company below. Its place never changes size. */
export function Stat({ label, children, sub, testId }: Props) {
  return (
    <div className={styles.stat} data-testid={testId}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>{children}</dd>
      <dd className={styles.sub}>{sub}</dd>
    </div>
  );
}

export function StatRow({ children }: { children: ReactNode }) {
  return <dl className={styles.row}>{children}</dl>;
}
