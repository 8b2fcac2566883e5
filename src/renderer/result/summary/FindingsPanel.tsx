import { CircleCheck, Lightbulb, TriangleAlert } from 'lucide-react';
import type { Summary } from '../../../contract/summary.ts';
import { Panel } from '../../parts/Panel.tsx';
import styles from './FindingsPanel.module.css';

const ICONS = { good: CircleCheck, bad: TriangleAlert, hint: Lightbulb } as const;
const WORDS = { good: 'Good sign', bad: 'Bad sign', hint: 'Hint' } as const;

/** Signs seen in the figures, each with its evidence. */
export function FindingsPanel({ findings }: { findings: Summary['findings'] }) {
  return (
    <Panel title="Findings" testId="findings">
      {findings.length === 0 ? <p className="muted">Nothing stood out.</p> : null}
      <ul className={styles.list}>
        {findings.map((finding) => {
          const Icon = ICONS[finding.kind];
          return (
            <li key={`${finding.code} ${finding.title}`} className={styles.item} data-kind={finding.kind}>
              <Icon size={16} aria-hidden="true" className={styles.icon} />
              <div>
                <h3>
                  <span className={styles.kind}>{WORDS[finding.kind]}</span> {finding.title}
                </h3>
                <p className={styles.text}>
                  {finding.evidence} {finding.suggestion}
                </p>
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
