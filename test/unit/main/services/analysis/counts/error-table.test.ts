import { describe, expect, test } from 'vitest';
import type { SeriesRole } from '../../../../../../src/contract/series.ts';
import type { FailureCount, KeptRequest } from '../../../../../../src/contract/tick.ts';
import { categoryOf } from '../../../../../../src/main/services/analysis/counts/category-of.ts';
import { ErrorTable } from '../../../../../../src/main/services/analysis/counts/error-table.ts';
import { FAILURES } from '../../../../../../src/workers/engine/drivers/failure-codes.ts';
import { makePlan, makeSeries } from '../../../../../support/made-plan.ts';

const plan = makePlan({
  series: ['users', 'orders'].map((endpoint) => makeSeries({ service: 'api', endpoint })),
});

function failure(
  series: number,
  code: string,
  count: number,
  at: [number, number] = [100, 900],
): FailureCount {
  const [firstMs, lastMs] = at;
  const cause = { code, side: 'target' as const, message: `${code}.`, hint: '' };
  return { series, failure: cause, count, firstUs: firstMs * 1_000, lastUs: lastMs * 1_000 };
}

function exemplar(series: number, code: string, change: Partial<KeptRequest> = {}): KeptRequest {
  return {
    series,
    thread: 0,
    intendedUs: null,
    startedUs: 0,
    dnsUs: null,
    connectUs: null,
    tlsUs: null,
    sentUs: null,
    firstByteUs: null,
    endedUs: 250_000,
    reused: true,
    status: 503,
    method: 'GET',
    url: 'http://api/users',
    code,
    ...change,
  };
}

function tableOf(
  seconds: readonly { failures: FailureCount[]; exemplars?: KeptRequest[] }[],
  series = plan.series,
): ErrorTable {
  const table = new ErrorTable({ ...plan, series });
  for (const { failures, exemplars = [] } of seconds) table.add({ failures, exemplars, lengthUs: 1_000_000 });
  return table;
}

describe('a row of the error table', () => {
  test.each([
    ['text/event-stream; charset=utf-8', 'timeout.total', true],
    ['text/event-stream', 'timeout.body_idle', true],
    ['text/event-stream', 'limit.body_bytes', true],
    ['text/event-stream', 'reset.mid_body', false],
    ['application/json', 'timeout.total', false],
  ])('of %s that ends as %s names event streams: %s', (type, code, isNamed) => {
    const answer = { head: `HTTP/1.1 200 OK\r\nContent-Type: ${type}`, body: 'data: 1', note: '' };
    const [row] = tableOf([
      { failures: [failure(0, code, 2)], exemplars: [exemplar(0, code, { status: 200, answer })] },
    ]).rows();
    expect(row?.hint.includes('event stream') === true && row.hint.includes('--sse')).toBe(isNamed);
  });

  test('carries the first request that was kept with what came back', () => {
    const answer = { head: 'HTTP/1.1 503 Busy', body: 'later', note: '' };
    const [row] = tableOf([
      {
        failures: [failure(0, 'http.5xx', 3)],
        exemplars: [exemplar(0, 'http.5xx', { url: 'http://api/a' })],
      },
      {
        failures: [failure(0, 'http.5xx', 1, [1_200, 1_200])],
        exemplars: [exemplar(0, 'http.5xx', { url: 'http://api/b', endedUs: 1_200_000, answer })],
      },
      { failures: [], exemplars: [exemplar(0, 'http.5xx', { url: 'http://api/c', answer })] },
    ]).rows();
    expect(row).toMatchObject({
      count: 4,
      firstAt: 100,
      lastAt: 1_200,
      category: 'http',
      sample: { method: 'GET', url: 'http://api/b', status: 503, atMs: 1_200, ...answer },
    });
  });

  test('has a sample of each endpoint and code, not of the first failures alone', () => {
    const rows = tableOf([
      {
        failures: [failure(0, 'http.5xx', 9), failure(0, 'http.4xx', 1), failure(1, 'http.5xx', 2)],
        exemplars: [
          exemplar(0, 'http.5xx'),
          exemplar(0, 'http.4xx', { status: 409 }),
          exemplar(1, 'http.5xx', { url: 'http://api/orders' }),
        ],
      },
    ]).rows();
    expect(rows.map(({ endpoint, code, sample }) => [endpoint, code, sample?.status, sample?.url])).toEqual([
      ['users', 'http.5xx', 503, 'http://api/users'],
      ['orders', 'http.5xx', 503, 'http://api/orders'],
      ['users', 'http.4xx', 409, 'http://api/users'],
    ]);
  });

  test('without a kept request has none', () => {
    expect(tableOf([{ failures: [failure(0, 'connect.refused', 1)] }]).rows()[0]?.sample).toBe(null);
  });
});

