import type { ReactNode } from 'react';
import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import { PHASES } from '../../../contract/tick.ts';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { EndpointName } from '../../parts/EndpointName.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { endpointKey } from '../grades/grade-lookup.ts';

const NAME = {
  key: 'endpoint',
  header: 'Endpoint',
} as const;

/** Where the time of the requests of each endpoint goes, and on how many connections they went. */
export function PhaseMeans({ summary }: { summary: Summary }) {
  const rows = summary.endpoints.filter(({ phasesMs }) => PHASES.some((name) => phasesMs[name] !== null));
  if (rows.length === 0) return null;
  const count = (header: string, value: (row: EndpointSummary) => number): Column<EndpointSummary> => ({
    key: header,
    header,
    width: '9%',
    align: 'end',
    cell: (row) => <Figure kind="count" value={value(row)} />,
  });
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
          ...PHASES.map(
            (name): Column<EndpointSummary> => ({
              key: name,
              header: name === 'queued' ? 'queued locally' : name,
              term: name,
              width: name === 'queued' ? '11%' : '9%',
              align: 'end',
              cell: ({ phasesMs }) => <Figure kind="ms" value={phasesMs[name]?.mean ?? null} />,
            }),
          ),
          count('connections', (row) => row.newConnections),
          count('reused', (row) => row.reusedConnections),
        ]}
      />
    </Panel>
  );
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
          ...COUNTS.map(
            (name): Column<CountRow> => ({
              key: name,
              header: name === 'openAtStop' ? 'open at stop' : name,
              term: name,
              width: name === 'openAtStop' ? '10%' : '8%',
              align: 'end',
              cell: ({ counts }) => <Figure kind="count" value={counts[name]} />,
            }),
          ),
          ...(['bytesIn', 'bytesOut'] as const).map(
            (name): Column<CountRow> => ({
              key: name,
              header: name === 'bytesIn' ? 'received' : 'sent bytes',
              width: '8.5%',
              align: 'end',
              cell: ({ counts }) => <Figure kind="bytes" value={counts[name]} />,
            }),
          ),
        ]}
      />
    </Panel>
  );
}
