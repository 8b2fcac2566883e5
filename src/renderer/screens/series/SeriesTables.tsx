import { Link } from 'wouter';
import type { SeriesDocument, SeriesRun } from '../../../contract/run-series-schema.ts';
import { cellValues, cellWord, repeatedValues } from '../../../contract/series-text.ts';
import type { SeriesCell } from '../../../contract/series-verdict.ts';
import { Text } from '../../parts/Box.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EndpointName } from '../../parts/EndpointName.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { paths } from '../../words/navigation.ts';
import { IntervalBar } from './IntervalBar.tsx';

type Repeated = SeriesDocument['repeated'][number];

/** What is said of each figure that is judged. */
export function VerdictPanel({ cells }: { cells: readonly SeriesCell[] }) {
  const judged = cells.filter(({ verdict }) => verdict !== 'not-judged');
  if (judged.length === 0) return null;
  return (
    <Panel title="Verdicts" aside="B against A" flush testId="series-verdicts">
      <DataTable label="Verdicts" columns={CELLS} rows={judged} rowKey={cellKey} minWidth={820} />
    </Panel>
  );
}

function cellKey({ service, endpoint, figure }: Pick<SeriesCell, 'service' | 'endpoint' | 'figure'>): string {
  return `${service} ${endpoint} ${figure}`;
}

const CELLS: readonly Column<SeriesCell>[] = [
  {
    key: 'endpoint',
    header: 'Endpoint',
    sortValue: ({ service, endpoint }) => `${service} ${endpoint}`,
    cell: ({ service, endpoint }) => <EndpointName service={service} endpoint={endpoint} />,
  },
  { key: 'figure', header: 'Figure', width: '96px', cell: ({ figure }) => figure },
  { key: 'a', header: 'A', width: '84px', align: 'end', cell: (cell) => cellValues(cell)[0] },
  { key: 'b', header: 'B', width: '84px', align: 'end', cell: (cell) => cellValues(cell)[1] },
  { key: 'change', header: 'Change', width: '36%', cell: (cell) => <IntervalBar cell={cell} /> },
  {
    key: 'verdict',
    header: 'Verdict',
    width: '120px',
    cell: (cell) => <span title={cell.sentence}>{cellWord(cell)}</span>,
  },
];

/** How much the runs of one side vary. */
export function RepeatedPanel({ figures }: { figures: readonly Repeated[] }) {
  if (figures.length === 0) return null;
  return (
    <Panel title="Figures" aside="over the runs" flush testId="series-figures">
      <DataTable label="Figures" columns={FIGURES} rows={figures} rowKey={cellKey} minWidth={640} />
    </Panel>
  );
}

const FIGURES: readonly Column<Repeated>[] = [
  {
    key: 'endpoint',
    header: 'Endpoint',
    cell: ({ service, endpoint }) => <EndpointName service={service} endpoint={endpoint} />,
  },
  { key: 'figure', header: 'Figure', width: '110px', cell: ({ figure }) => figure },
  { key: 'mean', header: 'Mean', width: '110px', align: 'end', cell: (row) => repeatedValues(row)[0] },
  {
    key: 'interval',
    header: '95% interval',
    width: '200px',
    align: 'end',
    cell: (row) => repeatedValues(row)[1],
  },
  { key: 'spread', header: 'Varies by', width: '110px', align: 'end', cell: (row) => repeatedValues(row)[2] },
];

/** Its runs in the order they were taken. */
export function OrderPanel({ runs, hasSides }: { runs: readonly SeriesRun[]; hasSides: boolean }) {
  const columns = RUNS.filter(({ key }) => hasSides || key !== 'side');
  return (
    <Panel title="Runs" aside="in the order they were taken" flush testId="series-runs">
      <DataTable label="Runs" columns={columns} rows={runs} rowKey={({ runId }) => runId} minWidth={640} />
    </Panel>
  );
}

const RUNS: readonly Column<SeriesRun>[] = [
  { key: 'nth', header: '#', width: '48px', align: 'end', cell: ({ nth }) => nth },
  { key: 'side', header: 'Side', width: '60px', cell: ({ side }) => side },
  {
    key: 'run',
    header: 'Run',
    width: '220px',
    cell: ({ runId, state }) =>
      state === null ? (
        runId
      ) : (
        <Link href={state === 'running' ? paths.live(runId) : paths.run(runId)}>{runId}</Link>
      ),
  },
  {
    key: 'p95',
    header: 'p95',
    width: '90px',
    align: 'end',
    cell: ({ p95Ms }) => <Figure kind="ms" value={p95Ms} />,
  },
  {
    key: 'failed',
    header: 'Failed',
    width: '90px',
    align: 'end',
    cell: ({ errorRatePercent }) => <Figure kind="percent" value={errorRatePercent} />,
  },
  { key: 'trust', header: 'Trust', width: '120px', cell: ({ trust }) => trust },
  {
    key: 'role',
    header: 'What it is to the series',
    cell: ({ role, why }) => (
      <Text tone={role === 'counted' ? 'ink' : 'muted'} title={why === '' ? undefined : why}>
        {role}
      </Text>
    ),
  },
];
