import { fail, type Result, succeed, testFailure } from './failure.ts';
import { printQueries, readParameters } from './query-parameters.ts';
import { hideInAddresses } from './token-shape.ts';
import type { SecondIndex } from './units.ts';

/** A metric of an exposition that is watched: its name, and the labels that its samples must have. */
export interface WatchedMetric {
  /** As the exposition writes it. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What they are called where they hold secrets: the references of the plan. Absent: as they are. */
  readonly shownLabels?: Readonly<Record<string, string>>;
}

/** Where figures of a target are read, once a second. */
export type WatchSource =
  /** The local process that listens there, with its children; another one that takes its place is followed. */
  | { readonly kind: 'port'; readonly port: number }
  /** A local process with its children; it is over where the process is. */
  | { readonly kind: 'pid'; readonly pid: number }
  /** A container, by name or id. */
  | { readonly kind: 'docker'; readonly container: string }
  /** A page of metrics. `metrics`: absent: the usual ones that it has (`usual-metrics.ts`). */
  | {
      readonly kind: 'metrics';
      readonly url: string;
      readonly metrics?: readonly WatchedMetric[];
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A Prometheus server: name of a gauge to its PromQL. */
  | {
      readonly kind: 'promql';
      readonly url: string;
      readonly queries: Readonly<Record<string, string>>;
      readonly headers?: Readonly<Record<string, string>>;
    };
/** What is read from an address. */
export type PrometheusSource = Extract<WatchSource, { readonly kind: 'metrics' | 'promql' }>;

/** Whether it is read from an address, whose host must be allowed. */
export function isPrometheus(source: WatchSource): source is PrometheusSource {
  return source.kind === 'metrics' || source.kind === 'promql';
}

/**
 * A watch as a run has it. Texts of an address, its headers, queries and labels may name secrets (`{{ env.NAME }}`); they never hold them.
 * @see WatchedSecond for what it gives
 */
export interface Watch {
  /** Unique in its run: the service, or what it is of; with the source behind it where one of that name comes before. */
  readonly label: string;
  /** A service of the plan; null: of none, such as a database. */
  readonly service: string | null;
  readonly source: WatchSource;
}

/** Written in place of a source of an override: what would be watched under that name is left out. */
export const LEFT_OUT = 'none';
/** What a run on the sample services watches by itself. */
export const SAMPLE_WATCHES = { processes: 'sample services', page: 'pools and caches' } as const;

/** So many in one run. */
export const MAX_WATCHES = 20;
/** Gauges of one watch: what an exposition has beyond them is left out, and said. */
export const MAX_WATCHED_GAUGES = 50;

/** A watch in one second of the run; it may be told with a later one, for a page may take most of a second to answer. */
export interface WatchedSecond {
  /** Whose second it is. */
  readonly second: SecondIndex;
  /** By its place in the plan. */
  readonly watch: number;
  /** Empty where all is a gap. */
  readonly gauges: readonly WatchedGauge[];
  /** Why figures are missing in this second, in words: `Nobody listens on port 8000.` Absent: none is. */
  readonly gap?: string;
  /** What it found, told when that changes: `process 4711 (node server.js) and 3 children`. */
  readonly found?: string;
  /** What is never told by this watch, in words; told once. */
  readonly remarks?: readonly string[];
}

/** Readings of a watch in a second. */
export interface LiveWatched extends Omit<WatchedSecond, 'watch'> {
  /** Label of the watch. */
  readonly watch: string;
}

/** One reading: of a second, or at its end. */
export interface WatchedGauge {
  readonly name: string;
  readonly unit: WatchedUnit;
  readonly value: number;
}

/** What a watched figure counts. `share` is 0…1; `number`: the page does not say. */
export const WATCHED_UNITS = [
  'cores',
  'share',
  'bytes',
  'bytes/s',
  'count',
  'per second',
  'seconds',
  'number',
] as const;
export type WatchedUnit = (typeof WATCHED_UNITS)[number];

/**
 * Reads a source as one writes it in a line.
 *
 * | text                                        | means                                             |
 * |---------------------------------------------|---------------------------------------------------|
 * | `port:8000`                                 | the local process that listens there              |
 * | `pid:4711`                                  | a local process                                   |
 * | `docker:shop-db`                            | a container, by name or id                        |
 * | `prometheus:http://host:9187/metrics`       | a page of metrics, the usual ones of it           |
 * | `prometheus:http://host/metrics#up,a{b="c"}`| these metrics of it                               |
 * | `prometheus:http://host:9090?query=sum(up)` | a Prometheus server, asked this; `&name=` names it |
 *
 * A query may be written as it is: a plus is a plus, and `&` and `#` within its quotes and brackets belong to it; percent signs
 * with two digits behind them are read as in any address (`query-parameters.ts`).
 *
 * @returns failure `watch.source`
 */
export function parseWatchSource(text: string): Result<WatchSource> {
  const at = text.indexOf(':');
  const [kind, rest] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at === -1 || rest === '') return refused(text);
  switch (kind) {
    case 'port':
    case 'pid':
      return wholeNumber(kind, rest);
    case 'docker':
      return /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/.test(rest)
        ? succeed({ kind, container: rest })
        : refused(text, `"${rest.slice(0, 60)}" is not the name of a container`);
    case 'prometheus':
      return parsePrometheus(rest);
    default:
      return refused(text);
  }
}

