import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import type { GradeResult } from '../../../contract/threshold.ts';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { EndpointName } from '../../parts/EndpointName.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { GradeBadge } from '../../parts/GradeBadge.tsx';
import { Panel } from '../../parts/Panel.tsx';
import styles from './EndpointTable.module.css';
import { endpointKey, latencyGradeOf } from './grade-lookup.ts';

interface Props {
  readonly summary: Summary;
  /** Figures still change: grades are those so far. */
  readonly live?: boolean;
  readonly selected?: string | null;
  readonly onSelect?: (key: string) => void;
}

const HIDDEN = 'Fewer than ten samples beyond it: hidden for want of evidence';
const ORDER: readonly GradeResult[] = [
  'excellent',
  'good',
  'acceptable',
  'poor',
  'not-applicable',
  'no-data',
];

/** Every endpoint with its grade and its times. */
export function EndpointTable({ summary, live = false, selected = null, onSelect }: Props) {
  return (
    <Panel
      title="Endpoints"
      aside={live ? 'grades so far, on latency' : 'graded on latency'}
      flush
      testId="endpoints"
    >
      <DataTable
        label="Endpoints"
        columns={columnsOf(summary, onSelect)}
        rows={summary.endpoints}
        rowKey={endpointKey}
        isSelected={(row) => endpointKey(row) === selected}
        minWidth={880}
        empty={
          <EmptyState title="Nothing measured yet">Endpoints appear with their first answer.</EmptyState>
        }
      />
    </Panel>
  );
}

function columnsOf(summary: Summary, onSelect: Props['onSelect']): Column<EndpointSummary>[] {
  const gradeOf = (row: EndpointSummary) => latencyGradeOf(summary, row);
  const time = (key: 'p50' | 'p95' | 'p99' | 'max' | 'mean'): Column<EndpointSummary> => ({
    key,
    header: key,
    term: key,
    width: '8.2%',
    align: 'end',
    sortValue: (row) => row.responseTimeMs[key],
    cell: (row) => <Figure kind="ms" value={row.responseTimeMs[key]} why={HIDDEN} />,
  });
  return [
    {
      key: 'grade',
      header: 'Grade',
      width: '128px',
      sortValue: (row) => ORDER.indexOf(gradeOf(row) ?? 'no-data'),
      cell: (row) => {
        const grade = gradeOf(row);
        return grade === null ? (
          <span className="muted" title="No threshold is set for it">
            –
          </span>
        ) : (
          <GradeBadge grade={grade} />
        );
      },
    },
    {
      key: 'endpoint',
      header: 'Endpoint',
      sortValue: (row) => `${row.service} ${row.endpoint}`,
      cell: (row) => <NameCell row={row} onSelect={onSelect} />,
    },
    {
      key: 'count',
      header: 'Requests',
      width: '9%',
      align: 'end',
      sortValue: (row) => row.count,
      cell: (row) => <Figure kind="count" value={row.count} />,
    },
    {
      key: 'rate',
      header: 'Rate',
      term: 'finishedRate',
      width: '8%',
      align: 'end',
      sortValue: (row) => row.ratePerSecond,
      cell: (row) => <Figure kind="rate" value={row.ratePerSecond} />,
    },
    time('p50'),
    time('p95'),
    time('p99'),
    time('max'),
    {
      key: 'errors',
      header: 'Errors',
      term: 'errorRate',
      width: '8.4%',
      align: 'end',
      sortValue: (row) => row.errorRatePercent,
      cell: (row) => <Figure kind="percent" value={row.errorRatePercent} />,
    },
  ];
}

function NameCell({ row, onSelect }: { row: EndpointSummary; onSelect: Props['onSelect'] }) {
  const text = <EndpointName service={row.service} endpoint={row.endpoint} />;
  if (onSelect === undefined) return text;
  return (
    <button type="button" className={styles.name} onClick={() => onSelect(endpointKey(row))}>
      {text}
    </button>
  );
}
