import type { ReactNode } from 'react';
import styles from './ChartGrid.module.css';

/** Charts side by side, as many as there is room for; `three` of them in one row. */
export function ChartGrid({ three = false, children }: { three?: boolean; children: ReactNode }) {
  return (
    <div className={styles.place}>
      <div className={styles.charts} data-three={three}>
        {children}
      </div>
    </div>
  );
}
