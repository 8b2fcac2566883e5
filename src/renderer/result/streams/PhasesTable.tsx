import type { Summary } from '../../../contract/summary.ts';
import type { StreamPhase } from '../../../contract/summary-streams.ts';
import { DataTable } from '../../parts/DataTable.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { figureColumn } from '../../parts/figure-column.tsx';
import { TimesRows } from './TimesRows.tsx';

const NAMES = { opening: 'While opening', steady: 'Steady' } as const;
const TIMES = [
  ['Connect time', 'wsConnect', 'connectMs'],
  ['Round trip', 'roundTrip', 'roundTripMs'],
] as const;

interface Row extends StreamPhase {
  readonly key: keyof typeof NAMES;
}

const figure = (
  kind: 'clock' | 'count' | 'rate',
  header: string,
  key: Exclude<keyof StreamPhase, 'connectMs' | 'roundTripMs'>,
) => figureColumn<Row>(kind, { key, header, width: '13%' }, (row) => row[key]);

interface Props {
  readonly opening: StreamPhase;
  readonly steady: StreamPhase;
  readonly summary: Summary;
}

/** Does a storm of handshakes cost those who are connected already? The same figures, while it lasts and after it. */
export function PhasesTable({ summary, opening, steady }: Props) {
  const rows: Row[] = [
    { ...opening, key: 'opening' },
    { ...steady, key: 'steady' },
  ];
  return (
    <>
      <DataTable
        label="Connections and messages, while opening and after"
        testId="phases"
        rows={rows}
        rowKey={({ key }) => key}
        minWidth={680}
        columns={[
          {
            key: 'phase',
            header: 'Phase',
            cell: ({ key }) => <Definition term={key}>{NAMES[key]}</Definition>,
          },
          figure('clock', 'for', 'lengthMs'),
          figure('count', 'opened', 'opened'),
          figure('count', 'failed', 'failed'),
          figure('rate', 'opened per second', 'openedPerSecond'),
          figure('rate', 'messages in', 'messagesInPerSecond'),
          figure('rate', 'messages out', 'messagesOutPerSecond'),
        ]}
      />
      <TimesRows
        summary={summary}
        rows={TIMES.flatMap(([name, term, key]) =>
          rows.map((row) => ({ name: `${name}, ${NAMES[row.key].toLowerCase()}`, term, time: row[key] })),
        )}
      />
    </>
  );
}
