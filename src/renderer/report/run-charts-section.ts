import type { Summary } from '../../contract/summary.ts';
import { drainText } from '../charts/drain-text.ts';
import type { PlotModel } from '../charts/plot-model.ts';
import {
  bytesModel,
  connectionsModel,
  cpuModel,
  delaysModel,
  endpointModel,
  errorsModel,
  type Frame,
  latencyModel,
  loadModel,
  messagesModel,
  throughputModel,
} from '../charts/run-charts.ts';
import { Chart } from './chart.ts';
import type { ChartGroup } from './chart-group.ts';
import { el } from './dom.ts';
import { section, term } from './parts.ts';

const WHOLE = '';

/** Throughput, latency and errors: what the first page shows. */
export function frontCharts(summary: Summary, group: ChartGroup): HTMLElement {
  const frame = frameOf(summary);
  const overall = percentilesOf(latencyModel(frame, false));
  const choice = endpointChoice(summary);
  const latency = new Chart(
    {
      title: term(summary, 'trailingPercentile', 'Latency'),
      name: 'latency',
      model: overall,
      controls: choice,
    },
    group,
  );
  choice.addEventListener('change', () => {
    const chosen = choice.value === WHOLE ? undefined : summary.endpoints[Number(choice.value)];
    if (chosen === undefined) return latency.show(overall);
    return latency.show(percentilesOf(endpointModel(frame, chosen)));
  });
  return el(
    'div',
    { class: 'charts three' },
    new Chart({ title: 'Throughput', name: 'throughput', model: throughputModel(frame) }, group).element,
    latency.element,
    new Chart({ title: 'Errors by code', name: 'errors', model: errorsModel(frame) }, group).element,
  );
}

/** The rest of what happened over time, for engineers. */
export function moreCharts(summary: Summary, group: ChartGroup): HTMLElement {
  const frame = frameOf(summary);
  const drains = drainText(summary.drain);
  const streams = summary.webSocket !== null || summary.sse !== null;
  const chart = (title: string, name: string, model: Parameters<Chart['show']>[0]) =>
    new Chart({ title, name, model }, group).element;
  return section(
    'over-time',
    'Over time',
    el(
      'div',
      { class: 'charts' },
      chart('Load', 'load', loadModel(frame)),
      chart('Bytes', 'bytes', bytesModel(frame)),
      streams ? chart('Connections', 'connections', connectionsModel(frame)) : null,
      streams ? chart('Messages', 'messages', messagesModel(frame)) : null,
      chart('Load generator: delays', 'delays', delaysModel(frame)),
      chart('Load generator: processor', 'cpu', cpuModel(frame)),
    ),
    el(
      'p',
      { class: 'hint' },
      'Point at a chart to read a second, drag across to look closer, double-click to go back. Grey is the warm-up, amber a second in which the load generator itself was disturbed.',
      drains === '' ? '' : ` Blue-green is what came after the end of the plan, in no rate: ${drains}.`,
      ' A dimmed line is an estimate: fewer than ten samples lie beyond it.',
    ),
  );
}

function frameOf(summary: Summary): Frame {
  const { perSecond, run } = summary;
  return { seconds: perSecond, plannedMs: Math.min(run.plannedDurationMs, run.durationMs), summary };
}

function endpointChoice(summary: Summary): HTMLSelectElement {
  return el(
    'select',
    { 'aria-label': 'Endpoint whose latency is shown' },
    el('option', { value: WHOLE }, 'overall'),
    ...summary.endpoints.map(({ service, endpoint }, index) =>
      el('option', { value: String(index) }, `${service} ${endpoint}`),
    ),
  );
}

/**
 * Without the maximum, a single request that would press everything else flat, without the mean, and without what has
 * no evidence in any second.
 */
function percentilesOf(model: PlotModel): PlotModel {
  const kept = model.series.filter(({ key }) => key !== 'max' && key !== 'mean');
  const proven = kept.filter(({ values }) => values.some((value) => value !== null));
  return { ...model, series: proven.length === 0 ? kept : proven };
}
