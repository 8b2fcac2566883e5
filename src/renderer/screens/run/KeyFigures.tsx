import type { Summary } from '../../../contract/summary.ts';
import { Definition } from '../../parts/Definition.tsx';
import { Figure } from '../../parts/Figure.tsx';
import styles from './KeyFigures.module.css';

const HIDDEN = 'Fewer than ten samples beyond it: hidden for want of evidence';

/** The figures people ask for first. */
export function KeyFigures({ summary }: { summary: Summary }) {
  const { overallTimeMs: time, totals, ratePerSecond } = summary;
  const errorRate = totals.sent === 0 ? null : (totals.errors / totals.sent) * 100;
  return (
    <dl className={styles.figures}>
      <div>
        <dt>Requests</dt>
        <dd>
          <Figure kind="count" value={totals.sent} testId="total-sent" />
        </dd>
      </div>
      <div>
        <dt>
          <Definition term="finishedRate">Rate</Definition>
        </dt>
        <dd>
          <Figure kind="rate" value={ratePerSecond} testId="total-rate" />
        </dd>
      </div>
      {(['p50', 'p95', 'p99'] as const).map((key) => (
        <div key={key}>
          <dt>
            <Definition term={key}>{key}</Definition>
          </dt>
          <dd>
            <Figure kind="ms" value={time[key]} why={HIDDEN} testId={`total-${key}`} />
          </dd>
        </div>
      ))}
      <div>
        <dt>
          <Definition term="errors">Errors</Definition>
        </dt>
        <dd>
          <Figure kind="percent" value={errorRate} testId="total-error-rate" />
        </dd>
      </div>
    </dl>
  );
}
