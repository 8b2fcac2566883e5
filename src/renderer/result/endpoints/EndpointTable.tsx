import { showPlacePercentile } from '../../../contract/evidence.ts';
import { MAIN_PERCENTILES, type MainPercentile } from '../../../contract/percentiles.ts';
import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import type { GradeResult } from '../../../contract/threshold.ts';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { EndpointName } from '../../parts/EndpointName.tsx';
import { EvidenceLegend } from '../../parts/EvidenceLegend.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { GradeBadge } from '../../parts/GradeBadge.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { PercentileFigure } from '../../parts/PercentileFigure.tsx';
import { endpointKey, latencyGradeOf } from '../grades/grade-lookup.ts';
import styles from './EndpointTable.module.css';
import { FailedFigure, LeftOutFigure } from './RateCells.tsx';
import { ServiceTable } from './ServiceTable.tsx';

interface Props {
  readonly summary: Summary;
  /** Figures still change: grades are those so far. */
  readonly live?: boolean;
  readonly selected?: string | null;
  readonly onSelect?: (key: string) => void;
}

const ORDER: readonly GradeResult[] = [
  'excellent',
  'good',
  'acceptable',
  'poor',
  'not-gradable',
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
          <EmptyState title="Nothing measured yet">Endpoints appear with their first response.</EmptyState>
        }
      />
      <ServiceTable summary={summary} />
      <EvidenceLegend
        shown={summary.endpoints.flatMap((row) =>
          MAIN_PERCENTILES.map((name) => showPlacePercentile(summary, row, name)),
        )}
      />
    </Panel>
  );
}

function columnsOf(summary: Summary, onSelect: Props['onSelect']): Column<EndpointSummary>[] {
  const gradeOf = (row: EndpointSummary) => latencyGradeOf(summary, row);
  const percentile = (key: MainPercentile): Column<EndpointSummary> => ({
    key,
    header: key,
    term: key,
    width: '8.2%',
    align: 'end',
    sortValue: (row) => showPlacePercentile(summary, row, key).value,
    cell: (row) => <PercentileFigure shown={showPlacePercentile(summary, row, key)} />,
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
      key: 'ok',
      header: 'OK',
      width: '7.5%',
      align: 'end',
      sortValue: (row) => row.rates.ok,
      cell: (row) => <Figure kind="count" value={row.rates.ok} />,
    },
    {
      key: 'throughput',
      header: 'Throughput',
      term: 'throughput',
      width: '9%',
      align: 'end',
      sortValue: (row) => row.rates.throughputPerSecond,
      cell: (row) => <Figure kind="rate" value={row.rates.throughputPerSecond} />,
    },
    ...MAIN_PERCENTILES.map(percentile),
    {
      key: 'max',
      header: 'max',
      term: 'max',
      width: '8.2%',
      align: 'end',
      sortValue: (row) => row.responseTimeMs.max,
      cell: (row) => <Figure kind="ms" value={row.responseTimeMs.max} />,
    },
    {
      key: 'failed',
      header: 'Failed',
      term: 'errorRate',
      width: '10%',
      align: 'end',
      sortValue: (row) => row.rates.errorRatePercent,
      cell: (row) => <FailedFigure rates={row.rates} />,
    },
    ...leftOutColumn(summary),
  ];
}

/** Only where something is left out: a column of zeros says nothing. */
function leftOutColumn({ endpoints }: Summary): Column<EndpointSummary>[] {
  if (endpoints.every(({ rates }) => rates.leftOut === 0)) return [];
  return [
    {
      key: 'left-out',
      header: 'Left out',
      term: 'leftOut',
      width: '10%',
      align: 'end',
      sortValue: (row) => row.rates.leftOut,
      cell: (row) => <LeftOutFigure rates={row.rates} />,
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
