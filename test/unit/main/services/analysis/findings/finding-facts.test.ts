import { describe, expect, test } from 'vitest';
import type { ExtractSpec } from '../../../../../../src/contract/plan-steps.ts';
import type { RunSecond, SeriesCounts } from '../../../../../../src/contract/tick.ts';
import { analyseStored } from '../../../../../../src/main/services/analysis/analysis.ts';
import {
  makeHttp,
  makePlan,
  makeSeries,
  makeSse,
  makeStep,
  makeWebSocket,
} from '../../../../../support/made-plan.ts';
import {
  COMPLETED,
  encodeMillis,
  makeFailure,
  makeGenerator,
  makeRun,
  makeSecond,
  makeSeriesSecond,
} from '../../../../../support/made-seconds.ts';

const plan = makePlan({ durationMs: 60_000 });
const findings = (seconds: readonly RunSecond[], run = plan) =>
  analyseStored(makeRun(run), seconds, COMPLETED).findings;
const codes = (seconds: readonly RunSecond[], run = plan) => findings(seconds, run).map(({ code }) => code);
const repeat = (value: number, count: number) => Array.from({ length: count }, () => value);

interface Made {
  readonly times?: readonly number[];
  readonly failed?: number;
  readonly code?: string;
  readonly disturbed?: boolean;
  readonly counts?: Partial<SeriesCounts>;
  readonly users?: number;
}

function made(
  index: number,
  { times = repeat(5, 60), failed = 0, code = 'http.5xx', ...more }: Made,
): RunSecond {
  const counts = { errors: failed, targetErrors: failed, ...more.counts };
  const at = index * 1_000_000 + 100_000;
  const failures =
    failed === 0
      ? []
      : [{ series: 0, failure: makeFailure(code), count: failed, firstUs: at, lastUs: at + 800_000 }];
  return makeSecond(index, [makeSeriesSecond(0, times, { counts })], {
    failures,
    users: more.users ?? 10,
    generators: [makeGenerator(more.disturbed === true ? { loopDelayMaxUs: 90_000 } : {})],
  });
}

describe('a run second by second', () => {
  test('an outage of a second and a half in six seconds healed', () => {
    const seconds = [0, 60, 30, 0, 0, 0].map((failed, index) =>
      made(index, { times: repeat(5, 60 - failed), failed }),
    );
    const said = findings(seconds, makePlan({ durationMs: 6_000 }));
    expect(said.map(({ code }) => code)).toEqual(['outage.recovered', 'errors.many']);
    expect(said[0]?.evidence).toBe(
      'From 0:01 to 0:03, 90 of 120 failed (75%); it recovered after 2 s, and errors then stayed below 1%.',
    );
  });

  test('a service that dies has been dead since the second in which it did', () => {
    const seconds = [0, 0, 0, 59, 60].map((failed, index) =>
      made(index, { times: repeat(5, 60 - failed), failed, code: 'connect.refused' }),
    );
    const said = findings(seconds, makePlan({ durationMs: 5_000 }));
    expect(said[0]).toMatchObject({ code: 'errors.many' });
    expect(said.find(({ code }) => code === 'service.dead')?.title).toBe('gateway has been dead since 0:03');
    // The last second alone is too short.
    expect(codes(seconds.slice(0, 4), makePlan({ durationMs: 4_000 }))).not.toContain('service.dead');
    // What times out while the run drains is no death.
    const drained = [0, 0, 60, 60].map((failed, index) =>
      made(index, { times: repeat(5, 60 - failed), failed }),
    );
    expect(codes(drained, makePlan({ durationMs: 2_000 }))).not.toContain('service.dead');
  });

  test('a service that only turns away is limited, not dead', () => {
    const seconds = [10, 60, 60, 60].map((failed, index) =>
      made(index, { times: repeat(5, 60 - failed), failed, code: 'http.429' }),
    );
    const said = findings(seconds, makePlan({ durationMs: 4_000 }));
    expect(said.map(({ code }) => code)).toEqual(['errors.many', 'hint.rate-limit']);
    expect(said[1]?.evidence).toBe(
      '190 responses were 429 (79.2% of the responses of gateway in those seconds), from 0:00 to 0:03; 12.5/s got through at gateway.',
    );
  });

  test('a connection that opens is no answer: messages that were never answered are no death', () => {
    const sockets = ['ws_connect', 'ws_message', 'ws_ping'].map((endpoint) =>
      makeSeries({ service: 'streaming', endpoint, protocol: 'websocket' }),
    );
    const run = makePlan({ series: sockets, scenarios: [makeWebSocket(0)], durationMs: 4_000 });
    const failing = (index: number) => {
      const at = index * 1_000_000;
      const failure = makeFailure('timeout.reply');
      return makeSecond(
        index,
        [
          ...(index === 0 ? [makeSeriesSecond(0, repeat(5, 10))] : []),
          makeSeriesSecond(1, [], { counts: { errors: 40, targetErrors: 40 } }),
        ],
        { failures: [{ series: 1, failure, count: 40, firstUs: at, lastUs: at }] },
      );
    };
    const said = codes([0, 1, 2, 3].map(failing), run);
    expect(said).toContain('replies.none');
    expect(said).not.toContain('service.dead');
  });
});

