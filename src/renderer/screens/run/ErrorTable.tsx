import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatClock } from '../../../contract/format.ts';
import type { ErrorRow } from '../../../contract/summary.ts';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { SIDE_SENTENCES, SIDE_WORDS } from '../../words.ts';
import styles from './ErrorTable.module.css';

/** Failures by code: how many, whose doing, and one example of each. */
export function ErrorTable({ errors }: { errors: readonly ErrorRow[] }) {
  return (
    <Panel title="Errors" flush testId="errors">
      {errors.length === 0 ? (
        <EmptyState title="No errors">Every request was answered well.</EmptyState>
      ) : (
        <ul className={styles.list}>
          {errors.map((row) => (
            <li key={`${row.code} ${row.service} ${row.endpoint}`}>
              <Line row={row} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Line({ row }: { row: ErrorRow }) {
  return (
    <details className={styles.error} data-code={row.code}>
      <summary className={styles.summary}>
        <ChevronRight size={14} className={styles.chevron} aria-hidden="true" />
        <span className={styles.code}>{row.code}</span>
        <span className={styles.side}>{SIDE_WORDS[row.side]}</span>
        <span className={styles.message}>{row.message}</span>
        <span className={styles.where}>
          {row.service} {row.endpoint}
        </span>
        <span className={styles.when}>{spanOf(row)}</span>
        <span className={styles.count}>
          <Figure kind="count" value={row.count} />
        </span>
      </summary>
      <div className={styles.body}>
        <Fact name="What happened">{row.message}</Fact>
        <Fact name="Whose doing">{SIDE_SENTENCES[row.side]}</Fact>
        {row.hint === '' ? null : <Fact name="What to do">{row.hint}</Fact>}
        {row.example === '' ? null : (
          <Fact name="An example">
            <pre className={styles.example}>{row.example}</pre>
          </Fact>
        )}
      </div>
    </details>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <span className="muted">{name}</span>
      <div>{children}</div>
    </div>
  );
}

/** When it was seen, as times into the run. */
function spanOf({ firstAt, lastAt }: ErrorRow): string {
  const [first, last] = [formatClock(firstAt), formatClock(lastAt)];
  return first === last ? first : `${first} – ${last}`;
}
