import { useMemo } from 'react';
import { formatClock } from '../../../contract/format.ts';
import type { Lane } from '../../../contract/summary-streams.ts';
import { STATE_COLORS, STATE_LABELS, type StreamKind } from '../../charts/stream-charts.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { endingOf } from './ending-words.ts';
import styles from './LanesPanel.module.css';
import { type DrawnLane, lanesModel } from './lanes-model.ts';
import type { StreamView } from './stream-view.ts';

interface Props {
  readonly title: string;
  readonly kind: StreamKind;
  readonly lanes: readonly Lane[];
  readonly view: StreamView;
}

const STATES = ['handshaking', 'open', 'subscribed', 'closing'] as const;

/** A sample of connections, each on a line of its own: its states, its slowest answers, its ends. */
export function LanesPanel({ title, kind, lanes, view }: Props) {
  const { seconds, plannedMs } = view;
  const model = useMemo(
    () => lanesModel(lanes, { seconds, plannedMs }, kind),
    [lanes, seconds, plannedMs, kind],
  );
  if (model.lanes.length === 0) return null;
  const labels = STATE_LABELS[kind];
  return (
    <Panel
      title={title}
      aside={`${model.lanes.length}, spread over all of them`}
      testId={`lanes-${kind}`}
      flush
    >
      <ul className={styles.key}>
        {STATES.filter((state) => kind === 'webSocket' || state !== 'closing').map((state) => (
          <li key={state}>
            <span
              className={styles.swatch}
              style={{ background: `var(${STATE_COLORS[state]})` }}
              aria-hidden="true"
            />
            {labels[state]}
          </li>
        ))}
        <li>
          <span className={styles.fault} aria-hidden="true" />
          ended by a fault
        </li>
        {model.slowestMs === null ? null : (
          <li className={styles.scale}>
            Bars: {kind === 'sse' ? 'longest gap' : 'slowest answer'} of a second, logarithmic, up to{' '}
            <Figure kind="ms" value={model.slowestMs} />
          </li>
        )}
      </ul>
      <ol className={styles.lanes}>
        {model.lanes.map((lane) => (
          <LaneLine key={lane.key} lane={lane} view={view} labels={labels} />
        ))}
      </ol>
      <div className={styles.axis} aria-hidden="true">
        {model.ticksS.map((tick) => (
          <span key={tick} style={{ left: `${(tick / model.spanS) * 100}%` }}>
            {formatClock(tick * 1_000)}
          </span>
        ))}
      </div>
    </Panel>
  );
}

interface LineProps {
  readonly lane: DrawnLane;
  readonly view: StreamView;
  readonly labels: (typeof STATE_LABELS)[StreamKind];
}

/** Units of the drawing; it is stretched over whatever width there is. */
const WIDTH = 1_000;
const HEIGHT = 24;
const BAND = 4;

function LaneLine({ lane, view, labels }: LineProps) {
  const now = stateWords(lane, view, labels);
  return (
    <li className={styles.lane}>
      <span className={styles.name} title={lane.scenario}>
        {lane.connection + 1}
      </span>
      <span className={styles.track}>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={describeLane(lane, view, labels)}
        >
          <path d={marksPath(lane)} className={styles.marks} />
          {lane.stretches.map((stretch) => (
            <rect
              key={`${stretch.state} ${stretch.from}`}
              x={stretch.from * WIDTH}
              y={HEIGHT - BAND}
              width={Math.max(1, (stretch.to - stretch.from) * WIDTH)}
              height={BAND}
              style={{ fill: `var(${STATE_COLORS[stretch.state]})` }}
            />
          ))}
        </svg>
        {lane.ends.map((end) => (
          <span
            key={end.atMs}
            className={styles.end}
            data-fault={end.isFault}
            style={{ left: `${end.at * 100}%` }}
            title={`${formatClock(end.atMs)} ${endingOf(end.cause, 1, view.errors).title}`}
            aria-hidden="true"
          />
        ))}
      </span>
      <span className={styles.state} title={now}>
        {now}
      </span>
    </li>
  );
}

/** All marks of a lane as one path: thousands of rectangles would each be an element. */
function marksPath({ marks }: DrawnLane): string {
  const floor = HEIGHT - BAND - 1;
  return marks
    .map(({ from, to, height }) => {
      const width = Math.max(0.6, (to - from) * WIDTH * 0.86);
      const tall = height * (floor - 2);
      return `M${(from * WIDTH).toFixed(1)} ${floor}v${(-tall).toFixed(1)}h${width.toFixed(1)}v${tall.toFixed(1)}z`;
    })
    .join('');
}

function stateWords({ last }: DrawnLane, { errors }: StreamView, labels: LineProps['labels']): string {
  if (last === null) return '';
  if (last.state === 'closed' || last.state === 'failed') return endingOf(last.cause, 1, errors).title;
  return labels[last.state];
}

function describeLane(lane: DrawnLane, view: StreamView, labels: LineProps['labels']): string {
  const ends = lane.ends.map(
    (end) => `${formatClock(end.atMs)} ${endingOf(end.cause, 1, view.errors).title}`,
  );
  const now = stateWords(lane, view, labels);
  const more = lane.cut ? ' More happened than is kept.' : '';
  return `Connection ${lane.connection + 1}: now ${now}. ${ends.length === 0 ? 'It never ended.' : `Ended: ${ends.join('; ')}.`}${more}`;
}
