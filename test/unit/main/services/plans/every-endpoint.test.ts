import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../../../../src/contract/plan.ts';
import type { PlanRef } from '../../../../../src/contract/wire.ts';
import { resolvePlan } from '../../../../../src/main/services/plans/compile/resolve-plan.ts';
import { describePlan } from '../../../../../src/main/services/plans/describe/describe-plan.ts';
import { importOpenApi } from '../../../../../src/main/services/plans/import/openapi/import-openapi.ts';
import { planData } from '../../../../../src/main/services/plans/text/edit-plan.ts';
import { parsePlan } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import { printPlan } from '../../../../../src/main/services/plans/text/print-plan.ts';
import { PRESETS_DIR, runOf } from './support.ts';

const SHOP = (thresholds: string) => `plimsoll: 1
name: Shop
services: { shop: { url: "http://127.0.0.1:1" }, login: { url: "http://127.0.0.1:2" } }
classes:
  looking:
    service: shop
    setupService: login
    setup: [{ name: token, post: /login }]
    tasks:
      list: { get: /items }
      watch: { steps: [{ name: watch, websocket: /ws, until: { pointer: /a, value: 1 }, hold: 1s }] }
  listening: { service: shop, sse: { path: /events, streams: 2 } }
load: { users: 2, duration: 10s }
${thresholds}`;
const EACH = 'service: shop, scope: every-endpoint';
const graded = (thresholds: string) =>
  runOf(SHOP(`thresholds: [${thresholds}]`)).thresholds.map(({ endpoint, metric, acceptable, scope }) => [
    endpoint ?? 'as a whole',
    metric,
    acceptable,
    scope,
  ]);
const refused = (thresholds: string) => {
  const plan = parsePlan(SHOP(`thresholds: [${thresholds}]`));
  return plan.ok ? 'taken' : plan.failure.message.replace(/^.*\): /, '');
};

describe('a threshold of every endpoint', () => {
  it('grades each endpoint that counts something by itself, second looks not', () => {
    expect(graded(`{ ${EACH}, metric: errorRate, acceptable: 1 }`)).toEqual([
      ['list', 'errorRate', 1, undefined],
      ['watch', 'errorRate', 1, undefined],
      ['watch reply', 'errorRate', 1, undefined],
      ['watch session', 'errorRate', 1, undefined],
      ['sse_stream', 'errorRate', 1, undefined],
    ]);
  });

  it('has no bound of latency for how long a step stays connected', () => {
    expect(graded(`{ ${EACH}, metric: latency, acceptable: 100 }`).map(([endpoint]) => endpoint)).toEqual([
      'list',
      'watch',
      'watch reply',
      'sse_stream',
    ]);
  });

  it('gives way where a threshold names an endpoint, and stands beside one of the whole service', () => {
    expect(
      graded(
        `{ ${EACH}, metric: latency, acceptable: 100 }, { service: shop, endpoint: list, metric: latency, statistic: p99, acceptable: 900 }, { service: shop, metric: latency, acceptable: 500 }`,
      ),
    ).toEqual([
      ['watch', 'latency', 100, undefined],
      ['watch reply', 'latency', 100, undefined],
      ['sse_stream', 'latency', 100, undefined],
      ['list', 'latency', 900, undefined],
      ['as a whole', 'latency', 500, undefined],
    ]);
  });

  it.each([
    [
      `{ ${EACH}, endpoint: list, metric: latency, acceptable: 1 }`,
      'a threshold has an endpoint or a scope, not both',
    ],
    [
      `{ ${EACH}, metric: connectionSuccess, acceptable: 1 }`,
      'connectionSuccess is of the connections of a whole service; leave scope out',
    ],
    [
      `{ ${EACH}, metric: errorRate, acceptable: 1 }, { ${EACH}, metric: errorRate, acceptable: 2 }`,
      'thresholds[0] grades the errorRate of every endpoint of shop already; leave one of them out',
    ],
    [
      `{ ${EACH}, metric: errorRate, acceptable: 1 }, { service: shop, metric: errorRate, acceptable: 2 }`,
      'taken',
    ],
    [
      '{ service: shop, scope: some, metric: latency, acceptable: 1 }',
      '"scope" is "some", but must be every-endpoint',
    ],
  ])('is checked: %s', (thresholds, sentence) => {
    expect(refused(thresholds)).toBe(sentence);
  });

  it('is printed as it was read', () => {
    const data = planData(SHOP(`thresholds: [{ ${EACH}, metric: errorRate, acceptable: 1 }]`));
    if (!data.ok) throw new Error(data.failure.message);
    const again = planData(printPlan(data.value as Parameters<typeof printPlan>[0]));
    expect(again).toEqual(data);
  });
});

const previewOf = async (ref: PlanRef, overrides: Overrides = {}) => {
  const resolved = await resolvePlan(ref, overrides, { presetsDir: PRESETS_DIR });
  if (!resolved.ok) throw new Error(resolved.failure.message);
  return describePlan({ ...resolved.value, overrides });
};
const bands = { metric: 'errorRate', excellent: 0.1, good: 0.5, acceptable: 1 } as const;

