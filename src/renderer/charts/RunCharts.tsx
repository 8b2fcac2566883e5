import { ChartSpline } from 'lucide-react';
import { Fragment, type ReactNode, useCallback, useContext, useMemo } from 'react';
import type { Term } from '../../contract/glossary.ts';
import type { Marker } from '../../contract/marker.ts';
import { statisticWord } from '../../contract/percentiles.ts';
import type { ScopeSecond } from '../../contract/scope-seconds.ts';
import type { Summary, SummarySecond } from '../../contract/summary.ts';
import { Row } from '../parts/Box.tsx';
import { Button } from '../parts/Button.tsx';
import { CheckMenu } from '../parts/CheckMenu.tsx';
import { Definition } from '../parts/Definition.tsx';
import { Leads } from '../parts/leads.tsx';
import { Paper } from '../parts/paper.ts';
import { ChartFrame } from './ChartFrame.tsx';
import { ChartGrid } from './ChartGrid.tsx';
import styles from './RunCharts.module.css';
import {
  bytesModel,
  connectionsModel,
  cpuModel,
  delaysModel,
  drainText,
  errorsModel,
  type Frame,
  latencyModel,
  loadModel,
  messagesModel,
  openedModel,
  throughputModel,
} from './run-charts.ts';
import { TIMES_SERIES } from './second-series.ts';
import { TimesChart } from './TimesChart.tsx';
import { useTimesChoice } from './use-times-choice.ts';

/** A run, live or stored, as it is drawn from its document. */
export interface ShownRun {
  readonly summary: Summary;
  /** Absent: those of the document. */
  readonly seconds?: readonly SummarySecond[];
  /** Absent: as long as it took. */
  readonly plannedMs?: number;
  /** Charts with the same key share cursor and zoom. */
  readonly syncKey: string;
}

interface Props extends ShownRun {
  /**
   * `three`: the page for stakeholders. `rest`: all but these. `live`: what is watched during a run. `all`: everything
   * there is.
   */
  readonly choice: 'three' | 'rest' | 'live' | 'all';
  /** What was marked in it; absent: what the document says. */
  readonly markers?: readonly Marker[];
  /** By second, what the document does not say of its seconds; absent: nobody asked. */
  readonly more?: ReadonlyMap<number, ScopeSecond>;
  /** Charts that belong under the response times. */
  readonly target?: ReactNode;
}

const SIMPLE = {
  throughput: { title: 'Throughput', term: 'requestRate', make: throughputModel },
  errors: { title: 'Errors by code', term: 'errors', make: errorsModel, isOfFailures: true },
  load: { title: 'Load', term: 'users', make: loadModel },
  connections: { title: 'Connections', term: 'connections', make: connectionsModel },
  opened: { title: 'Connections used', make: openedModel },
  messages: { title: 'Messages', term: 'connections', make: messagesModel },
  delays: { title: 'Generator delays', term: 'loopDelay', make: delaysModel },
  cpu: { title: 'Generator CPU', term: 'generator', make: cpuModel },
  bytes: { title: 'Bytes', make: bytesModel },
} as const;
type Name = keyof typeof SIMPLE;

/** Charts of a run on one cursor and one zoom: drag across any of them to look closer, double-click to go back. */
export function RunCharts({ summary, syncKey, choice, markers, more, target, ...over }: Props) {
  const { seconds = summary.perSecond, plannedMs = summary.run.durationMs } = over;
  const streams = seconds.some(
    (s) => s.connections.open + s.connections.subscribed + s.connections.handshaking > 0,
  );
  const frame = useMemo(
    () => ({ seconds, plannedMs, summary, markers, more }),
    [seconds, plannedMs, summary, markers, more],
  );
  const height = choice === 'three' ? 190 : 164;
  const shared = { frame, syncKey, height };
  const name = choice === 'rest' ? 'Further charts' : 'Charts';
  return (
    <section aria-label={name}>
      <h2 className="visually-hidden">{name}</h2>
      <ChartGrid three={choice === 'three'}>
        {choice === 'rest' ? null : (
          <>
            <SimpleChart {...shared} name="throughput" />
            <LatencyChart {...shared} startsLog={choice !== 'three'} />
            {target}
            <SimpleChart {...shared} name="errors" />
          </>
        )}
        {choice === 'three'
          ? null
          : furtherCharts({
              isLive: choice === 'live',
              hasStreams: streams,
              isAsked: more !== undefined,
            }).map((name) => <SimpleChart key={name} {...shared} name={name} />)}
      </ChartGrid>
      <ChartKey seconds={seconds} summary={summary} />
    </section>
  );
}

