import type { ReactNode } from 'react';
import { showTimePercentile } from '../../../contract/evidence.ts';
import type { Term } from '../../../contract/glossary.ts';
import type { Distribution, Summary } from '../../../contract/summary.ts';
import type { StreamPhase } from '../../../contract/summary-streams.ts';
import { Definition } from '../../parts/Definition.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Time } from '../endpoints/TimesTable.tsx';
import styles from './PhasesTable.module.css';

interface Column {
  readonly group: string;
  readonly name: string;
  readonly cell: (phase: StreamPhase, summary: Summary) => ReactNode;
}

const figure =
  (group: string, kind: 'count' | 'rate') =>
  (name: string, read: (phase: StreamPhase) => number): Column => ({
    group,
    name,
    cell: (phase) => <Figure kind={kind} value={read(phase)} />,
  });

const times = (group: string, read: (phase: StreamPhase) => Distribution): Column[] =>
  (['mean', 'p50', 'p95', 'max'] as const).map((name) => ({
    group,
    name,
    cell: (phase, summary) => {
      const time = read(phase);
      return <Time time={time} name={name} show={(one) => showTimePercentile(summary, time, one)} />;
    },
  }));

const COLUMNS: readonly Column[] = [
  figure('Connections', 'count')('opened', ({ opened }) => opened),
  figure('Connections', 'count')('failed', ({ failed }) => failed),
  figure('Connections', 'rate')('rate', ({ openedPerSecond }) => openedPerSecond),
  figure('Messages', 'rate')('in', ({ messagesInPerSecond }) => messagesInPerSecond),
  figure('Messages', 'rate')('out', ({ messagesOutPerSecond }) => messagesOutPerSecond),
  ...times('Connect time', ({ connectMs }) => connectMs),
  ...times('Round trip', ({ roundTripMs }) => roundTripMs),
];
const GROUPS = [...Map.groupBy(COLUMNS, ({ group }) => group)];
const TERMS: Readonly<Record<string, Term>> = { 'Connect time': 'wsConnect', 'Round trip': 'roundTrip' };
const ROWS = [
  ['opening', 'While opening'],
  ['steady', 'Steady'],
] as const;

/** A column that begins its group stands a little apart. */
const apart = ({ group, name }: Column) =>
  COLUMNS.find((one) => one.group === group)?.name === name ? styles.first : undefined;

interface Props {
  readonly opening: StreamPhase;
  readonly steady: StreamPhase;
  readonly summary: Summary;
}

/** Does a storm of handshakes cost those who are connected already? The same figures, while it lasts and after it. */
export function PhasesTable({ summary, ...phases }: Props) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table} data-testid="phases">
        <thead>
          <tr>
            <td colSpan={2} />
            {GROUPS.map(([title, columns]) => (
              <th key={title} scope="colgroup" colSpan={columns.length} className={styles.first}>
                <Definition term={TERMS[title]}>{title}</Definition>
              </th>
            ))}
          </tr>
          <tr>
            <td />
            <th scope="col">for</th>
            {COLUMNS.map((column) => (
              <th key={`${column.group} ${column.name}`} scope="col" className={apart(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map(([term, name]) => (
            <tr key={term}>
              <th scope="row">
                <Definition term={term}>{name}</Definition>
              </th>
              <td>
                <Figure kind="clock" value={phases[term].lengthMs} />
              </td>
              {COLUMNS.map((column) => (
                <td key={`${column.group} ${column.name}`} className={apart(column)}>
                  {column.cell(phases[term], summary)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
