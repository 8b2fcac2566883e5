import { describe, expect, it } from 'vitest';
import { statisticFor } from '../../../../../src/contract/grade-metrics.ts';
import type { Overrides } from '../../../../../src/contract/plan.ts';
import type { Threshold } from '../../../../../src/contract/threshold.ts';
import { resolvePlan } from '../../../../../src/main/services/plans/compile/resolve-plan.ts';
import { PRESETS } from '../../../../../src/main/services/plans/library/presets.ts';
import { PRESETS_DIR, runOf } from './support.ts';

/** S-28 to S-44, the WebSocket assessment, and the single targets of the same team: what presets were always graded by. */
const GATEWAY = [
  'gateway.instruments latency p95 50 100 200',
  'gateway.curves latency p95 50 100 200',
  'gateway.products latency p95 75 150 300',
  'gateway.pricing latency p95 100 200 400',
  'gateway.historical latency p95 250 500 1000',
  'gateway errorRate 0.1 0.5 1',
  'gateway throughput 200 100 50',
];
const TOKEN = 'auth.verify_ws_token latency p95 25 50 100';
const AUTH_SERVICE = ['auth errorRate 0.05 0.1 0.5', 'auth throughput 500 200 100'];
const AUTH = [
  'auth.verify_token latency p95 25 50 100',
  TOKEN,
  'auth.user_info latency p95 – – 100',
  ...AUTH_SERVICE,
];
const SOCKETS = [
  'streaming.ws_connect latency p95 500 1000 2000',
  'streaming errorRate 0.2 0.5 2',
  'streaming throughput 100 50 25',
  'streaming connectionSuccess 95 90 80 or equal',
  'streaming messageLatency mean 100 500 1000 or equal',
  'streaming errorsPerConnection 0 1 5 or equal',
];
const SOCKETS_ALONE = [TOKEN, ...AUTH_SERVICE, ...SOCKETS];
const ENTITLEMENTS = [
  'entitlements.check latency p95 50 100 200',
  'entitlements.rules latency p95 – – 200',
  'entitlements.stats latency p95 – – 100',
  'entitlements errorRate 0.1 0.5 1',
  'entitlements throughput 300 150 75',
];
const METRICS = [
  'metrics.track latency p95 25 50 100',
  'metrics.export latency p95 250 500 1000',
  'metrics.track_batch latency p95 – – 100',
  'metrics.series latency p95 – – 200',
  'metrics.stats latency p95 – – 100',
  'metrics errorRate 0.05 0.1 0.5',
  'metrics throughput 600 300 150',
];
const WHOLE = [
  ...GATEWAY,
  ...AUTH,
  ...ENTITLEMENTS,
  ...METRICS,
  ...SOCKETS,
  'streaming.sse_stream latency p95 100 200 400',
  'streaming.sse_subscribe latency p95 – – 100',
];
const GRADED: Readonly<Record<string, readonly string[]>> = {
  smoke: WHOLE,
  'smoke-ws': SOCKETS_ALONE,
  light: WHOLE,
  medium: WHOLE,
  heavy: WHOLE,
  stress: WHOLE,
  'ws-basic': SOCKETS_ALONE,
  'ws-high': SOCKETS_ALONE,
  'ws-stress': SOCKETS_ALONE,
  gateway: GATEWAY,
  streaming: SOCKETS_ALONE,
  auth: AUTH,
  entitlements: ENTITLEMENTS,
  metrics: METRICS,
  comprehensive: WHOLE,
};

const line = (threshold: Threshold) => {
  const { service, endpoint, metric, excellent, good, acceptable, inclusive } = threshold;
  return [
    endpoint === undefined ? service : `${service}.${endpoint}`,
    metric,
    statisticFor(threshold) ?? [],
    excellent ?? '–',
    good ?? '–',
    acceptable,
    ...(inclusive === true ? ['or equal'] : []),
  ]
    .flat()
    .join(' ');
};
const linesOf = (thresholds: readonly Threshold[]) => thresholds.map(line).toSorted();

async function gradedBy(name: string, overrides: Overrides = {}): Promise<string[]> {
  const resolved = await resolvePlan({ kind: 'preset', name }, overrides, { presetsDir: PRESETS_DIR });
  if (!resolved.ok) throw new Error(resolved.failure.message);
  return linesOf(resolved.value.plan.thresholds);
}

describe('the suite brings the thresholds of its services', () => {
  it.each(PRESETS.map(({ name }) => name))('%s is graded as it ever was', async (name) => {
    expect(await gradedBy(name)).toEqual([...(GRADED[name] ?? [])].toSorted());
  });

  it('at every size', async () => {
    for (const size of ['light', 'medium', 'heavy', 'stress'] as const) {
      expect(await gradedBy('comprehensive', { size })).toEqual(WHOLE.toSorted());
    }
  });

  it('only of what is left of it', async () => {
    expect(await gradedBy('smoke', { only: ['gateway'] })).toEqual(GATEWAY.toSorted());
  });

  const copied = (more: string, services = '') => `plimsoll: 1
name: a copy
use: { suite: access-layer, classes: { GatewayRESTUser: {} } }
${services}load: { users: 3, duration: 10s }
${more}`;

  it('to a copy of a preset, and to one that sends it elsewhere', () => {
    expect(linesOf(runOf(copied('')).thresholds)).toEqual(GATEWAY.toSorted());
    const moved = copied('', 'services: { gateway: { url: "http://127.0.0.1:9" } }\n');
    expect(linesOf(runOf(moved).thresholds)).toEqual(GATEWAY.toSorted());
  });

  it('not to another service of that plan, whatever it is called', () => {
    const beside = copied(
      '',
      `services: { auth: { url: "http://127.0.0.1:9" } }
classes: { mine: { service: auth, tasks: { verify_token: { get: / } } } }
`,
    );
    expect(linesOf(runOf(beside).thresholds)).toEqual(GATEWAY.toSorted());
  });

  it('gives way to what the plan says of the same figure, or of each endpoint', () => {
    const own = `thresholds:
  - { service: gateway, endpoint: curves, metric: latency, statistic: p99, acceptable: 70 }
  - { service: gateway, metric: errorRate, acceptable: 5 }
`;
    expect(linesOf(runOf(copied(own)).thresholds)).toEqual(
      [
        'gateway.curves latency p99 – – 70',
        'gateway errorRate – – 5',
        ...GATEWAY.filter((row) => !/curves|errorRate/.test(row)),
      ].toSorted(),
    );
    const each =
      'thresholds: [{ service: gateway, scope: every-endpoint, metric: latency, acceptable: 900 }]\n';
    const latency = linesOf(runOf(copied(each)).thresholds).filter((row) => row.includes('latency'));
    expect(latency).toHaveLength(11);
    expect(latency.every((row) => row.endsWith('latency p95 – – 900'))).toBe(true);
  });
});
