import { formatMs, formatPercent } from '../../../contract/format.ts';
import type { RunState } from '../../../contract/run-state.ts';
import type {
  Counts,
  EndpointSummary,
  ServiceSummary,
  Summary,
  SummarySecond,
} from '../../../contract/summary.ts';
import { distributionOf } from './distribution.ts';
import { errorCategoriesOf, errorsOf } from './errors.ts';
import { gradesOf, overallOf } from './grade.ts';
import type { LogNormal } from './random.ts';
import { ratesOf } from './rates.ts';
import { demoEnvironment } from './scenery.ts';
import type { RunShape } from './shape.ts';
import { slowdown } from './simulate.ts';
import { streamSummaries } from './streams.ts';

type Key = 'planned' | 'sent' | 'ok' | 'errors' | 'dropped' | 'bytesIn' | 'bytesOut';

function countsOf(rows: readonly Readonly<Record<Key, number>>[]): Counts {
  const sum = (key: Key) => rows.reduce((total, row) => total + row[key], 0);
  return {
    planned: sum('planned'),
    sent: sum('sent'),
    ok: sum('ok'),
    errors: sum('errors'),
    dropped: sum('dropped'),
    cancelled: 0,
    openAtStop: 0,
    bytesIn: sum('bytesIn'),
    bytesOut: sum('bytesOut'),
  };
}

/** The curves of one endpoint over all seconds that count, as one mixture. */
function mixtureOf(shape: RunShape, index: number, seconds: readonly SummarySecond[]): LogNormal[] {
  const endpoint = shape.endpoints[index];
  if (endpoint === undefined) return [];
  const step = Math.max(1, Math.floor(seconds.length / 12));
  return seconds
    .filter((_, at) => at % step === 0)
    .map((second) => ({
      weight: (second.endpoints[index]?.ok ?? 0) + 0.001,
      median: endpoint.medianMs * slowdown(shape, second.second),
      sigma: endpoint.sigma,
    }));
}

function endpointOf(shape: RunShape, index: number, seconds: readonly SummarySecond[]): EndpointSummary {
  const endpoint = shape.endpoints[index] as RunShape['endpoints'][number];
  const rows = seconds.flatMap((second) => second.endpoints[index] ?? []);
  const counts = countsOf(rows);
  const time = distributionOf(mixtureOf(shape, index, seconds), counts.ok);
  const part = (factor: number) =>
    distributionOf(
      mixtureOf(shape, index, seconds).map((p) => ({
        ...p,
        median: p.median * factor,
        sigma: p.sigma * 0.6,
      })),
      counts.ok,
    );
  const elapsed = seconds.reduce((total, second) => total + second.lengthMs, 0) / 1_000;
  const rates = ratesOf(counts, elapsed * 1_000);
  return {
    service: endpoint.service,
    endpoint: endpoint.endpoint,
    protocol: endpoint.protocol,
    definition: definitionOf(endpoint.endpoint),
    part: false,
    rates,
    count: counts.sent,
    errors: counts.errors,
    targetErrors: counts.errors,
    errorRatePercent: rates.errorRatePercent,
    ratePerSecond: elapsed === 0 ? 0 : counts.sent / elapsed,
    counts,
    newConnections: Math.min(counts.sent, 24),
    reusedConnections: Math.max(0, counts.sent - 24),
    responseTimeMs: { ...time, clock: 'actual' },
    serviceTimeMs: time,
    failedTimeMs: distributionOf([{ weight: 1, median: 1_900, sigma: 0.6 }], counts.errors),
    phasesMs: {
      queued: null,
      dns: null,
      connect: part(0.03),
      tls: null,
      wait: part(0.86),
      receive: part(0.08),
    },
  };
}

function definitionOf(endpoint: string): string {
  if (endpoint === 'ws_connect')
    return 'From opening the socket to the 101 answer; the token is fetched before.';
  if (endpoint === 'ws_ping') return 'From sending the ping message to its pong.';
  if (endpoint === 'sse_stream') return 'From sending the request to the first event.';
  return 'From handing the request to a connection to the last byte of the answer.';
}

function trustOf(seconds: readonly SummarySecond[]): Summary['trust'] {
  const bad = seconds.filter((second) => !second.trusted).map((second) => second.second);
  if (seconds.every((second) => second.warmup)) {
    return {
      verdict: 'not judged',
      sentence: 'No second was measured outside the warm-up: there is nothing to judge.',
      reasons: [],
      badSeconds: [],
      blocks: [],
    };
  }
  if (bad.length === 0) {
    return {
      verdict: 'trusted',
      sentence: 'The load generator stayed on schedule in every second.',
      reasons: [],
      badSeconds: [],
      blocks: [],
    };
  }
  return {
    verdict: 'degraded',
    sentence: `The load generator itself was disturbed in ${bad.length} of ${seconds.length} seconds (other programs on this machine, the target included if it runs here, used up to 71% of the CPU): read the figures without those seconds.`,
    reasons: [
      {
        code: 'loop.blocked',
        sentence: `A load thread was blocked in ${bad.length} of ${seconds.length} s, at worst 154 ms.`,
        value: 154,
        limit: 50,
        unit: 'ms',
        seconds: bad,
      },
    ],
    badSeconds: bad,
    blocks: bad.map((second) => ({ thread: 0, atMs: second * 1_000 + 230, lengthMs: 154 })),
  };
}