describe('the categories of errors', () => {
  test('have their count, their share of all that finished, their rate and when', () => {
    const table = tableOf([
      { failures: [failure(0, 'http.5xx', 6, [0, 800]), failure(1, 'http.429', 2, [300, 900])] },
      { failures: [failure(1, 'timeout.total', 2, [1_500, 1_700])] },
    ]);
    expect(table.categories({ ok: 30 })).toEqual([
      { category: 'http', count: 8, percent: 20, perSecond: 4, firstAt: 0, lastAt: 900 },
      { category: 'timeout', count: 2, percent: 5, perSecond: 1, firstAt: 1_500, lastAt: 1_700 },
    ]);
  });

  test('count an event once that two series tell of', () => {
    const series = plan.series.map((one, index) => ({ ...one, inTotals: index === 0 }));
    const closed = (session: number, messages: number) =>
      tableOf(
        [{ failures: [failure(0, 'ws.closed.1001', messages), failure(1, 'ws.closed.1001', session)] }],
        series,
      )
        .categories({ ok: 0 })
        .map(({ category, count }) => [category, count]);
    expect(closed(10, 3)).toEqual([['connection', 10]]);
    expect(closed(3, 10)).toEqual([['connection', 10]]);
  });

  test('count a connection once that broke before its first message, and those of two classes twice', () => {
    const looks = (roles: readonly SeriesRole[]) =>
      tableOf(
        [{ failures: [failure(0, 'ws.abnormal_close', 5), failure(1, 'ws.abnormal_close', 5)] }],
        plan.series.map((one, index) => ({ ...one, inTotals: false, role: roles[index] ?? one.role })),
      )
        .categories({ ok: 10 })
        .map(({ count, percent }) => [count, Math.round(percent)]);
    expect(looks(['first-message', 'session'])).toEqual([[5, 33]]);
    expect(looks(['session', 'session'])).toEqual([[10, 50]]);
  });

  test('of every code of the catalogue agree with its side', () => {
    for (const [code, [, , , side = 'target']] of Object.entries(FAILURES)) {
      const category = categoryOf({ code, side });
      if (side === 'client') expect([code, category]).toEqual([code, 'machine']);
      else if (side === 'test' || side === 'guard')
        expect(['test', 'authentication'], code).toContain(category);
      else expect(['machine', 'test'], code).not.toContain(category);
    }
  });

  test.each([
    ['check.json', 'target', 'check'],
    ['extract.missing', 'target', 'check'],
    ['extract.inexact', 'test', 'test'],
    ['value.unset', 'test', 'test'],
    ['ws.closed.1011', 'target', 'connection'],
    ['ws.closed.4401', 'target', 'authentication'],
    ['constructor', 'client', 'machine'],
    ['http.503', 'target', 'http'],
    ['timeout.of_tomorrow', 'network', 'timeout'],
    ['something.else', 'network', 'connection'],
    ['timeout.headers', 'target', 'timeout'],
    ['protocol.bad_chunk', 'target', 'protocol'],
    ['auth.rejected', 'test', 'authentication'],
  ] as const)('%s (%s) is %s', (code, side, category) => {
    expect(categoryOf({ code, side })).toBe(category);
  });
});

describe('connections that close as a service ends', () => {
  const race = (refusedAtMs: number | null) =>
    tableOf([
      {
        failures: [
          failure(0, 'closed.keepalive_race', 3, [2_000, 2_100]),
          ...(refusedAtMs === null ? [] : [failure(0, 'connect.refused', 90, [refusedAtMs, 12_000])]),
        ],
      },
    ])
      .rows()
      .find(({ code }) => code === 'closed.keepalive_race');

  test('are no matter of its keep-alive: others are refused right after', () => {
    expect(race(2_300)?.message).toBe(
      'The service closed its connections as it stopped: others were refused right after.',
    );
    expect(race(2_300)?.hint).not.toMatch(/keep-alive/);
    for (const apart of [null, 9_000]) expect(race(apart)?.message).not.toMatch(/as it stopped/);
  });
});