describe('percentiles of a window', () => {
  /** 20 requests a second: a minute that looks back sees the slow ones long after they are over. */
  test('come from its own five seconds', () => {
    const ramp = (index: number) => {
      const users = 10 + Math.floor(index / 5) * 10;
      // The first window is slow, all later ones are fast, though the load grows.
      return made(index, { times: repeat(index < 5 ? 400 : 5, users * 6), users });
    };
    const seconds = Array.from({ length: 30 }, (_, index) => ramp(index));
    expect(codes(seconds)).not.toContain('hint.saturation');
    expect(codes(seconds)).not.toContain('degradation.graceful');
    const slower = seconds.map((_, index) =>
      made(index, {
        times: repeat(5 + Math.floor(index / 5), (10 + Math.floor(index / 5) * 10) * 6),
        users: 10 + Math.floor(index / 5) * 10,
      }),
    );
    expect(codes(slower, makePlan({ gate: 'none' }))).toContain('degradation.graceful');
  });

  test('of fewer than 200 samples there is none', () => {
    const seconds = Array.from({ length: 30 }, (_, index) => {
      const users = 10 + Math.floor(index / 5) * 10;
      return made(index, { times: repeat(5 + Math.floor(index / 5), 30), users });
    });
    expect(codes(seconds, makePlan({ gate: 'none' }))).not.toContain('degradation.graceful');
  });
});

describe('causes rest on undisturbed seconds', () => {
  const fast = repeat(10, 60);
  const tail = [...repeat(10, 40), ...repeat(900, 20)];
  const run = (disturbed: readonly number[]) =>
    Array.from({ length: 60 }, (_, index) =>
      made(index, { times: index === 7 || index === 8 ? tail : fast, disturbed: disturbed.includes(index) }),
    );

  test('a tail that lies in disturbed seconds is not blamed on the target', () => {
    expect(codes(run([]))).toContain('hint.long-tail');
    expect(codes(run([7, 8]))).not.toContain('hint.long-tail');
    expect(codes(run([20, 21]))).toContain('hint.long-tail');
  });

  test('the phase that has the tail is read from them as well', () => {
    const seconds = Array.from({ length: 20 }, (_, index) => {
      const entry = makeSeriesSecond(0, index === 3 ? tail : fast, {
        histograms: {
          wait: encodeMillis(repeat(4, 60)),
          receive: encodeMillis(index === 3 ? tail : repeat(5, 60)),
        },
      });
      return makeSecond(index, [entry]);
    });
    const [hint] = findings(seconds).filter(({ code }) => code === 'hint.long-tail');
    expect(hint?.evidence).toContain('Receiving has the tail: its p99 is 9');
    expect(hint?.suggestion).not.toMatch(/cache|garbage/);
  });
});

