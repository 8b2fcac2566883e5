import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../../../../../src/contract/plan.ts';
import { profileDurationMs, profilePeak } from '../../../../../../src/contract/profile.ts';
import { resolvePlan } from '../../../../../../src/main/services/plans/compile/resolve-plan.ts';
import { describePlan } from '../../../../../../src/main/services/plans/describe/describe-plan.ts';
import {
  listPresets,
  PRESETS,
  readPreset,
} from '../../../../../../src/main/services/plans/library/presets.ts';
import { Curve } from '../../../../../../src/workers/engine/load/curve.ts';
import { PRESETS_DIR, runOf, SUITES } from '../support.ts';

async function resolved(name: string, overrides: Overrides = {}) {
  const result = await resolvePlan({ kind: 'preset', name }, overrides, { presetsDir: PRESETS_DIR });
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** Users, streams or connections of each class at the highest. */
async function levels(name: string, overrides: Overrides = {}) {
  const { plan } = await resolved(name, overrides);
  return Object.fromEntries(plan.scenarios.map((one) => [one.name, profilePeak(one.profile)]));
}

describe('listPresets', () => {
  it('lists every preset with the load of S-12 to S-20', async () => {
    const rows = await listPresets(PRESETS_DIR);
    expect(rows.ok && rows.value.map((row) => [row.name, row.group, row.load])).toEqual([
      ['smoke', 'smoke', '5 users · 1/s · 5 connections · 2m'],
      ['smoke-ws', 'smoke', '10 connections · 1 msg/s each · 1m'],
      ['light', 'load', '10 users · 2/s · 5 connections · 5m'],
      ['medium', 'load', '50 users · 5/s · 25 connections · 10m'],
      ['heavy', 'load', '100 users · 10/s · 50 connections · 15m'],
      ['stress', 'load', '200 users · 20/s · 100 connections · 20m'],
      ['ws-basic', 'websocket', '100 connections · 1 msg/s each · 5m'],
      ['ws-high', 'websocket', '500 connections · 5 msg/s each · 10m'],
      ['ws-stress', 'websocket', '1,000 connections · 10 msg/s each · 15m'],
      ['gateway', 'service', '50 users · 5/s · 10m'],
      ['streaming', 'service', '100 connections · 2 msg/s each · 5m'],
      ['auth', 'service', '25 users · 3/s · 5m'],
      ['entitlements', 'service', '25 users · 3/s · 5m'],
      ['metrics', 'service', '50 users · 5/s · 10m'],
      ['comprehensive', 'suite', '35 users · 2/s · 20 connections · 5m'],
    ]);
  });

  it('carries the expected statements', async () => {
    const rows = await listPresets(PRESETS_DIR);
    const expected = rows.ok ? Object.fromEntries(rows.value.map((row) => [row.name, row.expected])) : {};
    expect(expected).toMatchObject({
      light: 'All services are responsive; Every service answers within 100 ms',
      medium: 'All services are stable; Every service answers within 200 ms',
      heavy: 'Degradation is acceptable; Every service answers within 500 ms',
      stress: 'Breaking point and failure modes are identified',
    });
  });

  it('answers an unknown name with the nearest', async () => {
    expect(await readPreset(PRESETS_DIR, 'lihgt')).toMatchObject({
      ok: false,
      failure: { code: 'plan.unknown_preset', message: 'there is no preset "lihgt"; did you mean "light"?' },
    });
    expect(await readPreset(PRESETS_DIR, '../../../etc/passwd')).toMatchObject({ ok: false });
  });
});

describe('users of the presets', () => {
  it('shares them out over all five services', async () => {
    expect(await levels('smoke')).toEqual({
      GatewayRESTUser: 1,
      AuthServiceUser: 1,
      EntitlementsServiceUser: 1,
      MetricsServiceUser: 1,
      'StreamingUser/subscribe': 1,
      'StreamingUser/events': 3,
      'StreamingUser/websocket': 5,
    });
    expect(await levels('light')).toEqual({
      GatewayRESTUser: 3,
      AuthServiceUser: 1,
      EntitlementsServiceUser: 1,
      MetricsServiceUser: 3,
      'StreamingUser/subscribe': 1,
      'StreamingUser/events': 1,
      'StreamingUser/websocket': 5,
    });
  });

  it.each<[Overrides['size'], number[], number]>([
    [undefined, [10, 5, 5, 10, 5, 20], 300_000],
    ['light', [10, 5, 5, 10, 5, 20], 300_000],
    ['medium', [50, 25, 25, 50, 25, 100], 600_000],
    ['heavy', [100, 50, 50, 100, 50, 200], 900_000],
    ['stress', [200, 100, 100, 200, 100, 500], 1_200_000],
  ])('comprehensive at size %s has %j for %i ms', async (size, users, durationMs) => {
    const { plan } = await resolved('comprehensive', size === undefined ? {} : { size });
    const level = Object.fromEntries(plan.scenarios.map((one) => [one.name, profilePeak(one.profile)]));
    const streaming = (level['StreamingUser/subscribe'] ?? 0) + (level['StreamingUser/events'] ?? 0);
    expect([
      level.GatewayRESTUser,
      level.AuthServiceUser,
      level.EntitlementsServiceUser,
      level.MetricsServiceUser,
      streaming,
      level['StreamingUser/websocket'],
    ]).toEqual(users);
    expect(plan.durationMs).toBe(durationMs);
  });

  it('stays a smoke test of everything with 200 users in 20 seconds', async () => {
    const smoke = await resolved('smoke', { users: 200, durationMs: 20_000 });
    expect(await levels('smoke', { users: 200, durationMs: 20_000 })).toEqual({
      GatewayRESTUser: 63,
      AuthServiceUser: 31,
      EntitlementsServiceUser: 31,
      MetricsServiceUser: 63,
      'StreamingUser/subscribe': 12,
      'StreamingUser/events': 3,
      'StreamingUser/websocket': 5,
    });
    expect(smoke.load).toEqual({ users: 200, spawnRate: 40, connections: 5 });
  });

  it.each(PRESETS.map((preset) => preset.name))(
    '%s can be shortened to five seconds, targeted elsewhere and described',
    async (name) => {
      const overrides = { durationMs: 5_000, targets: { auth: 'http://127.0.0.1:1' } };
      const short = await resolved(name, overrides);
      expect(short.plan.scenarios.every((one) => profileDurationMs(one.profile) === 5_000)).toBe(true);
      const preview = describePlan({ ...short, overrides });
      expect(preview.durationMs).toBe(5_000);
      expect(preview.sentences.at(-2)).toBe('It takes 5s.');
      expect(Math.round(preview.endpoints.reduce((sum, one) => sum + one.sharePercent, 0))).toBe(100);
    },
  );
});

describe('the user classes of the five services', () => {
  const lines = (className: string) =>
    Object.entries(SUITES['access-layer']?.classes[className]?.tasks ?? {}).map(([name, task]) => {
      const { weight = 1, get, post, query, body, checks, expect: statuses } = task;
      const parts = [
        weight,
        get === undefined ? `POST ${post}` : `GET ${get}`,
        query,
        body,
        checks,
        statuses,
      ];
      return [name, ...parts.filter((part) => part !== undefined)];
    });
  const key = (pointer: string) => [{ json: pointer }];

  it('has the mix of the gateway', () => {
    expect(lines('GatewayRESTUser')).toEqual([
      ['instruments', 3, 'GET /api/v1/instruments', key('/instruments')],
      ['curves', 3, 'GET /api/v1/curves', key('/curves')],
      ['products', 2, 'GET /api/v1/products', key('/products')],
      ['pricing', 2, 'GET /api/v1/pricing', key('/pricing')],
      ['historical', 1, 'GET /api/v1/historical', key('/historical')],
      ['cache_stats', 1, 'GET /api/v1/cache/stats', key('')],
      ['rate_limits', 1, 'GET /api/v1/rate-limits', key('/rate_limits')],
      ['circuit_breakers', 1, 'GET /api/v1/circuit-breakers', key('/circuit_breakers')],
      ['cache_warm', 1, 'POST /api/v1/cache/warm', key('/message')],
      ['latest_price', 2, 'GET /api/v1/served/latest-price/{{ instrument }}', key('/projection')],
      [
        'curve_snapshots',
        2,
        'GET /api/v1/served/curve-snapshots/{{ curve.instrument }}',
        { horizon: '{{ curve.horizon }}' },
        key('/projection'),
      ],
    ]);
  });

  it('has the mixes of auth, entitlements and metrics', () => {
    const token = { json: { token: '{{ token }}' } };
    const valid = [{ json: '/valid', equals: true, credential: true }];
    expect(lines('AuthServiceUser')).toEqual([
      ['verify_token', 3, 'POST /auth/verify', token, valid],
      ['verify_ws_token', 2, 'POST /auth/verify-ws', token, valid],
      ['user_info', 1, 'GET /auth/users/user-{{ user_number }}', [200, 404]],
    ]);
    expect(lines('EntitlementsServiceUser').map((line) => line.slice(0, 3))).toEqual([
      ['check', 5, 'POST /entitlements/check'],
      ['rules', 1, 'GET /entitlements/rules'],
      ['stats', 1, 'GET /entitlements/stats'],
    ]);
    expect(lines('MetricsServiceUser').map((line) => line.slice(0, 3))).toEqual([
      ['track', 3, 'POST /metrics/track'],
      ['track_batch', 2, 'POST /metrics/track/batch'],
      ['export', 1, 'GET /metrics'],
      ['series', 1, 'GET /metrics/series'],
      ['stats', 1, 'GET /metrics/stats'],
    ]);
  });

  it('thinks as long as they do', () => {
    const classes = SUITES['access-layer']?.classes ?? {};
    expect(Object.fromEntries(Object.entries(classes).map(([name, spec]) => [name, spec.thinkTime]))).toEqual(
      {
        GatewayRESTUser: { between: [1_000, 3_000] },
        AuthServiceUser: { between: [1_000, 2_000] },
        EntitlementsServiceUser: { between: [1_000, 3_000] },
        MetricsServiceUser: { between: [1_000, 2_000] },
        'StreamingUser/subscribe': { between: [2_000, 5_000] },
        'StreamingUser/events': { between: [2_000, 5_000] },
        'StreamingUser/websocket': undefined,
      },
    );
  });

  it('subscribes and pings on a WebSocket whose token was verified first', async () => {
    const { plan } = await resolved('streaming');
    expect(plan.scenarios[0]).toMatchObject({
      url: 'ws://localhost:8001/ws/stream?token={{ token }}',
      subscribe: [
        '{"action":"subscribe","data":{"topics":{{ topics | json }},"filters":{{ filter | json }}}}',
      ],
      message: '{"action":"ping","data":{}}',
      confirm: { pointer: '/success', value: true },
      reply: { pointer: '/action', value: 'pong' },
      messageRatePerConnection: 2,
      setupBaseUrl: 'http://localhost:8010',
      setup: [{ method: 'POST', path: '/auth/verify-ws', body: { json: { token: '{{ token }}' } } }],
    });
    expect(plan.values.token).toEqual({
      env: 'PLIMSOLL_TOKEN',
      default: '{{ old_token_head }}.{{ old_token_claims }}.test',
    });
    expect(plan.values.topics).toEqual({
      sample: ['served.market.latest_prices.v1', 'pricing.curve.updates.v1', 'market.data.updates.v1'],
      count: [1, 3],
    });
  });

  it.each(['smoke-ws', 'ws-basic', 'ws-high', 'ws-stress', 'streaming'])(
    '%s opens ten connections a second, as the old script does',
    async (name) => {
      const { plan } = await resolved(name);
      const curve = new Curve(plan.scenarios[0]?.profile.segments ?? []);
      expect([curve.levelAt(500_000), curve.levelAt(999_000)]).toEqual([5, 9.99]);
    },
  );

  it('asks every service for its health at the addresses of S-02', async () => {
    const { plan } = await resolved('comprehensive');
    expect(plan.services.map((one) => [one.name, one.url, one.healthPath])).toEqual([
      ['gateway', 'http://localhost:8000', '/health'],
      ['streaming', 'http://localhost:8001', '/health'],
      ['auth', 'http://localhost:8010', '/health'],
      ['entitlements', 'http://localhost:8011', '/health'],
      ['metrics', 'http://localhost:8012', '/health'],
    ]);
  });
});

describe('a user class as the name of a plan', () => {
  it.each([
    ['GatewayRESTUser', ['GatewayRESTUser'], 10],
    ['entitlementsserviceuser', ['EntitlementsServiceUser'], 10],
    ['StreamingUser/websocket', ['StreamingUser/websocket'], 10],
    ['StreamingUser', ['StreamingUser/subscribe', 'StreamingUser/events', 'StreamingUser/websocket'], 10],
  ])('%s runs %j', async (name, classes, users) => {
    const found = await levels(name);
    expect(Object.keys(found)).toEqual(classes);
    expect(Object.values(found).reduce((a, b) => a + b, 0)).toBe(users);
  });

  it('takes the options of a run', async () => {
    const own = { users: 50, spawnRate: 5, durationMs: 600_000 };
    const { plan, load } = await resolved('GatewayRESTUser', own);
    expect([plan.name, plan.durationMs, load]).toEqual([
      'GatewayRESTUser',
      600_000,
      { users: 50, spawnRate: 5 },
    ]);
  });

  it('is suggested where it is misspelt', async () => {
    expect(await readPreset(PRESETS_DIR, 'GatewayRestUsr')).toMatchObject({
      ok: false,
      failure: { message: 'there is no preset "GatewayRestUsr"; did you mean "GatewayRESTUser"?' },
    });
  });
});

describe('what a plan may change about the WebSockets of the suite', () => {
  const used = (change: string) =>
    runOf(`plimsoll: 1
name: Mine
use: { suite: access-layer, classes: { StreamingUser/websocket: ${change} } }
load: { users: 1, duration: 10s }
`).scenarios[0];

  it('is what confirms, what answers and the topics', () => {
    expect(
      used('{ confirm: { pointer: /type, value: subscription_confirmed }, topics: [a, b] }'),
    ).toMatchObject({
      confirm: { pointer: '/type', value: 'subscription_confirmed' },
      reply: { pointer: '/action', value: 'pong' },
      subscribe: ['{"action":"subscribe","data":{"topics":["a","b"],"filters":{{ filter | json }}}}'],
    });
    expect(used('{ reply: { pointer: /type, value: pong } }')).toMatchObject({
      confirm: { pointer: '/success', value: true },
      reply: { pointer: '/type', value: 'pong' },
    });
  });

  it('can be said on the command line', async () => {
    const overrides = {
      confirm: { pointer: '/ok', value: 1 },
      reply: { pointer: '/type', value: 'pong' },
      values: { topics: 'alerts.user, alerts.system', filter: '{"commodity":"gas"}' },
    };
    const { plan } = await resolved('ws-basic', overrides);
    expect(plan.scenarios[0]).toMatchObject({ confirm: overrides.confirm, reply: overrides.reply });
    expect(plan.values).toMatchObject({
      topics: { value: ['alerts.user', 'alerts.system'] },
      filter: { value: { commodity: 'gas' } },
    });
  });
});
