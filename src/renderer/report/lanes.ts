import { formatClock, formatMs } from '../../contract/format.ts';
import type { Summary } from '../../contract/summary.ts';
import { liveStates, STATE_COLORS, STATE_LABELS, type StreamKind } from '../charts/stream-charts.ts';
import {
  bandOf,
  type DrawnLane,
  LANE_VIEW_BOX,
  type LanesModel,
  lanesModel,
  laneWords,
  marksPath,
} from '../result/streams/lanes-model.ts';
import { el, svg } from './dom.ts';

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
  const states = liveStates(kind).map((state) => {
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
  const { now, ends, told } = laneWords(lane, kind, errors);
  return el(
    'li',
    { class: 'lane' },
    el('span', { class: 'lane-name', title: lane.scenario }, String(lane.connection + 1)),
    el(
      'span',
      { class: 'lane-track' },
      laneDrawing(lane, told),
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
    el('span', { class: 'lane-state', title: now }, now),
  );
}

function laneDrawing(lane: DrawnLane, label: string): SVGElement {
  const stretches = lane.stretches.map((stretch) => {
    const band = svg('rect', bandOf(stretch));
    band.style.setProperty('fill', `var(${STATE_COLORS[stretch.state]})`);
    return band;
  });
  return svg(
    'svg',
    { viewBox: LANE_VIEW_BOX, preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    svg('path', { d: marksPath(lane), class: 'lane-marks' }),
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
