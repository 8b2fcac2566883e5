import { NO_VALUE } from '../../../contract/format.ts';
import { GRADE_METRIC_NAMES } from '../../../contract/grade-metrics.ts';
import { gradeRank } from '../../../contract/grades.ts';
import { isPercentile, statisticWord } from '../../../contract/percentiles.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { GradeRow } from '../../../contract/threshold.ts';
import { Note, Stack, Text } from '../../parts/Box.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { figureColumn } from '../../parts/figure-column.tsx';
import { formatFigure, UNIT_KINDS } from '../../parts/figure-kinds.ts';
import { GradeBadge } from '../../parts/GradeBadge.tsx';
import { LoadLine } from '../../parts/LoadLine.tsx';
import { type Lead, LeadsTo } from '../../parts/leads.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { METRIC_WORDS } from '../../words/words.ts';
import styles from './GradeTable.module.css';
import { gradeMatrix, type MatrixCell, type MatrixLine } from './grade-lookup.ts';

/** Every grade: the statistic, the value on its load line, how far from the next bound, and what to know about it. */
export function GradeTable({ summary }: { summary: Summary }) {
  const hasNotes = summary.grades.some((row) => row.note !== '');
  const columns = hasNotes ? COLUMNS : COLUMNS.filter((column) => column.key !== 'note');
  return (
    <Panel title="Grades" aside="a value exactly on a threshold gets the worse grade" flush testId="grades">
      <div className={styles.tall}>
        <DataTable
          label="Grades"
          columns={columns}
          rows={summary.grades}
          rowKey={keyOf}
          minWidth={960}
          initialSort={{ key: 'grade', direction: 'down' }}
          empty={
            <EmptyState title="Nothing was graded">
              The plan sets no thresholds for these endpoints.
            </EmptyState>
          }
        />
      </div>
    </Panel>
  );
}

const keyOf = (row: GradeRow): string => `${row.service} ${row.endpoint} ${row.metric} ${row.statistic}`;

const COLUMNS: readonly Column<GradeRow>[] = [
  {
    key: 'grade',
    header: 'Grade',
    width: '136px',
    sortValue: (row) => gradeRank(row.grade),
    cell: (row) => <GradeBadge grade={row.grade} />,
  },
  {
    key: 'what',
    header: 'What',
    isName: true,
    sortValue: (row) => `${row.service} ${row.endpoint ?? ''}`,
    cell: (row) => (
      <Stack as="span" title={`${row.service} ${row.endpoint ?? ''}`}>
        <Text clip weight="medium">
          {row.endpoint ?? row.service}
        </Text>
        <Note as="span" clip>
          {row.endpoint === null ? '' : `${row.service} · `}
          {METRIC_WORDS[row.metric]}
          {row.statistic === null ? '' : `, ${statisticWord(row.statistic)}`}
        </Note>
      </Stack>
    ),
  },
  {
    key: 'value',
    header: 'Value',
    width: '88px',
    align: 'end',
    sortValue: (row) => row.value,
    cell: (row) => (
      <Text as="strong" weight="semibold">
        <LeadsTo to={leadOf(row)} title={`The requests behind it: ${METRIC_WORDS[row.metric]}`}>
          <Figure kind={UNIT_KINDS[row.unit]} value={row.value} />
        </LeadsTo>
      </Text>
    ),
  },
  { key: 'line', header: 'Load line', term: 'grade', width: '22%', cell: (row) => <LoadLine row={row} /> },
  {
    key: 'margin',
    header: 'Margin',
    term: 'margin',
    width: '132px',
    cell: (row) => <span data-value={String(row.margin)}>{marginText(row)}</span>,
  },
  figureColumn('count', { key: 'samples', header: 'Samples', width: '78px' }, (row) => row.samples, true),
  {
    key: 'note',
    header: 'Note',
    term: 'provable',
    width: '25%',
    cell: (row) => (
      <span className={styles.note} title={row.note} data-doubtful={!row.provable && row.margin !== null}>
        {row.note}
      </span>
    ),
  },
];

/** Of a latency those at it and beyond, of an error rate those that failed; other figures are of no requests. */
function leadOf({ service, endpoint, metric, statistic, value }: GradeRow): Lead | null {
  if (value === null) return null;
  if (metric === 'errorRate') return value === 0 ? null : { kind: 'failed', service, endpoint };
  const isBeyond = statistic === 'max' || (statistic !== null && isPercentile(statistic));
  if (metric !== 'latency' || !isBeyond) return null;
  return { kind: 'beyond', service, endpoint, ms: value, clock: 'intended' };
}

/** `21 ms to spare`, `16 ms beyond`; an en dash where there is no margin. */
export function marginText(row: Pick<GradeRow, 'margin' | 'unit'>): string {
  if (row.margin === null) return NO_VALUE;
  const size = formatFigure(UNIT_KINDS[row.unit], Math.abs(row.margin));
  return row.margin < 0 ? `${size} beyond` : `${size} to spare`;
}

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
                isName: true,
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
