import type { ReactNode } from 'react';
import type { Term } from '../../contract/glossary.ts';
import { Note } from './Box.tsx';
import { Definition } from './Definition.tsx';
import styles from './Stat.module.css';

interface Props {
  readonly label: string;
  readonly term?: Term;
  readonly children: ReactNode;
  readonly sub?: ReactNode;
  readonly testId?: string;
}

/** One big number with its name above and its company below. Its place never changes size. */
export function Stat({ label, term, children, sub, testId }: Props) {
  return (
    <div className={styles.stat} data-testid={testId}>
      <Note as="dt">{term === undefined ? label : <Definition term={term}>{label}</Definition>}</Note>
      <dd className={styles.value}>{children}</dd>
      <Note as="dd" clip className={styles.sub}>
        {sub}
      </Note>
    </div>
  );
}

export function StatRow({ children }: { children: ReactNode }) {
  return <dl className={styles.row}>{children}</dl>;
}
