import type { ReactNode } from 'react';
import { formatCount, formatNumber, formatPercent, NO_VALUE } from '../../../../contract/format.ts';
import { MAIN_PERCENTILES, type MainPercentile } from '../../../../contract/percentiles.ts';
import type { SelectedEndpoint, SelectedTimes, Selection } from '../../../../contract/selection.ts';
import type { Phase } from '../../../../contract/tick.ts';
import { Box, Note, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { type Column, DataTable } from '../../../parts/DataTable.tsx';
import { EndpointName } from '../../../parts/EndpointName.tsx';
import { GradeBadge } from '../../../parts/GradeBadge.tsx';
import { percentileText } from '../heatmap/HeatLegend.tsx';
import styles from './Panels.module.css';
import { Phases } from './Phases.tsx';
import type { SideGrades } from './use-grades.ts';

/** What was selected, or what it is compared with. */
type Sided = 'here' | 'there';

/** Which requests a figure of the table is of. */
export interface Figured {
  readonly side: Sided;
  /** Null: of all endpoints in scope. */
  readonly place: Pick<SelectedEndpoint, 'service' | 'endpoint'> | null;
  readonly what:
    | { readonly kind: 'all' }
    | { readonly kind: 'failed' }
    | { readonly kind: 'beyond'; readonly name: MainPercentile; readonly ms: number };
}

interface Props {
  readonly selection: Selection;
  /** What it is compared with: `rest`, or `B`; null: with nothing, it is the whole run. */
  readonly there: string | null;
  /** What each would be graded by itself; null: nothing is graded here. */
  readonly grades: SideGrades | null;
  /** Of an area that bounds latency, the time is graded. */
  readonly isTimeAlone: boolean;
  readonly onEndpoint: (service: string, endpoint: string) => void;
  /** Lists the requests behind a figure. */
  readonly onFigure: (of: Figured) => void;
  /** Lists those of A by the time they spent in a phase. */
  readonly onPhase: (phase: Phase) => void;
}

/** What was selected beside what it is compared with: counts, percentiles, failures, and where the time went. */
export function AgainstTable(props: Props) {
  const { selection, there, grades, isTimeAlone, onEndpoint, onFigure, onPhase } = props;
  return (
    <div className={styles.dense}>
      <DataTable
        label={there === null ? 'The whole run' : `A against ${there}`}
        rows={linesOf(props)}
        rowKey={({ key }) => key}
        columns={columnsOf(props)}
      />
      {grades === null ? null : (
        <Note style={{ padding: '5px 16px 6px', borderTop: '1px solid var(--line)' }}>
          {isTimeAlone
            ? 'Grades are for this selection; those of the run are under Grades.'
            : 'Grades are for its time, whatever the latency; those of the run are under Grades.'}
        </Note>
      )}
      <Phases selection={selection} there={there} onPhase={onPhase} />
      {selection.endpoints.length < 2 ? null : (
        <Endpoints endpoints={selection.endpoints} there={there} {...{ onEndpoint, onFigure }} />
      )}
    </div>
  );
}

interface Line {
  readonly key: 'a' | 'there' | 'ratio';
  readonly name: string;
  /** Null: it is the ratio of the two. */
  readonly side: Sided | null;
}

function linesOf({ there }: Props): Line[] {
  if (there === null) return [{ key: 'a', name: 'all', side: 'here' }];
  return [
    { key: 'a', name: 'A', side: 'here' },
    { key: 'there', name: there, side: 'there' },
    { key: 'ratio', name: `A ÷ ${there}`, side: null },
  ];
}

function columnsOf(props: Props): Column<Line>[] {
  const { selection, grades, isTimeAlone, onFigure } = props;
  const { all } = selection;
  return [
    {
      key: 'name',
      header: 'Of',
      hideHeader: true,
      width: grades === null ? '18%' : '15%',
      cell: ({ name, key }) => (key === 'a' ? <strong>{name}</strong> : name),
    },
    {
      key: 'count',
      header: 'Requests',
      align: 'end',
      width: '14%',
      cell: ({ side }) =>
        side === null ? null : (
          <Led
            of={{ side, place: null, what: { kind: 'all' } }}
            isNone={all[side].count === 0}
            onFigure={onFigure}
          >
            {formatCount(all[side].count)}
          </Led>
        ),
    },
    ...MAIN_PERCENTILES.map(
      (name): Column<Line> => ({
        key: name,
        header: name,
        align: 'end',
        cell: ({ side }) =>
          side === null ? (
            <Ratio {...all} name={name} />
          ) : (
            <Beyond side={side} place={null} times={all[side]} name={name} onFigure={onFigure} />
          ),
      }),
    ),
    {
      key: 'failed',
      header: 'Failed',
      align: 'end',
      width: grades === null ? '15%' : '10.5%',
      cell: ({ side }) =>
        side === null ? null : (
          <Failed side={side} place={null} of={all} isShare={isTimeAlone} onFigure={onFigure} />
        ),
    },
    ...(grades === null ? [] : [gradeColumn(grades)]),
  ];
}

function gradeColumn(grades: SideGrades): Column<Line> {
  return {
    key: 'grade',
    header: 'Grade',
    width: '21.5%',
    cell: ({ side }) => {
      if (side === null) return null;
      const grade = grades[side];
      if (grade === undefined) return <Text tone="muted">…</Text>;
      return grade === null ? NO_VALUE : <GradeBadge grade={grade} />;
    },
  };
}

/** From this ratio on, A is drawn as slower. */
const MUCH = 1.5;

function Ratio({ here, there, name }: Pick<SelectedEndpoint, Sided> & { name: MainPercentile }) {
  const [mine, other] = [here[`${name}Ms`], there[`${name}Ms`]];
  const isKnown = here.evidence[name] !== 'unknown' && there.evidence[name] !== 'unknown';
  if (!isKnown || mine === null || other === null || other <= 0) return NO_VALUE;
  const ratio = mine / other;
  return (
    <Text {...(ratio >= MUCH && ({ tone: 'poor', weight: 'semibold' } as const))}>
      × {formatNumber(ratio)}
    </Text>
  );
}

interface SidedProps extends Pick<Props, 'onFigure'> {
  readonly side: Sided;
  readonly place: Figured['place'];
}

/** A percentile, which leads to what lies at it and beyond. */
function Beyond({
  times,
  name,
  onFigure,
  ...of
}: SidedProps & { readonly times: SelectedTimes; readonly name: MainPercentile }) {
  const ms = times[`${name}Ms`];
  const text = percentileText(times, name);
  if (ms === null || text === NO_VALUE) return text;
  return (
    <Led of={{ ...of, what: { kind: 'beyond', name, ms } }} onFigure={onFigure}>
      {text}
    </Led>
  );
}

/** Failures, of time alone as a share: an area of latency has requests of its own, but no failures. */
function Failed({
  of,
  isShare,
  onFigure,
  ...rest
}: SidedProps & { readonly of: Omit<SelectedEndpoint, 'service' | 'endpoint'>; readonly isShare: boolean }) {
  const failed = rest.side === 'here' ? of.failedHere : of.failedThere;
  const finished = failed + of[rest.side].count;
  const text = isShare && finished > 0 ? formatPercent((100 * failed) / finished) : formatCount(failed);
  return (
    <Led of={{ ...rest, what: { kind: 'failed' } }} isNone={failed === 0} onFigure={onFigure}>
      {text}
    </Led>
  );
}

const TITLES: Readonly<Record<Figured['what']['kind'], string>> = {
  all: 'List these requests',
  failed: 'List those that failed',
  beyond: 'List requests at it and beyond',
};

function Led({
  of,
  isNone = false,
  onFigure,
  children,
}: Pick<Props, 'onFigure'> & {
  readonly of: Figured;
  readonly isNone?: boolean;
  readonly children: ReactNode;
}) {
  if (isNone) return children;
  return (
    <Button
      look="link"
      style={{ display: 'inline', color: 'inherit', font: 'inherit' }}
      title={TITLES[of.what.kind]}
      onClick={() => onFigure(of)}
    >
      {children}
    </Button>
  );
}

function p99Column(onFigure: Props['onFigure']): Column<SelectedEndpoint> {
  return {
    key: 'p99',
    header: 'p99',
    align: 'end',
    sortValue: ({ here }) => here.p99Ms,
    cell: (row) => <Beyond side="here" place={row} times={row.here} name="p99" onFigure={onFigure} />,
  };
}

function thereColumn(there: string, onFigure: Props['onFigure']): Column<SelectedEndpoint> {
  return {
    key: 'there',
    header: `p95, ${there}`,
    align: 'end',
    sortValue: (row) => row.there.p95Ms,
    cell: (row) => <Beyond side="there" place={row} times={row.there} name="p95" onFigure={onFigure} />,
  };
}

/** Each endpoint with requests in A, those with most of them first. */
function Endpoints({
  endpoints,
  there,
  onEndpoint,
  onFigure,
}: Pick<Props, 'there' | 'onEndpoint' | 'onFigure'> & { endpoints: readonly SelectedEndpoint[] }) {
  return (
    <Box style={{ borderTop: '1px solid var(--line)' }}>
      <DataTable
        label={there === null ? 'Endpoints of the whole run' : 'Endpoints of the selection'}
        rows={endpoints}
        rowKey={({ service, endpoint }) => `${service} ${endpoint}`}
        columns={[
          {
            key: 'endpoint',
            header: 'Endpoint',
            width: '38%',
            cell: ({ service, endpoint }) => (
              <button
                type="button"
                style={{ display: 'block', width: '100%' }}
                onClick={() => onEndpoint(service, endpoint)}
              >
                <EndpointName service={service} endpoint={endpoint} />
              </button>
            ),
          },
          {
            key: 'here',
            header: 'Requests',
            align: 'end',
            sortValue: ({ here }) => here.count,
            cell: (row) => (
              <Led
                of={{ side: 'here', place: row, what: { kind: 'all' } }}
                isNone={row.here.count === 0}
                onFigure={onFigure}
              >
                {formatCount(row.here.count)}
              </Led>
            ),
          },
          {
            key: 'p95',
            header: 'p95',
            align: 'end',
            sortValue: ({ here }) => here.p95Ms,
            cell: (row) => <Beyond side="here" place={row} times={row.here} name="p95" onFigure={onFigure} />,
          },
          there === null ? p99Column(onFigure) : thereColumn(there, onFigure),
          {
            key: 'failed',
            header: 'Failed',
            align: 'end',
            sortValue: ({ failedHere }) => failedHere,
            cell: (row) => <Failed side="here" place={row} of={row} isShare={false} onFigure={onFigure} />,
          },
        ]}
      />
    </Box>
  );
}
