import { GRADE_METRIC_NAMES } from '../../../contract/grade-metrics.ts';
import type { GradeRow } from '../../../contract/threshold.ts';
import { Note, Text } from '../../parts/Box.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { UNIT_KINDS } from '../../parts/figure-kinds.ts';
import { GradeBadge } from '../../parts/GradeBadge.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { METRIC_WORDS } from '../../words.ts';
import styles from './GradeMatrix.module.css';
import { gradeMatrix, type MatrixCell } from './grade-lookup.ts';

/** Services down, metrics across: where the trouble is, at a glance. */
export function GradeMatrix({ grades }: { grades: readonly GradeRow[] }) {
  const lines = gradeMatrix(grades);
  const metrics = GRADE_METRIC_NAMES.filter((metric) => grades.some((row) => row.metric === metric));
  return (
    <Panel title="Grades by service" aside="the worst of each kind" flush testId="grade-matrix">
      {grades.length === 0 ? (
        <Note pad="foot" size="body">
          Nothing was graded: the plan sets no thresholds.
        </Note>
      ) : null}
      <div className={styles.scroll}>
        <table className={styles.matrix} hidden={grades.length === 0}>
          <thead>
            <tr>
              <th scope="col">Service</th>
              {metrics.map((metric) => (
                <th key={metric} scope="col">
                  {METRIC_WORDS[metric]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.service}>
                <th scope="row">{line.service}</th>
                {metrics.map((metric) => (
                  <td key={metric}>
                    <Cell cell={line.cells.find((cell) => cell.metric === metric)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Cell({ cell }: { cell: MatrixCell | undefined }) {
  if (cell === undefined) return <Text tone="muted">–</Text>;
  const { row, count } = cell;
  return (
    <div title={row.note === '' ? undefined : row.note}>
      <GradeBadge grade={row.grade} />
      <Note as="div" clip style={{ maxWidth: 220, paddingLeft: 22 }}>
        <Figure kind={UNIT_KINDS[row.unit]} value={row.value} />
        {row.endpoint === null || count < 2 ? null : ` ${row.endpoint}`}
      </Note>
    </div>
  );
}
