import { formatClock, formatMs } from '../../contract/format.ts';
import type { Summary } from '../../contract/summary.ts';
import { STATE_COLORS, STATE_LABELS, type StreamKind } from '../charts/stream-charts.ts';
import { endingOf } from '../screens/streams/ending-words.ts';
import { type DrawnLane, type LanesModel, lanesModel } from '../screens/streams/lanes-model.ts';
import { el, svg } from './dom.ts';

const STATES = ['handshaking', 'open', 'subscribed', 'closing'] as const;
/** Units of the drawing; it is stretched over whatever width there is. */
const WIDTH = 1_000;
const HEIGHT = 22;
const BAND = 4;

/** A sample of connections, each on a line of its own: its states, its slowest answers, its ends. Null: none was followed. */
export function lanes(summary: Summary, kind: StreamKind): HTMLElement | null {
  const { perSecond: seconds, run } = summary;
  const plannedMs = Math.min(run.plannedDurationMs, run.durationMs);
  const model = lanesModel(summary[kind]?.lanes ?? [], { seconds, plannedMs }, kind);
  if (model.lanes.length === 0) return null;
  const what = kind === 'sse' ? 'streams' : 'connections';
  return el(
    'div',
    { 'data-part': `lanes-${kind}` },
    el('h3', {}, `A few ${what}, one by one`),
    el(
      'div',
      { class: 'lanes' },
      keyOf(model, kind),
      el('ol', {}, ...model.lanes.map((lane) => laneLine(lane, kind, summary))),
      axisOf(model),
    ),
    el('p', { class: 'hint' }, `${model.lanes.length} ${what}, spread over all of them.`),
  );
}

function keyOf({ slowestMs }: LanesModel, kind: StreamKind): HTMLElement {
  const states = STATES.filter((state) => kind === 'webSocket' || state !== 'closing').map((state) => {
    const swatch = el('span', { class: 'lane-swatch', 'aria-hidden': 'true' });
    swatch.style.setProperty('--color', `var(${STATE_COLORS[state]})`);
    return el('li', {}, swatch, STATE_LABELS[kind][state]);
  });
  const bars = `bars: ${kind === 'sse' ? 'longest gap' : 'slowest answer'} of a second, logarithmic, up to `;
  return el(
    'ul',
    { class: 'lane-key' },
    ...states,
    el('li', {}, el('span', { class: 'lane-fault', 'aria-hidden': 'true' }), 'ended by a fault'),
    slowestMs === null
      ? null
      : el(
          'li',
          { class: 'lane-scale' },
          bars,
          el('data', { 'data-value': String(slowestMs) }, formatMs(slowestMs)),
        ),
  );
}

function laneLine(lane: DrawnLane, kind: StreamKind, { errors }: Summary): HTMLElement {
  const titleOf = (cause: string) => endingOf(cause, 1, errors).title;
  const isOver = lane.last?.state === 'closed' || lane.last?.state === 'failed';
  const words =
    lane.last === null
      ? ''
      : isOver
        ? titleOf(lane.last.cause)
        : STATE_LABELS[kind][lane.last.state as (typeof STATES)[number]];
  const ends = lane.ends.map(({ atMs, cause }) => `${formatClock(atMs)} ${titleOf(cause)}`);
  const name = `${kind === 'sse' ? 'Stream' : 'Connection'} ${lane.connection + 1}`;
  const told = ends.length === 0 ? `now ${words}` : `ended ${ends.join('; ')}`;
  return el(
    'li',
    { class: 'lane' },
    el('span', { class: 'lane-name', title: lane.scenario }, String(lane.connection + 1)),
    el(
      'span',
      { class: 'lane-track' },
      laneDrawing(lane, `${name}: ${told}.${lane.cut ? ' More happened than is kept.' : ''}`),
      ...lane.ends.map((end, index) => {
        const mark = el('span', {
          class: end.isFault ? 'lane-end lane-fault' : 'lane-end',
          title: ends[index] ?? '',
          'aria-hidden': 'true',
        });
        mark.style.left = `${end.at * 100}%`;
        return mark;
      }),
    ),
    el('span', { class: 'lane-state', title: words }, words),
  );
}

function laneDrawing(lane: DrawnLane, label: string): SVGElement {
  const floor = HEIGHT - BAND - 1;
  const bars = lane.marks.map(({ from, to, height }) => {
    const tall = (height * (floor - 2)).toFixed(1);
    const width = Math.max(0.6, (to - from) * WIDTH * 0.86).toFixed(1);
    return `M${(from * WIDTH).toFixed(1)} ${floor}v-${tall}h${width}v${tall}z`;
  });
  const stretches = lane.stretches.map(({ from, to, state }) => {
    const band = svg('rect', {
      x: (from * WIDTH).toFixed(1),
      y: String(HEIGHT - BAND),
      width: Math.max(1, (to - from) * WIDTH).toFixed(1),
      height: String(BAND),
    });
    band.style.setProperty('fill', `var(${STATE_COLORS[state]})`);
    return band;
  });
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    svg('path', { d: bars.join(''), class: 'lane-marks' }),
    ...stretches,
  );
}

function axisOf({ ticksS, spanS }: LanesModel): HTMLElement {
  return el(
    'div',
    { class: 'lane-axis', 'aria-hidden': 'true' },
    ...ticksS.map((tick) => {
      const label = el('span', {}, formatClock(tick * 1_000));
      label.style.left = `${(tick / spanS) * 100}%`;
      return label;
    }),
  );
}
