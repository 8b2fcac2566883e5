import { parse } from 'csv-parse/sync';
import type { Summary } from '../../../src/contract/summary.ts';
import type { Shown } from './places.ts';

/** The columns of the two CSV files and where in the document each one's value stands. */
const STATISTICS = ['count', 'min', 'mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const;
const PHASES = ['queued', 'dns', 'connect', 'tls', 'send', 'wait', 'receive'] as const;
type Columns = Readonly<Record<string, string>>;

const ENDPOINT_COLUMNS: Columns = {
  protocol: 'protocol',
  clock: 'responseTimeMs.clock',
  count: 'count',
  errors: 'errors',
  target_errors: 'targetErrors',
  error_rate_percent: 'errorRatePercent',
  rate_per_second: 'ratePerSecond',
  ...times('response', 'responseTimeMs'),
  ...times('service', 'serviceTimeMs'),
  failed_count: 'failedTimeMs.count',
  failed_mean_ms: 'failedTimeMs.mean',
  new_connections: 'newConnections',
  reused_connections: 'reusedConnections',
  planned: 'counts.planned',
  sent: 'counts.sent',
  ok: 'counts.ok',
  all_errors: 'counts.errors',
  dropped: 'counts.dropped',
  cancelled: 'counts.cancelled',
  open_at_stop: 'counts.openAtStop',
  bytes_in: 'counts.bytesIn',
  bytes_out: 'counts.bytesOut',
};

const SECOND_COLUMNS: Columns = {
  planned: 'planned',
  sent: 'sent',
  ok: 'ok',
  errors: 'errors',
  dropped: 'dropped',
  cancelled: 'cancelled',
  bytes_in: 'bytesIn',
  bytes_out: 'bytesOut',
  mean_ms: 'meanMs',
  max_ms: 'maxMs',
  p50_ms: 'p50Ms',
  p95_ms: 'p95Ms',
  p99_ms: 'p99Ms',
};
const WHOLE_SECOND: Columns = { second: 'second', length_ms: 'lengthMs', users: 'users' };

function times(name: string, path: string): Columns {
  return Object.fromEntries(
    STATISTICS.map((statistic) => [
      `${name}_${statistic}${statistic === 'count' ? '' : '_ms'}`,
      `${path}.${statistic}`,
    ]),
  );
}

export function shownInEndpointsCsv(csv: string, summary: Summary): Shown[] {
  return rowsOf(csv).flatMap((row) => {
    const index = summary.endpoints.findIndex((one) => isNamed(row, one));
    const phases = PHASES.filter((phase) => (summary.endpoints[index]?.phasesMs[phase] ?? null) !== null);
    return [
      ...cells(row, ENDPOINT_COLUMNS, `endpoints.${index}`),
      ...phases.flatMap((phase) =>
        cells(
          row,
          { [`${phase}_mean_ms`]: `phasesMs.${phase}.mean`, [`${phase}_p95_ms`]: `phasesMs.${phase}.p95` },
          `endpoints.${index}`,
        ),
      ),
    ];
  });
}

export function shownInSecondsCsv(csv: string, summary: Summary): Shown[] {
  return rowsOf(csv).flatMap((row) => {
    const second = summary.perSecond.findIndex((one) => String(one.second) === row.second);
    const index = summary.perSecond[second]?.endpoints.findIndex((one) => isNamed(row, one)) ?? -1;
    return [
      ...cells(row, WHOLE_SECOND, `perSecond.${second}`),
      ...cells(row, SECOND_COLUMNS, `perSecond.${second}.endpoints.${index}`),
    ];
  });
}

export function requiredInEndpointsCsv(summary: Summary): string[] {
  return summary.endpoints.flatMap((_, index) =>
    Object.values(ENDPOINT_COLUMNS).map((path) => `endpoints.${index}.${path}`),
  );
}

export function requiredInSecondsCsv(summary: Summary): string[] {
  return summary.perSecond.flatMap(({ endpoints }, second) =>
    endpoints.flatMap((_, index) =>
      Object.values(SECOND_COLUMNS).map((path) => `perSecond.${second}.endpoints.${index}.${path}`),
    ),
  );
}

type Row = Readonly<Record<string, string>>;

function rowsOf(csv: string): Row[] {
  return parse(csv, { columns: true }) as Row[];
}

/** An apostrophe keeps a spreadsheet from running a name as a formula. */
function isNamed(
  row: Row,
  { service, endpoint }: { readonly service: string; readonly endpoint: string },
): boolean {
  const plain = (text = '') => text.replace(/^'(?=[=+\-@])/, '');
  return plain(row.service) === service && plain(row.endpoint) === endpoint;
}

function cells(row: Row, columns: Columns, at: string): Shown[] {
  return Object.entries(columns).flatMap(([head, path]): Shown[] => {
    const text = row[head];
    return text === undefined ? [] : [{ path: `${at}.${path}`, write: 'raw', text }];
  });
}
