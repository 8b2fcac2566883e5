import type { ReactNode } from 'react';
import styles from './ChartGrid.module.css';

interface Props {
  /** So many in one row. */
  readonly three?: boolean;
  /** From edge to edge of a panel. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** Charts side by side, as many as there is room for. */
export function ChartGrid({ three = false, flush = false, children }: Props) {
  return (
    <div className={styles.place}>
      <div className={styles.charts} data-three={three} data-flush={flush}>
        {children}
      </div>
    </div>
  );
}
