import type { ReactNode } from 'react';
import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import { PHASES, type Phase } from '../../../contract/tick.ts';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { EndpointName } from '../../parts/EndpointName.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { figureColumn } from '../../parts/figure-column.tsx';
import { LeadsTo } from '../../parts/leads.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { endpointKey } from '../grades/grade-lookup.ts';

const NAME = {
  key: 'endpoint',
  header: 'Endpoint',
  isName: true,
} as const;

/** Where the time of the requests of each endpoint goes, and on how many connections they went. */
export function PhaseMeans({ summary }: { summary: Summary }) {
  const rows = summary.endpoints.filter(({ phasesMs }) => PHASES.some((name) => phasesMs[name] !== null));
  if (rows.length === 0) return null;
  return (
    <Panel
      title={<Definition term="phases">Where the time goes</Definition>}
      aside="mean time in each phase"
      flush
    >
      <DataTable
        label="Time by phase"
        rows={rows}
        rowKey={endpointKey}
        minWidth={860}
        columns={[
          { ...NAME, cell: nameOf },
          ...PHASES.map(phaseColumn),
          figureColumn<EndpointSummary>(
            'count',
            { key: 'new', header: 'connections', width: '9%' },
            (row) => row.newConnections,
          ),
          figureColumn<EndpointSummary>(
            'count',
            { key: 'reused', header: 'reused', width: '9%' },
            (row) => row.reusedConnections,
          ),
        ]}
      />
    </Panel>
  );
}

/** Its figures lead to the requests that spent longest in the phase. */
function phaseColumn(phase: Phase): Column<EndpointSummary> {
  return {
    key: phase,
    header: phase === 'queued' ? 'queued locally' : phase,
    width: phase === 'queued' ? '11%' : '9%',
    term: phase,
    align: 'end',
    cell: ({ service, endpoint, phasesMs }) => {
      const mean = phasesMs[phase]?.mean ?? null;
      return (
        <LeadsTo
          to={mean === null ? null : { kind: 'phase', service, endpoint, phase }}
          title={`Requests of ${service} ${endpoint}, the longest in ${phase} first`}
        >
          <Figure kind="ms" value={mean} />
        </LeadsTo>
      );
    },
  };
}

const nameOf = ({ service, endpoint }: EndpointSummary) => (
  <EndpointName service={service} endpoint={endpoint} />
);

const COUNTS = ['planned', 'sent', 'ok', 'errors', 'dropped', 'cancelled', 'openAtStop'] as const;

interface CountRow {
  readonly key: string;
  readonly name: ReactNode;
  readonly counts: Summary['totals'];
}

/** What was planned, and what became of it: planned = sent + dropped + cancelled, sent = ok + errors + open at stop. */
export function Counters({ summary }: { summary: Summary }) {
  const rows = [
    ...summary.endpoints.map(
      (row): CountRow => ({ key: endpointKey(row), name: nameOf(row), counts: row.counts }),
    ),
    { key: '(all)', name: <strong>All</strong>, counts: summary.totals },
  ];
  return (
    <Panel title={<Definition term="books">What was planned, and what became of it</Definition>} flush>
      <DataTable
        label="Counters"
        rows={rows}
        rowKey={({ key }) => key}
        minWidth={860}
        columns={[
          { ...NAME, cell: ({ name }: CountRow) => name },
          ...COUNTS.map((name) =>
            figureColumn<CountRow>(
              'count',
              name === 'openAtStop'
                ? { key: name, header: 'open at stop', term: name, width: '10%' }
                : { key: name, header: name, term: name, width: '8%' },
              ({ counts }) => counts[name],
            ),
          ),
          ...(
            [
              ['bytesIn', 'received'],
              ['bytesOut', 'sent bytes'],
            ] as const
          ).map(([key, header]) =>
            figureColumn<CountRow>('bytes', { key, header, width: '8.5%' }, ({ counts }) => counts[key]),
          ),
        ]}
      />
    </Panel>
  );
}
