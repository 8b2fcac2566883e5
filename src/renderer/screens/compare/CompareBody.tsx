import { Info, TriangleAlert } from 'lucide-react';
import type { Comparison } from '../../../contract/comparison.ts';
import { Panel } from '../../parts/Panel.tsx';
import styles from './CompareBody.module.css';
import { CurvePanel } from './CurvePanel.tsx';
import { DifferenceTable } from './DifferenceTable.tsx';

/** The comparison in reading order: how far it can be trusted, what else changed, curves, figures. */
export function CompareBody({ comparison }: { comparison: Comparison }) {
  return (
    <>
      <p className={styles.kind} data-testid="comparison-kind">
        <strong>{comparison.kind === 'descriptive' ? 'Descriptive only' : 'With a verdict'}</strong>
        <span>{comparison.sentence}</span>
      </p>
      <ContextPanel context={comparison.context} />
      <CurvePanel curves={comparison.curves} />
      <DifferenceTable differences={comparison.differences} />
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
        <p className={styles.same}>
          Nothing that is known: plan, target, machine and thresholds are the same.
        </p>
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
