import type { ReactNode } from 'react';
import { Figure } from '../../parts/Figure.tsx';
import styles from './CountList.module.css';

/** Small named counts in a row. */
export function CountList({ children }: { children: ReactNode }) {
  return <dl className={styles.list}>{children}</dl>;
}

export function Counted({ name, value }: { name: string; value: number }) {
  return (
    <div className={styles.item}>
      <dt>{name}</dt>
      <dd>
        <Figure kind="count" value={value} />
      </dd>
    </div>
  );
}
