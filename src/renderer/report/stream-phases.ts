import { showTimePercentile } from '../../contract/evidence.ts';
import { formatClock, formatMs, formatNumber, formatRate, NO_VALUE } from '../../contract/format.ts';
import { definitionOf } from '../../contract/glossary.ts';
import type { Summary } from '../../contract/summary.ts';
import { el } from './dom.ts';
import { distributionAt, figure, percentileFigure } from './figure.ts';
import { type Column, row, table, term } from './parts.ts';

type Write = (value: number | null) => string;

const clock: Write = (ms) => (ms === null ? NO_VALUE : formatClock(ms));
const FIGURES: readonly (readonly [path: string, write: Write])[] = [
  ['lengthMs', clock],
  ['opened', formatNumber],
  ['failed', formatNumber],
  ['openedPerSecond', formatRate],
  ['messagesInPerSecond', formatRate],
  ['messagesOutPerSecond', formatRate],
  ['connectMs.p50', formatMs],
  ['connectMs.p95', formatMs],
  ['connectMs.max', formatMs],
  ['roundTripMs.p50', formatMs],
  ['roundTripMs.p95', formatMs],
  ['roundTripMs.max', formatMs],
];

/** Does a storm of handshakes cost those who are connected already? The same figures, while it lasts and after it. */
export function phasesTable(summary: Summary): HTMLElement | null {
  if (summary.webSocket?.phases === undefined) return null;
  const heads = ['Lasted', 'Opened', 'Failed', 'Opened/s', 'In', 'Out'];
  const times = (name: 'wsConnect' | 'roundTrip', label: string) => [
    el('span', {}, term(summary, name, label), ' p50'),
    'p95',
    'max',
  ];
  const columns: Column[] = [
    { head: 'Part of the run' },
    ...[...heads, ...times('wsConnect', 'Connect'), ...times('roundTrip', 'Round trip')].map((head) => ({
      head,
      number: true,
    })),
  ];
  const line = (name: 'opening' | 'steady', label: string) =>
    row(
      [
        el('span', { title: definitionOf(name) }, label),
        ...FIGURES.map(([path, write]) => cell(summary, `webSocket.phases.${name}.${path}`, write)),
      ],
      columns,
    );
  return el(
    'div',
    { 'data-part': 'phases' },
    el('h3', {}, 'Connect storm and steady state'),
    table('connect storm and steady state', columns, [
      line('opening', 'While opening'),
      line('steady', 'Steady'),
    ]),
    el('p', { class: 'hint' }, `While opening: ${definitionOf('opening')} Steady: ${definitionOf('steady')}`),
  );
}

/** A percentile with what it rests on; all else as it is. */
function cell(summary: Summary, path: string, write: Write): HTMLElement {
  const [, times = '', name] = /^(.*)\.(p50|p95)$/.exec(path) ?? [];
  const time = distributionAt(summary, times);
  if (time === null || (name !== 'p50' && name !== 'p95')) return figure(summary, path, write);
  return percentileFigure(path, showTimePercentile(summary, time, name));
}
