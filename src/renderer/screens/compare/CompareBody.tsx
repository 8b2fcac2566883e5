import { Info, TriangleAlert } from 'lucide-react';
import type { Comparison } from '../../../contract/comparison.ts';
import { Panel } from '../../parts/Panel.tsx';
import styles from './CompareBody.module.css';
import { CurvePanel } from './CurvePanel.tsx';
import { DifferenceTable } from './DifferenceTable.tsx';

/** The comparison in reading order: what worsened most, how far that goes, what else differs, figures, curves. */
export function CompareBody({ comparison }: { comparison: Comparison }) {
  return (
    <>
      <section className={styles.verdict} aria-label="Outcome">
        <p className={styles.lead} data-testid="comparison-lead">
          {comparison.lead}
        </p>
        <p className={styles.kind} data-testid="comparison-kind">
          <strong>{comparison.kind === 'descriptive' ? 'Descriptive only' : 'With a verdict'}</strong>
          <span>{comparison.sentence}</span>
        </p>
      </section>
      <ContextPanel context={comparison.context} />
      <DifferenceTable differences={comparison.differences} />
      <CurvePanel curves={comparison.curves} />
    </>
  );
}

function ContextPanel({ context }: { context: Comparison['context'] }) {
  return (
    <Panel
      title="What else differs"
      aside="anything here may explain a difference below"
      flush
      testId="context"
    >
      {context.length === 0 ? (
        <p className={styles.same}>No known difference: plan, target, machine and thresholds are the same.</p>
      ) : (
        <table className={styles.context}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
            </tr>
          </thead>
          <tbody>
            {context.map((row) => (
              <tr key={row.aspect} data-severity={row.severity}>
                <th scope="row">
                  {row.severity === 'warning' ? (
                    <TriangleAlert size={14} aria-label="Warning" />
                  ) : (
                    <Info size={14} aria-label="Note" />
                  )}
                  {row.aspect}
                </th>
                <td>{row.a}</td>
                <td>{row.b}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
