import {
  EVIDENCE_LEGEND,
  needsLegend,
  type ShownPercentile,
  showOverallPercentile,
  showPercentile,
  showPlacePercentile,
} from '../../contract/evidence.ts';
import {
  formatBytes,
  formatMs,
  formatNumber,
  formatPercent,
  formatRate,
  NO_VALUE,
} from '../../contract/format.ts';
import { PERCENTILES, type Percentile } from '../../contract/percentiles.ts';
import type { EndpointSummary, Summary } from '../../contract/summary.ts';
import { el } from './dom.ts';
import { figure, numberAt, percentileFigure } from './figure.ts';
import { type Column, groupRow, row, section, table, term } from './parts.ts';

const STATISTICS = ['mean', ...PERCENTILES, 'max'] as const;
const STATISTIC_HEADS = ['mean', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max'] as const;
const PHASES = ['queued', 'dns', 'connect', 'tls', 'wait', 'receive'] as const;

/** The latency table, where the time went, and the books. */
export function endpointsSection(summary: Summary): HTMLElement {
  return section(
    'endpoints',
    'Endpoints',
    latencies(summary),
    legend(summary),
    el('h3', {}, 'Where the time goes'),
    phases(summary),
    el('h3', {}, term(summary, 'books', 'What was planned, and what became of it')),
    books(summary),
  );
}

function byService(
  summary: Summary,
  columns: readonly Column[],
  rowsOf: (endpoint: EndpointSummary, index: number) => HTMLTableRowElement[],
): HTMLTableRowElement[] {
  const services = [...new Set(summary.endpoints.map((endpoint) => endpoint.service))];
  return services.flatMap((service) => {
    const rows = summary.endpoints.flatMap((endpoint, index) =>
      endpoint.service === service ? rowsOf(endpoint, index) : [],
    );
    return rows.length === 0 ? [] : [groupRow(service, columns), ...rows];
  });
}

function latencies(summary: Summary): HTMLElement {
  const columns: Column[] = [
    { head: 'Endpoint' },
    { head: term(summary, 'ok', 'OK'), number: true },
    { head: term(summary, 'throughput', 'Throughput'), number: true },
    { head: term(summary, 'errorRate', 'Failed'), number: true },
    ...(isLeftOut(summary) ? [{ head: term(summary, 'leftOut', 'Left out'), number: true }] : []),
    ...STATISTIC_HEADS.map((head) => ({ head, number: true })),
  ];
  const rows = byService(summary, columns, (endpoint, index) => {
    const at = `endpoints.${index}`;
    const main = row(
      [
        el('span', { class: 'name', title: endpoint.definition }, endpoint.endpoint, clockOf(endpoint)),
        ...rateCells(summary, at),
        ...timeCells(summary, `${at}.responseTimeMs`, (name) => showPlacePercentile(summary, endpoint, name)),
      ],
      columns,
    );
    if (endpoint.responseTimeMs.clock === 'actual') return [main];
    const service = row(
      [
        el('span', { class: 'name' }, el('small', {}, 'service time')),
        ...columns.slice(1, -STATISTICS.length).map(() => ''),
        ...timeCells(summary, `${at}.serviceTimeMs`, (name) => showPercentile(endpoint.serviceTimeMs, name)),
      ],
      columns,
      'second-clock',
    );
    return [main, service];
  });
  const services = summary.services.length < 2 ? [] : summary.services;
  const totals = services.map((service, index) =>
    row(
      [
        el('span', { class: 'name' }, `All of ${service.service}`),
        ...rateCells(summary, `services.${index}`),
        ...timeCells(summary, `services.${index}.responseTimeMs`, (name) =>
          showPlacePercentile(summary, { ...service, endpoint: null }, name),
        ),
      ],
      columns,
      'total',
    ),
  );
  const total = row(
    [
      el('span', { class: 'name' }, 'Overall', el('small', {}, summary.definitions.overallTime ?? '')),
      ...rateCells(summary, ''),
      ...timeCells(summary, 'overallTimeMs', (name) => showOverallPercentile(summary, name)),
    ],
    columns,
    'total',
  );
  return table('Latency by endpoint', columns, [...rows, ...totals, total]);
}

function isLeftOut({ rates, endpoints }: Summary): boolean {
  return rates.leftOut > 0 || endpoints.some((endpoint) => endpoint.rates.leftOut > 0);
}

/** The one set of rates of a row; `at` empty: of the run. */
function rateCells(summary: Summary, at: string): HTMLElement[] {
  const path = at === '' ? 'rates' : `${at}.rates`;
  const share = (count: string, percent: string) =>
    el(
      'span',
      { class: 'share' },
      figure(summary, `${path}.${count}`, formatNumber),
      ...((numberAt(summary, `${path}.${count}`) ?? 0) === 0
        ? []
        : [' (', figure(summary, `${path}.${percent}`, formatPercent), ')']),
    );
  return [
    figure(summary, `${path}.ok`, formatNumber),
    figure(summary, `${path}.throughputPerSecond`, formatRate),
    share('failed', 'errorRatePercent'),
    ...(isLeftOut(summary) ? [share('leftOut', 'leftOutPercent')] : []),
  ];
}

function timeCells(summary: Summary, at: string, show: (name: Percentile) => ShownPercentile): HTMLElement[] {
  return STATISTICS.map((name) =>
    name === 'mean' || name === 'max'
      ? figure(summary, `${at}.${name}`, formatMs)
      : percentileFigure(`${at}.${name}`, show(name)),
  );
}

/** One line on the percentiles above that are not sure. */
function legend(summary: Summary): HTMLElement | null {
  const shown = summary.endpoints.flatMap((endpoint) =>
    PERCENTILES.map((name) => showPlacePercentile(summary, endpoint, name)),
  );
  return needsLegend(shown) ? el('p', { class: 'hint' }, EVIDENCE_LEGEND) : null;
}

/** What is timed, where it is not what one expects of a request. */
function clockOf({ responseTimeMs, protocol, definition }: EndpointSummary): HTMLElement | null {
  const clock = responseTimeMs.clock === 'intended' ? 'response time' : '';
  const text = protocol === 'http' ? clock : definition;
  return text === '' ? null : el('small', {}, text);
}

function phases(summary: Summary): HTMLElement {
  const columns: Column[] = [
    { head: 'Mean time in each phase' },
    ...PHASES.map((name) => ({
      head: term(summary, name, name === 'queued' ? 'queued locally' : name),
      number: true,
    })),
    { head: 'new connections', number: true },
    { head: 'reused', number: true },
  ];
  const rows = byService(summary, columns, ({ endpoint, phasesMs }, index) => {
    if (PHASES.every((name) => phasesMs[name] === null)) return [];
    const at = `endpoints.${index}`;
    return [
      row(
        [
          el('span', { class: 'name' }, endpoint),
          ...PHASES.map((name) =>
            phasesMs[name] === null ? NO_VALUE : figure(summary, `${at}.phasesMs.${name}.mean`, formatMs),
          ),
          figure(summary, `${at}.newConnections`, formatNumber),
          figure(summary, `${at}.reusedConnections`, formatNumber),
        ],
        columns,
      ),
    ];
  });
  return table('Time by phase', columns, rows);
}

const BOOKS = ['planned', 'sent', 'ok', 'errors', 'dropped', 'cancelled', 'openAtStop'] as const;

function books(summary: Summary): HTMLElement {
  const bytes = (value: number | null) => (value === null ? NO_VALUE : formatBytes(value));
  const columns: Column[] = [
    { head: 'Endpoint' },
    ...BOOKS.map((name) => ({
      head: term(summary, name, name === 'openAtStop' ? 'open at stop' : name),
      number: true,
    })),
    { head: 'received', number: true },
    { head: 'sent', number: true },
  ];
  const cells = (at: string) => [
    ...BOOKS.map((name) => figure(summary, `${at}.${name}`, formatNumber)),
    figure(summary, `${at}.bytesIn`, bytes),
    figure(summary, `${at}.bytesOut`, bytes),
  ];
  const rows = byService(summary, columns, ({ endpoint }, index) => [
    row([el('span', { class: 'name' }, endpoint), ...cells(`endpoints.${index}.counts`)], columns),
  ]);
  const total = row([el('span', { class: 'name' }, 'All'), ...cells('totals')], columns, 'total');
  return table('Books', columns, [...rows, total]);
}
