import { useContext } from 'react';
import { gradeRank } from '../../../contract/grades.ts';
import { PERCENTILES } from '../../../contract/percentiles.ts';
import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import type { GradeResult } from '../../../contract/threshold.ts';
import { Note, Text } from '../../parts/Box.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { EndpointName } from '../../parts/EndpointName.tsx';
import { EvidenceLegend } from '../../parts/EvidenceLegend.tsx';
import { GradeBadge } from '../../parts/GradeBadge.tsx';
import { Leads } from '../../parts/leads.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Paper } from '../../parts/paper.ts';
import { endpointKey, latencyGradeOf } from '../grades/grade-lookup.ts';
import styles from './EndpointTable.module.css';
import {
  type Detail,
  endpointLine,
  figureColumns,
  type Line,
  leastWidth,
  OVERALL,
  STATISTICS_OF,
  totalLines,
} from './endpoint-columns.tsx';

interface Props {
  readonly summary: Summary;
  /** Figures still change: grades are those so far. */
  readonly live?: boolean;
  readonly selected?: string | null;
  readonly onSelect?: ((key: string) => void) | undefined;
  /** Of a service as a whole, by its name. */
  readonly onService?: ((service: string) => void) | undefined;
}

interface EndpointLine extends Line {
  readonly row: EndpointSummary;
  readonly grade: GradeResult | null;
}

/** Every endpoint with its grade, its rates and its times; below them services and run as a whole. */
export function EndpointTable({ summary, live = false, selected = null, onSelect, onService }: Props) {
  const detail: Detail = live ? 'few' : 'all';
  const leads = useContext(Leads) !== null;
  const paper = useContext(Paper);
  const lines = summary.endpoints.map((row): EndpointLine => {
    const line = endpointLine(summary, row, endpointKey(row));
    const plain = live ? { note: '', service: null } : {};
    return { ...line, ...plain, row, grade: latencyGradeOf(summary, row) };
  });
  const totals = totalLines(summary, detail);
  return (
    <Panel
      title="Endpoints"
      aside={`${live ? 'grades so far, on latency' : 'graded on latency'}${leads ? ' · a percentile leads to its requests' : ''}`}
      flush
      testId="endpoints"
    >
      <DataTable
        label="Endpoints"
        columns={sizedFor(paper, [
          // Only where there is a grade, or may be one: a column of dashes says nothing.
          ...(live || lines.some(({ grade }) => grade !== null) ? [GRADE] : []),
          nameColumn(onSelect),
          ...figureColumns(summary, detail, true),
        ])}
        rows={lines}
        rowKey={({ key }) => key}
        isSelected={({ key }) => key === selected}
        minWidth={leastWidth(summary, detail)}
        empty={
          <EmptyState title="Nothing measured yet">Endpoints appear with their first response.</EmptyState>
        }
      />
      {totals.length === 0 ? null : (
        <DataTable
          label="Services"
          columns={sizedFor(paper, [wholeColumn(onService), ...figureColumns(summary, detail, false)])}
          rows={totals}
          rowKey={({ key }) => key}
          isSelected={({ key }) => key === selected}
          minWidth={leastWidth(summary, detail)}
          testId="services"
        />
      )}
      <EvidenceLegend
        shown={[...lines, ...totals].flatMap(({ show }) =>
          PERCENTILES.filter((name) => STATISTICS_OF[detail].some((one) => one === name)).map(show),
        )}
      />
    </Panel>
  );
}

/** On paper as wide as what they hold: widths that are meant for a screen leave no room for names there. */
function sizedFor<Row>(paper: boolean, columns: readonly Column<Row>[]): readonly Column<Row>[] {
  return paper ? columns.map(({ width: _, ...column }) => column) : columns;
}

function wholeColumn(onService: Props['onService']): Column<Line> {
  return {
    key: 'service',
    header: 'As a whole',
    isName: true,
    cell: ({ key, name, note }) => (
      <>
        {onService === undefined || key === OVERALL ? (
          name
        ) : (
          <button type="button" className={styles.name} onClick={() => onService(key)}>
            {name}
          </button>
        )}
        <Said text={note} />
      </>
    ),
  };
}

const GRADE: Column<EndpointLine> = {
  key: 'grade',
  header: 'Grade',
  width: '128px',
  sortValue: ({ grade }) => gradeRank(grade ?? 'no-data'),
  cell: ({ grade }) =>
    grade === null ? (
      <Text tone="muted" title="No threshold is set for it">
        –
      </Text>
    ) : (
      <GradeBadge grade={grade} />
    ),
};

function nameColumn(onSelect: Props['onSelect']): Column<EndpointLine> {
  return {
    key: 'endpoint',
    header: 'Endpoint',
    isName: true,
    sortValue: ({ row }) => `${row.service} ${row.endpoint}`,
    cell: ({ key, row, note }) => (
      <>
        <Name row={row} onSelect={onSelect === undefined ? undefined : () => onSelect(key)} />
        <Said text={note} />
      </>
    ),
  };
}

function Name({ row, onSelect }: { row: EndpointSummary; onSelect: (() => void) | undefined }) {
  const text = <EndpointName service={row.service} endpoint={row.endpoint} />;
  if (onSelect === undefined) return text;
  return (
    <button type="button" className={styles.name} onClick={onSelect}>
      {text}
    </button>
  );
}

/** Below a name: what is timed. */
function Said({ text }: { text: string }) {
  if (text === '') return null;
  return (
    <Note as="small" style={{ display: 'block', paddingBottom: 4, lineHeight: 1.3, whiteSpace: 'normal' }}>
      {text}
    </Note>
  );
}