/** As `parseWatchSource` reads it; headers are not part of a line. */
export function printWatchSource(source: WatchSource): string {
  switch (source.kind) {
    case 'port':
      return `port:${source.port}`;
    case 'pid':
      return `pid:${source.pid}`;
    case 'docker':
      return `docker:${source.container}`;
    case 'metrics':
      return `prometheus:${source.url}${source.metrics === undefined ? '' : `#${source.metrics.map(printMetric).join(',')}`}`;
    case 'promql':
      return `prometheus:${source.url}${source.url.includes('?') ? '&' : '?'}${printQueries(source.queries)}`;
  }
}

/** What tells one source from another in a few words; an address by its host: `prometheus:localhost:9187`. */
export function shortWatchSource(source: WatchSource): string {
  if (!isPrometheus(source)) return printWatchSource(source);
  const host = /^https?:\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(source.url)?.[1] ?? '';
  return `prometheus:${host}`.slice(0, 80);
}

/** @example 'pg_stat_activity_count{datname="shop"}', or '{"http.requests",zone="eu"}' where a name has other letters than those of old */
export function printMetric({ name, labels }: WatchedMetric): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  if (!PLAIN_NAME.test(name)) return `{${[JSON.stringify(name), ...pairs].join(',')}}`;
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}

const PLAIN_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Reads what `printMetric` writes. @returns null: it is no metric */
export function parseMetric(text: string): WatchedMetric | null {
  const trimmed = text.trim();
  const [, plain, behind] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?$/s.exec(trimmed) ?? [];
  if (plain !== undefined) return metricOf(plain, behind ?? '');
  const [, quoted, inside] = /^\{\s*("(?:[^"\\]|\\.)+")\s*(?:,(.*))?\}$/s.exec(trimmed) ?? [];
  const name = quoted === undefined ? null : readQuoted(quoted);
  return name === null ? null : metricOf(name, inside ?? '');
}

function metricOf(name: string, inside: string): WatchedMetric | null {
  const labels: Record<string, string> = {};
  let rest = inside.trim();
  while (rest !== '') {
    const [whole, label, value] =
      /^([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*("(?:[^"\\]|\\.)*")\s*,?\s*/.exec(rest) ?? [];
    if (whole === undefined || label === undefined || value === undefined) return null;
    const read = readQuoted(value);
    if (read === null) return null;
    labels[label] = read;
    rest = rest.slice(whole.length);
  }
  return { name, labels };
}

function readQuoted(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

const LIMITS = { port: 65_535, pid: 4_194_304 } as const;

function wholeNumber(kind: 'port' | 'pid', text: string): Result<WatchSource> {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > LIMITS[kind])
    return refused(`${kind}:${text}`, `"${text.slice(0, 60)}" is not a ${kind} (1 to ${LIMITS[kind]})`);
  return succeed(kind === 'port' ? { kind, port: number } : { kind, pid: number });
}

/** Scheme, host with an optional port, path; `{{ name }}` may stand anywhere behind the scheme. */
const ADDRESS = /^https?:\/\/(?:[^\s/?#{}]|\{\{[^}]*\}\})+(?:\/(?:[^\s?#{}]|\{\{[^}]*\}\})*)?$/i;

/**
 * Reads what stands behind `prometheus:`. With `query=` among its parameters it is a server that is asked; the others stay with
 * the address.
 * @returns failure `watch.source`
 */
export function parsePrometheus(text: string): Result<PrometheusSource> {
  const [, base = '', asked = ''] = /^([^#?]*)([\s\S]*)$/.exec(text) ?? [];
  if (!ADDRESS.test(base)) return refused(text, `"${shown(text)}" is not an address`);
  const parameters = readParameters(asked);
  if ('open' in parameters)
    return refused(text, `the quotes or brackets of "${shown(parameters.open).slice(0, 60)}" do not match`);
  const { queries, others, behind } = parameters;
  const url = others === '' ? base : `${base}?${others}`;
  if (queries.length > 0) {
    const named = Object.fromEntries(queries.map(({ name, query }) => [name ?? query, query]));
    if (Object.keys(named).length < queries.length)
      return refused(text, 'two queries have one name; write &name= behind each');
    return succeed({ kind: 'promql', url, queries: named });
  }
  if (behind.trim() === '') return succeed({ kind: 'metrics', url });
  const metrics: WatchedMetric[] = [];
  for (const one of splitMetrics(behind)) {
    const metric = parseMetric(one);
    if (metric === null) return refused(text, `"${one.slice(0, 60)}" is not a metric`);
    metrics.push(metric);
  }
  return succeed({ kind: 'metrics', url, metrics });
}

/** At commas outside of labels; what is empty between two of them is left out. */
function splitMetrics(text: string): string[] {
  const metrics: string[] = [];
  let [from, isInLabels] = [0, false];
  for (const { 0: sign, index } of text.matchAll(/[{},]|"(?:[^"\\]|\\.)*"/g)) {
    if (sign === '{' || sign === '}') isInLabels = sign === '{';
    if (sign !== ',' || isInLabels) continue;
    metrics.push(text.slice(from, index).trim());
    from = index + 1;
  }
  return [...metrics, text.slice(from).trim()].filter((metric) => metric !== '');
}

function refused(text: string, why = `"${shown(text)}" is not a source Plimsoll can watch`): Result<never> {
  return fail(
    testFailure(
      'watch.source',
      why,
      'Write port:8000, pid:4711, docker:NAME, or prometheus:http://localhost:9187/metrics.',
    ),
  );
}

/** As much of it as a sentence bears, without the credentials it may hold. */
function shown(text: string): string {
  return hideInAddresses(text).slice(0, 120);
}
