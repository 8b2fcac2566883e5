import { Check, CircleHelp, X } from 'lucide-react';
import type { Summary } from '../../../contract/summary.ts';
import styles from './ExpectationList.module.css';

const ICONS = { met: Check, 'not met': X, 'not measurable': CircleHelp } as const;

/** What was expected, whether it was so, and the figure that decides it. */
export function ExpectationList({ expectations }: { expectations: Summary['expectations'] }) {
  if (expectations.length === 0) return <p className="muted">The plan states none.</p>;
  return (
    <ul className={styles.list}>
      {expectations.map((row) => {
        const Icon = ICONS[row.verdict];
        return (
          <li key={row.statement} data-verdict={row.verdict} className={styles.item}>
            <Icon size={15} strokeWidth={2.25} aria-hidden="true" className={styles.icon} />
            <div>
              <span className={styles.statement}>{row.statement}</span>{' '}
              <strong className={styles.verdict}>{row.verdict}</strong>
              <p className={styles.evidence}>{row.evidence}</p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