describe('connections', () => {
  const open = (counts: Partial<SeriesCounts>, more: Made = {}) =>
    Array.from({ length: 6 }, (_, index) => made(index, { ...more, counts: { ...counts, ...more.counts } }));

  test('closed after each answer by the target', () => {
    expect(codes(open({ newConnections: 60, reusedConnections: 0 }))).toContain('hint.connection-pool');
    expect(codes(open({ newConnections: 0, reusedConnections: 60 }))).not.toContain('hint.connection-pool');
  });

  test('opened because the plan asks for it, more are open at once, or timeouts broke them', () => {
    const closing = { newConnections: 60, reusedConnections: 0 };
    const each = makePlan({ scenarios: [makeHttp({ connections: 'new-each-time' })] });
    expect(codes(open(closing), each)).not.toContain('hint.connection-pool');
    const said = makePlan({ scenarios: [makeHttp({ headers: { Connection: 'close' } })] });
    expect(codes(open(closing), said)).not.toContain('hint.connection-pool');
    // Each second sixty more are under way than the second before.
    const growing = Array.from({ length: 6 }, (_, index) =>
      made(index, {
        times: repeat(5, 20),
        counts: { ...closing, newConnections: 60, inFlight: 60 * (index + 1) },
      }),
    );
    expect(codes(growing)).not.toContain('hint.connection-pool');
    const timingOut = { times: repeat(5, 30), failed: 30, code: 'timeout.headers' };
    expect(codes(open(closing, timingOut))).not.toContain('hint.connection-pool');
  });

  test('of users who think for long may idle too long to be kept', () => {
    const lazy = Array.from({ length: 30 }, (_, index) =>
      made(index, { times: repeat(5, 10), users: 50, counts: { newConnections: 10, reusedConnections: 0 } }),
    );
    expect(codes(lazy)).not.toContain('hint.connection-pool');
  });
});

test('redirects are counted by endpoint from the second they begin, unless the plan expects them', () => {
  const seconds = Array.from({ length: 4 }, (_, index) => ({
    ...made(index, {}),
    ...(index < 2 ? {} : { redirected: [{ series: 0, count: 60 }] }),
  }));
  expect(findings(seconds).find(({ code }) => code === 'redirects.many')?.evidence).toBe(
    'Redirects instead of direct responses: gateway instruments: 120 of 240 (50%) since 0:02.',
  );
  const tasks = [{ name: 'a', weight: 1, steps: [makeStep(0, { expectStatus: [200, 302] })] }];
  expect(codes(seconds, makePlan({ scenarios: [makeHttp({ tasks })] }))).not.toContain('redirects.many');
});

test('ignored cookies are those of a setup, unless it takes them out itself', () => {
  const seconds = Array.from({ length: 2 }, (_, index) => ({
    ...made(index, {}),
    irregular: [{ series: 0, kind: 'cookie_ignored' as const, count: 3 }],
  }));
  const withSetup = (extract: ExtractSpec[]) =>
    makePlan({ scenarios: [makeHttp({ setup: [makeStep(0, { extract })] })] });
  expect(codes(seconds)).not.toContain('cookies.ignored');
  expect(codes(seconds, withSetup([]))).toContain('cookies.ignored');
  expect(codes(seconds, withSetup([{ to: 'sid', cookie: 'sid' }]))).not.toContain('cookies.ignored');
});

test('the warm-up is compared with what follows, and with nothing in a run without', () => {
  const slow = (index: number) => made(index, { times: repeat(index < 2 ? 400 : 5, 60) });
  const seconds = Array.from({ length: 6 }, (_, index) => slow(index));
  expect(
    findings(seconds, makePlan({ warmupMs: 2_000 })).find(({ code }) => code === 'warmup.slower')?.evidence,
  ).toBe('The 2 s of warm-up are in no figure: their mean was 400 ms, and 5 ms afterwards.');
  expect(codes(seconds)).not.toContain('warmup.slower');
});

test('event streams that broke off in the warm-up are in the findings, as in the figures', () => {
  const series = ['sse_stream', 'sse_headers', 'sse_gap'].map((endpoint) =>
    makeSeries({ service: 'feed', endpoint, protocol: 'sse' }),
  );
  const run = makePlan({
    series,
    warmupMs: 2_000,
    scenarios: [makeSse(0, { service: 'feed' })],
  });
  const failure = makeFailure('sse.closed');
  const seconds = [
    makeSecond(0, [makeSeriesSecond(0, repeat(5, 10))]),
    makeSecond(1, [makeSeriesSecond(2, [], { counts: { errors: 10, targetErrors: 10 } })], {
      failures: [{ series: 2, failure, count: 10, firstUs: 1_000_000, lastUs: 1_000_000 }],
    }),
    makeSecond(2, []),
  ];
  expect(findings(seconds, run).find(({ code }) => code === 'errors.many')?.evidence).toBe(
    '10 of 20 failed at the target or network (50%): feed sse_gap with sse.closed, at 0:01.',
  );
});