/** While it goes on, the place of the load is that of the connections, where there are any. */
function furtherCharts(of: { isLive: boolean; hasStreams: boolean; isAsked: boolean }): Name[] {
  const opened = of.isAsked ? (['opened'] as const) : [];
  if (of.isLive) return [...opened, of.hasStreams ? 'connections' : 'load', 'delays', 'cpu'];
  const streams = of.hasStreams ? (['connections', 'messages'] as const) : [];
  return ['load', ...streams, ...opened, 'delays', 'cpu', 'bytes'];
}

const GROUNDS = {
  warmup: { background: 'var(--chart-warmup)' },
  untrusted: { background: 'var(--chart-untrusted)', borderTop: '2px solid var(--acceptable)' },
  drain: { background: 'var(--chart-drain)' },
  estimate: { height: 0, borderTop: '2px solid var(--chart-2)', boxShadow: 'none', opacity: 0.55 },
  steered: { width: 2, height: 12, background: 'var(--accent)', boxShadow: 'none' },
} as const;

/** What the grounds and lines stand for; only those that are drawn. */
function ChartKey({ seconds, summary }: { seconds: readonly SummarySecond[]; summary: Summary }) {
  const paper = useContext(Paper);
  const leads = useContext(Leads) !== null;
  const estimates = seconds.some(({ evidence }) => Object.values(evidence).includes('estimate'));
  const keys: readonly (readonly [keyof typeof GROUNDS, Term, string])[] = [
    ['warmup', 'warmup', 'warm-up'],
    ['untrusted', 'badSecond', 'disturbed second'],
    ['drain', 'drain', drainText(summary.drain)],
    ['estimate', 'trailingPercentile', estimates ? 'estimate' : ''],
    ['steered', 'steeredLoad', (summary.steering ?? []).length > 0 ? 'load changed' : ''],
  ];
  return (
    <Row as="p" wrap gap={6} tone="muted" size="small" style={{ margin: '8px 4px -4px' }}>
      {keys.map(([kind, term, text]) =>
        text === '' ? null : (
          <Fragment key={kind}>
            <span className={styles.ground} style={GROUNDS[kind]} aria-hidden="true" />
            <Definition term={term}>{text}</Definition>
          </Fragment>
        ),
      )}
      {paper ? null : (
        <span style={{ marginLeft: 'auto' }}>
          {leads ? 'Click a second for its requests. ' : ''}Drag across a chart to zoom in; double-click to
          zoom out.
        </span>
      )}
    </Row>
  );
}

interface ChartProps {
  readonly frame: Frame;
  readonly syncKey: string;
  readonly height: number;
}

function SimpleChart({ name, frame, syncKey, height }: ChartProps & { name: Name }) {
  const { title, make, ...rest } = SIMPLE[name];
  const model = useMemo(() => make(frame), [make, frame]);
  return <ChartFrame title={title} {...rest} model={model} height={height} syncKey={syncKey} xTitle="Time" />;
}

interface LatencyProps extends ChartProps {
  readonly startsLog: boolean;
}

function LatencyChart(props: LatencyProps) {
  return props.frame.more === undefined ? <UsualLatency {...props} /> : <ChosenLatency {...props} />;
}

function UsualLatency({ frame, syncKey, height, startsLog }: LatencyProps) {
  const make = useCallback((log: boolean) => latencyModel(frame, log), [frame]);
  return (
    <TimesChart title="Response time" term="trailingPercentile" {...{ make, startsLog, height, syncKey }} />
  );
}

/** Where somebody watches, what is drawn can be chosen. */
function ChosenLatency({ frame, syncKey, height, startsLog }: LatencyProps) {
  const [chosen, choose] = useTimesChoice();
  const make = useCallback((log: boolean) => latencyModel(frame, log, chosen), [frame, chosen]);
  const button = (
    <Button look="quiet" size="small" icon={<ChartSpline />} aria-label="Response time: choose percentiles" />
  );
  return (
    <TimesChart
      title="Response time"
      term="trailingPercentile"
      {...{ make, startsLog, height, syncKey }}
      actions={
        <CheckMenu
          trigger={button}
          options={TIMES_SERIES.map((name) => [name, statisticWord(name)] as const)}
          chosen={chosen}
          onChange={choose}
        />
      }
    />
  );
}
