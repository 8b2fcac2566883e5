import {
  type Answer,
  type AnswerEndpoint,
  badRequest,
  type Call,
  get,
  json,
  post,
  prepared,
} from './endpoint.ts';
import { isOneOf, objectOf, textOf } from './fields.ts';

const METRIC_TYPES = ['counter', 'gauge', 'histogram'] as const;
type MetricType = (typeof METRIC_TYPES)[number];

/** Series kept; a name beyond it is counted as dropped, as a collector with a cardinality limit does. */
const MAX_SERIES = 500;
const MAX_BATCH = 100;

/** The export is rendered at most this often (ms). */
const EXPORT_FRESH_MS = 1_000;

interface Series {
  readonly name: string;
  readonly type: MetricType;
  samples: number;
  sum: number;
  last: number;
}

/** What was tracked, aggregated per name. */
class Collector {
  readonly #series = new Map<string, Series>();
  #tracked = 0;
  #dropped = 0;

  /** Takes one valid metric. */
  track(metric: Readonly<Record<string, unknown>>): void {
    const name = String(metric.name);
    const type = isOneOf(metric.type, METRIC_TYPES) ? metric.type : 'gauge';
    const value = Number(metric.value);
    this.#tracked += 1;
    const known = this.#series.get(name);
    if (known !== undefined) {
      known.samples += 1;
      known.sum += value;
      known.last = value;
    } else if (this.#series.size < MAX_SERIES) {
      this.#series.set(name, { name, type, samples: 1, sum: value, last: value });
    } else {
      this.#dropped += 1;
    }
  }

  series(): Answer {
    const series = [...this.#series.values()].map(({ sum: _, ...shown }) => shown);
    return json({ series, count: series.length });
  }

  stats(): Answer {
    const [tracked, dropped, series] = [this.#tracked, this.#dropped, this.#series.size];
    return json({ collector: { tracked, dropped, series, series_limit: MAX_SERIES } });
  }

  /** The Prometheus text format (version 0.0.4). A histogram is shown by its count and sum. */
  exposition(): string {
    const lines = [...HOST_LINES];
    for (const { name, type, samples, sum, last } of this.#series.values()) {
      const safe = name.replace(/[^a-zA-Z0-9_:]/g, '_');
      if (type === 'histogram')
        lines.push(`# TYPE ${safe} summary`, `${safe}_count ${samples}`, `${safe}_sum ${sum}`);
      else lines.push(`# TYPE ${safe} ${type}`, `${safe} ${type === 'counter' ? sum : last}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

/** What every export carries beside the tracked metrics: per-service request histograms, which make it big. */
const HOST_LINES: readonly string[] = ['gateway', 'streaming', 'auth', 'entitlements', 'metrics'].flatMap(
  (service) => [
    `# HELP access_layer_${service}_request_seconds Request duration.`,
    `# TYPE access_layer_${service}_request_seconds histogram`,
    ...Array.from({ length: 60 }, (_, step) => {
      const bound = (0.005 * 1.12 ** step).toFixed(4);
      return `access_layer_${service}_request_seconds_bucket{le="${bound}"} ${Math.round(10_000 * (1 - 0.9 ** step))}`;
    }),
    `access_layer_${service}_request_seconds_bucket{le="+Inf"} 10000`,
    `access_layer_${service}_request_seconds_sum 412.7`,
    `access_layer_${service}_request_seconds_count 10000`,
  ],
);

/** The metrics service's endpoints. `wallClock` gives the time of day in ms. */
export function metricsEndpoints(wallClock: () => number): readonly AnswerEndpoint[] {
  const collector = new Collector();
  return [
    post('metrics.track', '/metrics/track', {
      refuse: (call) => refuseMetric(call.body, 'the body'),
      answer: (call) => tracked(collector, [call.body]),
    }),
    post('metrics.track_batch', '/metrics/track/batch', {
      refuse: refuseBatch,
      answer: (call) => tracked(collector, Array.isArray(call.body) ? call.body : []),
    }),
    { ...get('metrics.export', '/metrics', exporter(collector, wallClock)), refuse: refuseFormat },
    get('metrics.series', '/metrics/series', () => collector.series()),
    get('metrics.stats', '/metrics/stats', () => collector.stats()),
  ];
}

function tracked(collector: Collector, metrics: readonly unknown[]): Answer {
  for (const metric of metrics) collector.track(objectOf(metric) ?? {});
  return json({ success: true, tracked: metrics.length });
}

function refuseBatch(call: Call): Answer | undefined {
  const metrics: unknown = call.body;
  if (!Array.isArray(metrics) || metrics.length === 0 || metrics.length > MAX_BATCH) {
    return badRequest(`the body is a list of 1 to ${MAX_BATCH} metrics`);
  }
  for (const [index, metric] of metrics.entries()) {
    const refused = refuseMetric(metric, `metric ${index + 1}`);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function refuseMetric(value: unknown, where: string): Answer | undefined {
  const metric = objectOf(value);
  if (metric === undefined) return badRequest(`${where} is an object`);
  const { name, value: number, type, labels = {}, service = 'any', tenant_id: tenant = 'any' } = metric;
  const rules: readonly (readonly [isKept: boolean, rule: string])[] = [
    [textOf(name, 200) !== undefined, 'name is a text'],
    [typeof number === 'number', 'value is a number'],
    [isOneOf(type, METRIC_TYPES), `type is one of ${METRIC_TYPES.join(', ')}`],
    [objectOf(labels) !== undefined, 'labels is an object'],
    [textOf(service) !== undefined, 'service is a text'],
    [textOf(tenant) !== undefined, 'tenant_id is a text'],
  ];
  const broken = rules.find(([isKept]) => !isKept);
  return broken === undefined ? undefined : badRequest(`${where}: ${broken[1]}`);
}

function refuseFormat(call: Call): Answer | undefined {
  const format = new URLSearchParams(call.query).get('format') ?? 'prometheus';
  return format === 'prometheus' ? undefined : badRequest('format is prometheus');
}

function exporter(collector: Collector, wallClock: () => number): () => Answer {
  let body = Buffer.alloc(0);
  let renderedAt = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = wallClock();
    if (nowMs - renderedAt >= EXPORT_FRESH_MS) {
      body = Buffer.from(JSON.stringify({ format: 'prometheus', data: collector.exposition() }));
      renderedAt = nowMs;
    }
    return prepared(body);
  };
}
