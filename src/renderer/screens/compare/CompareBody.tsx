import { Info, TriangleAlert } from 'lucide-react';
import type { Comparison } from '../../../contract/comparison.ts';
import { Card, Note, Row, Text } from '../../parts/Box.tsx';
import { Panel } from '../../parts/Panel.tsx';
import styles from './CompareBody.module.css';
import { ComparedCapacity } from './ComparedCapacity.tsx';
import { CurvePanel } from './CurvePanel.tsx';
import { DifferenceTable } from './DifferenceTable.tsx';

/** The comparison in reading order: what worsened most, how far that goes, what else differs, figures, curves. */
export function CompareBody({ comparison }: { comparison: Comparison }) {
  return (
    <>
      <Card as="section" gap={6} pad="normal" aria-label="Outcome">
        <Text as="p" size="lead" weight="semibold" data-testid="comparison-lead">
          {comparison.lead}
        </Text>
        <Row as="p" align="baseline" gap={12} tone="soft" data-testid="comparison-kind">
          <Text as="strong" rigid tone="acceptable">
            {comparison.kind === 'descriptive' ? 'Descriptive only' : 'With a verdict'}
          </Text>
          <span>{comparison.sentence}</span>
        </Row>
      </Card>
      {comparison.capacity === undefined ? null : (
        <ComparedCapacity comparison={comparison} capacity={comparison.capacity} />
      )}
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
        <Note pad="foot" size="body">
          No known difference: plan, target, machine and thresholds are the same.
        </Note>
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