function expectationsOf(p95: number | null, errorRate: number): Summary['expectations'] {
  return [
    {
      statement: 'All services responsive, under 100 ms.',
      verdict: p95 === null ? 'not measurable' : p95 < 100 ? 'met' : 'not met',
      evidence: p95 === null ? 'Too few answers for a p95.' : `p95 over all requests was ${formatMs(p95)}.`,
    },
    {
      statement: 'Fewer than 1% of requests fail.',
      verdict: errorRate < 1 ? 'met' : 'not met',
      evidence: `${formatPercent(errorRate)} failed.`,
    },
  ];
}

function findingsOf(p95: number | null, errorRate: number): Summary['findings'] {
  const rows: Summary['findings'] = [
    {
      code: 'throughput.stable',
      kind: 'good',
      title: 'Throughput was stable',
      evidence: 'After warm-up no second fell below 80% of the median second.',
      suggestion: '',
    },
  ];
  if (errorRate > 1) {
    rows.push({
      code: 'errors.high',
      kind: 'bad',
      title: 'More than 1% of requests failed',
      evidence: `${formatPercent(errorRate)} of all requests failed, most with http.503.`,
      suggestion: 'Find out whether the service sheds load on purpose.',
    });
  }
  if (p95 !== null && p95 > 120) {
    rows.push({
      code: 'latency.wait',
      kind: 'hint',
      title: 'The time is spent waiting for the first byte',
      evidence: '86% of the median response time lies between the request sent and the first byte.',
      suggestion: 'Look at database queries and caching before the network.',
    });
  }
  return rows;
}

/** What `runs.get` answers for these seconds: all figures, but not the seconds themselves. */
export function summaryOf(
  shape: RunShape,
  state: RunState,
  all: readonly SummarySecond[],
  excludeBad = false,
): Summary {
  const counted = all.filter((second) => !second.warmup && (!excludeBad || second.trusted));
  const seconds = counted.length === 0 ? all : counted;
  const endpoints = shape.endpoints.map((_, index) => endpointOf(shape, index, seconds));
  const totals = countsOf(seconds);
  const mixture = endpoints.flatMap((row, index) =>
    mixtureOf(shape, index, seconds).map((part) => ({
      ...part,
      weight: (part.weight * row.count) / (row.count + 1),
    })),
  );
  const time = distributionOf(mixture, totals.ok);
  const errorRate = totals.sent === 0 ? 0 : (totals.errors / totals.sent) * 100;
  const grades = gradesOf(endpoints);
  const errors = errorsOf(shape, seconds);
  const elapsedMs = all.reduce((total, second) => total + second.lengthMs, 0);
  const measuredMs = seconds.reduce((total, second) => total + second.lengthMs, 0);
  return {
    schema: 'plimsoll.summary/1',
    run: {
      id: shape.runId,
      name: shape.name,
      purpose: shape.purpose,
      description: shape.description,
      state,
      startedAt: new Date(shape.startedAt).toISOString(),
      endedAt: state === 'running' ? null : new Date(shape.startedAt + elapsedMs).toISOString(),
      durationMs: elapsedMs,
      plannedDurationMs: shape.durationS * 1_000,
      warmupMs: shape.warmupS * 1_000,
      engine: 'HTTP/1.1 of its own, ws 8.23.0, undici 8.12.4',
      plimsollVersion: '0.1.0',
      environment: demoEnvironment(shape),
      notes: shape.notes,
      endReason:
        state === 'interrupted' ? 'The program vanished; the data reaches to its last stored second.' : '',
      range: null,
      badSecondsExcluded: excludeBad,
    },
    totals,
    rates: ratesOf(totals, measuredMs),
    services: servicesOf(endpoints, measuredMs),
    worst: worstOf(endpoints),
    drain: { lengthMs: 0, ok: 0, failed: 0, leftOut: 0 },
    overallTimeMs: { ...time, clock: 'actual' },
    overallServiceTimeMs: time,
    ratePerSecond: seconds.length === 0 ? 0 : totals.sent / seconds.length,
    perSecond: [],
    endpoints,
    errors,
    errorCategories: errorCategoriesOf(errors, totals, seconds.length),
    ...streamSummaries(shape, all),
    grades,
    overall: overallOf(grades),
    expectations: state === 'running' ? [] : expectationsOf(time.p95, errorRate),
    trust: trustOf(all),
    findings: state === 'running' ? [] : findingsOf(time.p95, errorRate),
    definitions: {},
  };
}

function servicesOf(endpoints: readonly EndpointSummary[], measuredMs: number): ServiceSummary[] {
  return [...new Set(endpoints.map((row) => row.service))].map((service) => {
    const own = endpoints.filter((row) => row.service === service);
    const slowest = own.toSorted((a, b) => (b.responseTimeMs.p95 ?? 0) - (a.responseTimeMs.p95 ?? 0))[0];
    return {
      service,
      rates: ratesOf(countsOf(own.map((row) => row.counts)), measuredMs),
      responseTimeMs: slowest?.responseTimeMs ?? { ...distributionOf([], 0), clock: 'actual' },
    };
  });
}

function worstOf(endpoints: readonly EndpointSummary[]): Summary['worst'] {
  const [failing] = endpoints.toSorted((a, b) => (b.errorRatePercent ?? 0) - (a.errorRatePercent ?? 0));
  const [slowest] = endpoints.toSorted((a, b) => (b.responseTimeMs.p95 ?? 0) - (a.responseTimeMs.p95 ?? 0));
  const p95Ms = slowest?.responseTimeMs.p95 ?? null;
  return {
    errors:
      failing === undefined || failing.errors === 0
        ? null
        : {
            service: failing.service,
            endpoint: failing.endpoint,
            failed: failing.errors,
            errorRatePercent: failing.errorRatePercent ?? 0,
          },
    latency:
      slowest === undefined || p95Ms === null
        ? null
        : { service: slowest.service, endpoint: slowest.endpoint, p95Ms },
  };
}
