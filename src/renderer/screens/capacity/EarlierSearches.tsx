import { Link } from 'wouter';
import { useStore } from 'zustand';
import { capacityHeadlineText, levelText } from '../../../contract/capacity-text.ts';
import { Row, Text } from '../../parts/Box.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { MiddleText } from '../../parts/MiddleText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Sparkline } from '../../parts/Sparkline.tsx';
import { SearchOutcome } from '../../result/capacity/SearchOutcome.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import { pathOfRun, paths } from '../../words/navigation.ts';
import { agoOf, momentOf } from '../../words/time-words.ts';
import { capacityTrend, isSearch, type SearchRow, searchBefore } from './earlier-searches.ts';

/** What searches before found, and whether it became more or less. */
export function EarlierSearches() {
  const { runs } = useWorkbench();
  const rows = useStore(runs, (state) => state.rows);
  return (
    <Panel title="Earlier searches" flush testId="earlier-searches">
      <Loaded of={rows} lines={3}>
        {(all) => {
          const searches = all.filter(isSearch);
          return (
            <DataTable
              label="Earlier searches"
              columns={searchColumns(searches)}
              rows={searches}
              rowKey={({ runId }) => runId}
              minWidth={900}
              empty={<NoSearches />}
            />
          );
        }}
      </Loaded>
    </Panel>
  );
}

function NoSearches() {
  return (
    <EmptyState
      title="No search yet"
      action={
        <Link href={paths.capacity({ kind: 'preset', name: 'gateway' })}>Try it with the gateway preset</Link>
      }
    >
      Say above what is good enough, and start. Plimsoll raises the load step by step until that no longer
      holds, looks closely around the limit, and keeps the answer here: how much it carries, what fails first,
      and how quickly it recovers.
    </EmptyState>
  );
}

/** @param rows newest first */
function searchColumns(rows: readonly SearchRow[]): Column<SearchRow>[] {
  return [
    {
      key: 'outcome',
      header: 'Outcome',
      width: '128px',
      cell: (row) =>
        row.state === 'running' ? <Text tone="muted">running</Text> : <SearchOutcome of={row.capacity} />,
    },
    {
      key: 'answer',
      header: 'Carries',
      term: 'capacity',
      width: '176px',
      sortValue: ({ capacity }) => capacity.value,
      cell: ({ capacity }) => (
        <Text weight={capacity.value === null ? 'regular' : 'semibold'} data-value={String(capacity.value)}>
          {capacityHeadlineText(capacity)}
        </Text>
      ),
    },
    {
      key: 'name',
      header: 'Of',
      isName: true,
      sortValue: ({ name }) => name,
      cell: (row) => (
        <Text as={Link} weight="medium" tone="ink" href={pathOfRun(row)} aria-label={row.name}>
          <MiddleText text={row.name} />
        </Text>
      ),
    },
    {
      key: 'objectives',
      header: 'Objectives',
      term: 'objective',
      width: '17%',
      cell: ({ capacity }) => <Text tone="soft">{capacity.objectives.join(', ')}</Text>,
    },
    {
      key: 'when',
      header: 'Started',
      width: '112px',
      sortValue: ({ startedAt }) => startedAt,
      cell: ({ startedAt }) => (
        <Text as="time" dateTime={startedAt} title={momentOf(startedAt)} tone="muted">
          {agoOf(startedAt, Date.now())}
        </Text>
      ),
    },
    {
      key: 'trend',
      header: 'Trend',
      width: '104px',
      optional: true,
      cell: (row) => (
        <Sparkline
          values={capacityTrend(rows, row)}
          what="highest load"
          format={(level) => levelText(level, row.capacity.unit)}
        />
      ),
    },
    {
      key: 'do',
      header: 'Actions',
      hideHeader: true,
      width: '132px',
      cell: (row) => <Actions rows={rows} row={row} />,
    },
  ];
}

function Actions({ rows, row }: { rows: readonly SearchRow[]; row: SearchRow }) {
  const before = searchBefore(rows, row);
  if (row.state === 'running') return null;
  return (
    <Row as="span" justify="end" gap={12} nowrap>
      {before === undefined ? null : (
        <Link
          href={paths.compare(before.runId, row.runId)}
          aria-label={`Compare ${row.name} with the search before`}
        >
          Compare
        </Link>
      )}
      <Link href={paths.capacity({ kind: 'run', name: row.runId })} aria-label={`Search ${row.name} again`}>
        Again
      </Link>
    </Row>
  );
}
