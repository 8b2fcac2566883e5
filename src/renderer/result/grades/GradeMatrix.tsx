import { GRADE_METRIC_NAMES } from '../../../contract/grade-metrics.ts';
import type { GradeRow } from '../../../contract/threshold.ts';
import { Note, Stack } from '../../parts/Box.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { UNIT_KINDS } from '../../parts/figure-kinds.ts';
import { GradeBadge } from '../../parts/GradeBadge.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { METRIC_WORDS } from '../../words/words.ts';
import styles from './GradeTable.module.css';
import { gradeMatrix, type MatrixCell, type MatrixLine } from './grade-lookup.ts';

/** Services down, metrics across: where the trouble is, at a glance. */
export function GradeMatrix({ grades }: { grades: readonly GradeRow[] }) {
  const metrics = GRADE_METRIC_NAMES.filter((metric) => grades.some((row) => row.metric === metric));
  return (
    <Panel title="Grades by service" aside="the worst of each kind" flush testId="grade-matrix">
      {grades.length === 0 ? (
        <Note pad="foot">Nothing was graded: the plan sets no thresholds.</Note>
      ) : (
        <div className={styles.tall}>
          <DataTable
            label="Grades by service"
            rows={gradeMatrix(grades)}
            rowKey={({ service }) => service}
            minWidth={160 * (metrics.length + 1)}
            columns={[
              {
                key: 'service',
                header: 'Service',
                cell: ({ service }: MatrixLine) => <strong>{service}</strong>,
              },
              ...metrics.map((metric) => ({
                key: metric,
                header: METRIC_WORDS[metric],
                cell: ({ cells }: MatrixLine) => <Cell cell={cells.find((cell) => cell.metric === metric)} />,
              })),
            ]}
          />
        </div>
      )}
    </Panel>
  );
}

function Cell({ cell }: { cell: MatrixCell | undefined }) {
  if (cell === undefined) return <span className="muted">–</span>;
  const { row, count } = cell;
  return (
    <Stack align="start" title={row.note === '' ? undefined : row.note}>
      <GradeBadge grade={row.grade} />
      <Note as="span" style={{ paddingLeft: 22 }}>
        <Figure kind={UNIT_KINDS[row.unit]} value={row.value} />
        {row.endpoint === null || count < 2 ? null : ` ${row.endpoint}`}
      </Note>
    </Stack>
  );
}