describe('plans that nobody wrote', () => {
  it('of an http address: its error rate, and no made-up bound of latency', async () => {
    const { thresholds, sentences, ungraded } = await previewOf({ kind: 'url', url: 'http://h.test/a' });
    expect(thresholds).toEqual([{ service: 'target', endpoint: '/a', ...bands }]);
    expect(ungraded).toEqual([]);
    expect(sentences).toContain(
      'Graded: error rate of 1 endpoint. Latency is measured, not graded: no threshold names it.',
    );
  });

  it('of a WebSocket: connects, pings, and all of it, for connections broken off', async () => {
    const { thresholds } = await previewOf({ kind: 'url', url: 'ws://h.test/ws' });
    expect(thresholds).toEqual([
      { service: 'target', endpoint: 'ws_connect', ...bands },
      { service: 'target', endpoint: 'ws_ping', ...bands },
      { service: 'target', ...bands },
    ]);
    const spoken = await previewOf({ kind: 'url', url: 'ws://h.test/ws' }, { message: 'hello' });
    expect(spoken.thresholds.map(({ endpoint }) => endpoint)).toEqual([
      'ws_connect',
      'ws_message',
      undefined,
    ]);
  });

  it('of event streams: first events, and all of it', async () => {
    const { thresholds } = await previewOf({ kind: 'url', url: 'http://h.test/e' }, { sse: true });
    expect(thresholds).toEqual([
      { service: 'target', endpoint: 'sse_stream', ...bands },
      { service: 'target', ...bands },
    ]);
  });

  it('of an import: each endpoint by itself', () => {
    const get = { get: { responses: { 200: { description: 'ok' } } } };
    const imported = importOpenApi(
      JSON.stringify({
        openapi: '3.0.0',
        info: { title: 'Shop', version: '1' },
        servers: [{ url: 'http://h.test' }],
        paths: { '/a': get, '/b': get },
      }),
    );
    if (!imported.ok) throw new Error(imported.failure.message);
    expect(
      runOf(imported.value.text).thresholds.map(({ service, endpoint, metric }) => [
        service,
        endpoint,
        metric,
      ]),
    ).toEqual([
      ['h.test', 'GET /a', 'errorRate'],
      ['h.test', 'GET /b', 'errorRate'],
    ]);
  });
});

describe('before a run', () => {
  const text = (thresholds: string) => previewOf({ kind: 'text', text: SHOP(thresholds) });

  it('says that nothing will be graded', async () => {
    const { warnings, ungraded, thresholds, sentences } = await text('');
    expect(ungraded).toEqual([
      'Nothing will be graded: the plan has no thresholds, and there are none by default. Add thresholds.',
    ]);
    expect(warnings[0]).toBe(ungraded[0]);
    expect(thresholds).toEqual([]);
    expect(sentences.join()).not.toContain('Graded');
  });

  it('says which endpoints no threshold covers', async () => {
    const { ungraded, sentences } = await text(
      'thresholds: [{ service: shop, endpoint: list, metric: latency, acceptable: 5 }]',
    );
    expect(ungraded).toEqual([
      'Not graded, because no threshold covers them: shop watch, shop watch reply, shop watch session, shop sse_stream and login token.',
    ]);
    expect(sentences).toContain('Graded: latency of 1 endpoint.');
    const whole = await text(
      'thresholds: [{ service: shop, metric: errorRate, acceptable: 5 }, { service: login, metric: errorRate, acceptable: 5 }]',
    );
    expect(whole.ungraded).toEqual([]);
    expect(whole.sentences).toContain(
      'Graded: error rate of 2 services. Latency is measured, not graded: no threshold names it.',
    );
  });

  it.each(['smoke', 'gateway', 'streaming', 'comprehensive'])('has nothing ungraded in %s', async (name) => {
    const { ungraded, sentences } = await previewOf({ kind: 'preset', name });
    expect(ungraded).toEqual([]);
    expect(sentences.filter((sentence) => sentence.startsWith('Graded: '))).toHaveLength(1);
  });
});

describe('a warm-up that nobody asked for', () => {
  it.each([
    [4_000, 0],
    [9_999, 0],
    [10_000, 1_000],
    [19_000, 1_000],
    [30_000, 2_000],
    [600_000, 2_000],
  ])('of an http address that runs for %i ms is %i ms', async (durationMs, warmupMs) => {
    const { load, sentences } = await previewOf({ kind: 'url', url: 'http://h.test/' }, { durationMs });
    expect(load?.warmupMs ?? 0).toBe(warmupMs);
    expect(sentences.join(' ').includes('are warm-up')).toBe(warmupMs > 0);
  });

  it('is a tenth of the half minute that is run by default, two seconds at most', async () => {
    const { load } = await previewOf({ kind: 'url', url: 'http://h.test/' });
    expect(load?.warmupMs).toBe(2_000);
  });

  it('streams never have', async () => {
    for (const durationMs of [4_000, 300_000]) {
      const socket = await previewOf({ kind: 'url', url: 'ws://h.test/' }, { durationMs });
      const events = await previewOf({ kind: 'url', url: 'http://h.test/' }, { durationMs, sse: true });
      expect([socket.load?.warmupMs, events.load?.warmupMs]).toEqual([undefined, undefined]);
    }
  });

  it('where it is asked for, leaves out what happens once per connection, and says so', async () => {
    const { sentences } = await previewOf({ kind: 'url', url: 'ws://h.test/' }, { warmupMs: 2_000 });
    expect(sentences.at(-1)).toBe(
      'It takes 5m, of which the first 2s are warm-up and not counted, except what happens once per connection or user.',
    );
  });

  it('gives way to the one that is asked for', async () => {
    const none = await previewOf({ kind: 'url', url: 'http://h.test/' }, { warmupMs: 0 });
    const more = await previewOf({ kind: 'url', url: 'http://h.test/' }, { warmupMs: 5_000 });
    expect([none.load?.warmupMs, more.load?.warmupMs]).toEqual([undefined, 5_000]);
  });
});
