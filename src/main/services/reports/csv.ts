import { stringify } from 'csv-stringify/sync';
import { PERCENTILES } from '../../../contract/percentiles.ts';
import type { Distribution, EndpointSummary, Summary, SummarySecond } from '../../../contract/summary.ts';
import { PHASES } from '../../../contract/tick.ts';

type Cell = string | number | null;
type Columns<Row> = readonly (readonly [head: string, read: (row: Row) => Cell])[];

/** One row per endpoint: figures of the measured part, books of the whole run. `part` is 1 where another row counts the same. */
export function endpointsCsv(summary: Summary): string {
  return write(ENDPOINT_COLUMNS, summary.endpoints);
}

/** One row per second and endpoint. p95 covers `window_seconds`, p50 and p99 their own; all else is of the second alone. */
export function secondsCsv(summary: Summary): string {
  const parts = new Set(summary.endpoints.filter(({ part }) => part).map(keyOf));
  const rows = summary.perSecond.flatMap((second) =>
    second.endpoints.map((endpoint) => ({ second, endpoint, part: parts.has(keyOf(endpoint)) })),
  );
  return write(SECOND_COLUMNS, rows);
}

const ENDPOINT_COLUMNS: Columns<EndpointSummary> = [
  ['service', (row) => row.service],
  ['endpoint', (row) => row.endpoint],
  ['protocol', (row) => row.protocol],
  ['part', (row) => Number(row.part)],
  ['clock', (row) => row.responseTimeMs.clock],
  ['count', (row) => row.count],
  ['errors', (row) => row.errors],
  ['target_errors', (row) => row.targetErrors],
  ['error_rate_percent', (row) => row.errorRatePercent],
  ['rate_per_second', (row) => row.ratePerSecond],
  ['counted_ok', (row) => row.rates.ok],
  ['counted_failed', (row) => row.rates.failed],
  ['left_out', (row) => row.rates.leftOut],
  ['left_out_percent', (row) => row.rates.leftOutPercent],
  ['throughput_per_second', (row) => row.rates.throughputPerSecond],
  ...times('response', (row: EndpointSummary) => row.responseTimeMs),
  ...times('service', (row: EndpointSummary) => row.serviceTimeMs),
  ['failed_count', (row) => row.failedTimeMs.count],
  ['failed_mean_ms', (row) => row.failedTimeMs.mean],
  ...PHASES.flatMap(
    (phase): Columns<EndpointSummary> => [
      [`${phase}_mean_ms`, (row) => row.phasesMs[phase]?.mean ?? null],
      [`${phase}_p95_ms`, (row) => row.phasesMs[phase]?.p95 ?? null],
      [`${phase}_p95_evidence`, (row) => row.phasesMs[phase]?.evidence.p95 ?? null],
    ],
  ),
  ['new_connections', (row) => row.newConnections],
  ['reused_connections', (row) => row.reusedConnections],
  ['planned', (row) => row.counts.planned],
  ['sent', (row) => row.counts.sent],
  ['ok', (row) => row.counts.ok],
  ['all_errors', (row) => row.counts.errors],
  ['dropped', (row) => row.counts.dropped],
  ['cancelled', (row) => row.counts.cancelled],
  ['open_at_stop', (row) => row.counts.openAtStop],
  ['bytes_in', (row) => row.counts.bytesIn],
  ['bytes_out', (row) => row.counts.bytesOut],
];

interface SecondRow {
  readonly second: SummarySecond;
  readonly endpoint: SummarySecond['endpoints'][number];
  readonly part: boolean;
}

function keyOf({ service, endpoint }: { readonly service: string; readonly endpoint: string }): string {
  return JSON.stringify([service, endpoint]);
}

const SECOND_COLUMNS: Columns<SecondRow> = [
  ['second', ({ second }) => second.second],
  ['length_ms', ({ second }) => second.lengthMs],
  ['warmup', ({ second }) => Number(second.warmup)],
  ['drain', ({ second }) => Number(second.drain)],
  ['trusted', ({ second }) => Number(second.trusted)],
  ['users', ({ second }) => second.users],
  ['service', ({ endpoint }) => endpoint.service],
  ['endpoint', ({ endpoint }) => endpoint.endpoint],
  ['part', ({ part }) => Number(part)],
  ['planned', ({ endpoint }) => endpoint.planned],
  ['sent', ({ endpoint }) => endpoint.sent],
  ['ok', ({ endpoint }) => endpoint.ok],
  ['errors', ({ endpoint }) => endpoint.errors],
  ['dropped', ({ endpoint }) => endpoint.dropped],
  ['cancelled', ({ endpoint }) => endpoint.cancelled],
  ['bytes_in', ({ endpoint }) => endpoint.bytesIn],
  ['bytes_out', ({ endpoint }) => endpoint.bytesOut],
  ['mean_ms', ({ endpoint }) => endpoint.meanMs],
  ['max_ms', ({ endpoint }) => endpoint.maxMs],
  ['window_seconds', ({ endpoint }) => endpoint.windowSeconds],
  ['p50_window_seconds', ({ endpoint }) => endpoint.p50WindowSeconds],
  ['p99_window_seconds', ({ endpoint }) => endpoint.p99WindowSeconds],
  ['p50_ms', ({ endpoint }) => endpoint.p50Ms],
  ['p95_ms', ({ endpoint }) => endpoint.p95Ms],
  ['p99_ms', ({ endpoint }) => endpoint.p99Ms],
  ['p50_evidence', ({ endpoint }) => endpoint.evidence.p50],
  ['p95_evidence', ({ endpoint }) => endpoint.evidence.p95],
  ['p99_evidence', ({ endpoint }) => endpoint.evidence.p99],
];

function times<Row>(name: string, read: (row: Row) => Distribution): Columns<Row> {
  const statistics = ['min', 'mean', ...PERCENTILES, 'max'] as const;
  return [
    [`${name}_count`, (row) => read(row).count],
    ...statistics.map((statistic): Columns<Row>[number] => [
      `${name}_${statistic}_ms`,
      (row) => read(row)[statistic],
    ]),
    ...PERCENTILES.map((percentile): Columns<Row>[number] => [
      `${name}_${percentile}_evidence`,
      (row) => read(row).evidence[percentile],
    ]),
    [`${name}_p95_low_ms`, (row) => read(row).interval95.p95?.[0] ?? null],
    [`${name}_p95_high_ms`, (row) => read(row).interval95.p95?.[1] ?? null],
  ];
}

function write<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map(([, read]) => cellText(read(row))));
  return stringify([columns.map(([head]) => head), ...lines], {
    record_delimiter: '\r\n',
    // RFC 4180 asks for quotes only around separators, quotes and CR LF; a lone CR or LF breaks readers as well.
    quoted_match: ['\r', '\n', '\u0000'],
  });
}

/** Numbers as JSON writes them, so that they compare equal; text so that no spreadsheet runs it; null as nothing. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? String(cell) : defused(cell.toWellFormed());
}

/**
 * A spreadsheet evaluates cells that begin with one of these; the apostrophe makes them text again.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function defused(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /^[=+\-@\t\r\u0000]/.test(text) ? `'${text}` : text;
}
