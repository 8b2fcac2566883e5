import { type ShownPercentile, showTimePercentile } from '../../../contract/evidence.ts';
import type { Term } from '../../../contract/glossary.ts';
import type { Distribution, Summary } from '../../../contract/summary.ts';
import type { StreamPhase } from '../../../contract/summary-streams.ts';
import { Definition } from '../../parts/Definition.tsx';
import { Figure, PercentileFigure } from '../../parts/Figure.tsx';
import type { FigureKind } from '../../parts/figure-kinds.ts';
import styles from './PhasesTable.module.css';

interface Column {
  readonly name: string;
  readonly kind: FigureKind;
  readonly read: (phase: StreamPhase, summary: Summary) => number | ShownPercentile | null;
}
interface Group {
  readonly title: string;
  readonly term?: Term;
  readonly columns: readonly Column[];
}

const times = (read: (phase: StreamPhase) => Distribution): Column[] =>
  (['mean', 'p50', 'p95', 'max'] as const).map((name) => ({
    name,
    kind: 'ms',
    read: (phase, summary) =>
      name === 'mean' || name === 'max' ? read(phase)[name] : showTimePercentile(summary, read(phase), name),
  }));

const GROUPS: readonly Group[] = [
  {
    title: 'Connections',
    columns: [
      { name: 'opened', kind: 'count', read: (phase) => phase.opened },
      { name: 'failed', kind: 'count', read: (phase) => phase.failed },
      { name: 'rate', kind: 'rate', read: (phase) => phase.openedPerSecond },
    ],
  },
  {
    title: 'Messages',
    columns: [
      { name: 'in', kind: 'rate', read: (phase) => phase.messagesInPerSecond },
      { name: 'out', kind: 'rate', read: (phase) => phase.messagesOutPerSecond },
    ],
  },
  { title: 'Connect time', term: 'wsConnect', columns: times((phase) => phase.connectMs) },
  { title: 'Round trip', term: 'roundTrip', columns: times((phase) => phase.roundTripMs) },
];

interface Props {
  readonly opening: StreamPhase;
  readonly steady: StreamPhase;
  readonly summary: Summary;
}

/** Does a storm of handshakes cost those who are connected already? The same figures, while it lasts and after it. */
export function PhasesTable({ opening, steady, summary }: Props) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table} data-testid="phases">
        <thead>
          <tr>
            <td colSpan={2} />
            {GROUPS.map(({ title, term, columns }) => (
              <th key={title} scope="colgroup" colSpan={columns.length} className={styles.first}>
                {term === undefined ? title : <Definition term={term}>{title}</Definition>}
              </th>
            ))}
          </tr>
          <tr>
            <td />
            <th scope="col">for</th>
            {GROUPS.flatMap(({ title, columns }) =>
              columns.map(({ name }, index) => (
                <th key={`${title} ${name}`} scope="col" className={index === 0 ? styles.first : undefined}>
                  {name}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          <PhaseRow name="While opening" term="opening" phase={opening} summary={summary} />
          <PhaseRow name="Steady" term="steady" phase={steady} summary={summary} />
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly name: string;
  readonly term: Term;
  readonly phase: StreamPhase;
  readonly summary: Summary;
}

function PhaseRow({ name, term, phase, summary }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <Definition term={term}>{name}</Definition>
      </th>
      <td>
        <Figure kind="clock" value={phase.lengthMs} />
      </td>
      {GROUPS.flatMap((group) =>
        group.columns.map((column, index) => (
          <td key={`${group.title} ${column.name}`} className={index === 0 ? styles.first : undefined}>
            <Cell kind={column.kind} value={column.read(phase, summary)} />
          </td>
        )),
      )}
    </tr>
  );
}

function Cell({ kind, value }: { kind: FigureKind; value: number | ShownPercentile | null }) {
  if (value !== null && typeof value === 'object') return <PercentileFigure shown={value} />;
  return <Figure kind={kind} value={value} />;
}
