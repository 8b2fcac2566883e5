import { describe, expect, it } from 'vitest';
import type { HttpStep, RunPlan } from '../../../../../src/contract/run-plan.ts';
import { Histogram } from '../../../../../src/workers/engine/measure/histogram.ts';
import { constantRate, constantUsers, httpPlan, httpStep } from '../../../../support/engine-plan.ts';
import { VirtualRun, type VirtualRunOptions } from '../../../../support/virtual-run.ts';
import { FakeEventStreams, type FakeStream } from './fake-event-streams.ts';
import { type FakeLink, type FakePeer, FakeWebSockets } from './fake-websockets.ts';

const REQUEST = 0;
const CONNECT = 1;
const REPLY = 2;
const SESSION = 3;

const SOCKET = {
  kind: 'websocket',
  send: ['ask'],
  until: { pointer: '/type', value: 'pong' },
  holdMs: 2_000,
  closeTimeoutMs: 1_000,
  maxMessageBytes: 1_000,
  series: { roundTrip: REPLY, session: SESSION },
} as const;
const EVENTS = {
  kind: 'sse',
  events: 3,
  holdMs: null,
  series: { headers: REPLY, session: SESSION },
} as const;

const request = httpStep({ series: REQUEST });
const streamStep = (stream: NonNullable<HttpStep['stream']>, change: Partial<HttpStep> = {}) =>
  httpStep({ series: CONNECT, path: '/s', timeoutMs: 5_000, ...change, stream });

function planOf(steps: readonly HttpStep[], change: Partial<RunPlan['limits']> = {}, users = 1): RunPlan {
  const plan = httpPlan({
    profile: constantUsers(users, 60_000),
    scenario: {
      tasks: [{ name: 'watch', weight: 1, steps }],
      iterations: 1,
      connections: 'per-user',
      headers: { Authorization: 'Bearer x' },
    },
    limits: change,
  });
  return {
    ...plan,
    series: [0, 1, 2, 3].map((n) => ({ ...(plan.series[0] as RunPlan['series'][0]), endpoint: `${n}` })),
  };
}

/** Runs a plan against fakes; what was opened and what was counted. */
async function against(
  plan: RunPlan,
  peers: { peer?: FakePeer; stream?: (stream: FakeStream) => void },
  options: VirtualRunOptions = {},
) {
  const fakes: { sockets?: FakeWebSockets; streams?: FakeEventStreams } = {};
  const run = new VirtualRun(plan, {
    ...options,
    streams: (clock) => {
      fakes.sockets = new FakeWebSockets(clock, peers.peer);
      fakes.streams = new FakeEventStreams(clock, peers.stream ?? (() => {}));
      return { websocket: fakes.sockets, sse: fakes.streams };
    },
  });
  await run.finish(70);
  const links = fakes.sockets?.links ?? [];
  const streams = fakes.streams?.streams ?? [];
  return { run, links, streams, of: (series: number) => sumOf(run, series) };
}

function sumOf(run: VirtualRun, series: number) {
  const seconds = run.seconds.flatMap((second) => second.series.filter((one) => one.series === series));
  const sum = (key: 'planned' | 'sent' | 'ok' | 'errors' | 'cancelled' | 'bytesIn' | 'bytesOut') =>
    seconds.reduce((all, { counts }) => all + counts[key], 0);
  const sumTimes = (key: 'service' | 'response' | 'queued' | 'failed') => {
    const times = new Histogram();
    for (const { histograms } of seconds) {
      const bytes = histograms[key];
      if (bytes !== null) times.mergeEncoded(bytes);
    }
    return times;
  };
  const times = sumTimes('service');
  return {
    planned: sum('planned'),
    sent: sum('sent'),
    ok: sum('ok'),
    errors: sum('errors'),
    cancelled: sum('cancelled'),
    open: seconds.at(-1)?.counts.inFlight ?? 0,
    bytes: [sum('bytesIn'), sum('bytesOut')],
    us: times.count === 0 ? null : times.max,
    minMaxOf: (key: 'service' | 'response' | 'queued' | 'failed') => [sumTimes(key).min, sumTimes(key).max],
    codes: run.seconds.flatMap(({ failures }) =>
      failures.filter((one) => one.series === series).map(({ failure }) => failure.code),
    ),
  };
}

const GOOD: FakePeer = { onConnect: (link) => link.accept(50_000), onText: (link) => answer(link, 80_000) };
function answer(link: FakeLink, afterUs: number): void {
  link.say('{"type":"push"}', afterUs / 2);
  link.say('{"type":"pong"}', afterUs);
}

describe('a WebSocket step', () => {
  it('measures the connect, the round trip and the time it stayed, one after the other', async () => {
    const { of, links } = await against(planOf([streamStep(SOCKET), request]), { peer: GOOD });
    expect(of(CONNECT)).toMatchObject({ sent: 1, ok: 1, us: 50_000, bytes: [100, 200] });
    expect(of(REPLY)).toMatchObject({ sent: 1, ok: 1, us: 80_000, bytes: [30, 3] });
    // Held 2 s, and the close is answered after 1 ms. Deadlines are looked at once a millisecond.
    expect(of(SESSION).ok).toBe(1);
    expect(of(SESSION).us).toBeGreaterThanOrEqual(2_001_000);
    expect(of(SESSION).us).toBeLessThanOrEqual(2_003_000);
    expect(of(REQUEST)).toMatchObject({ sent: 1, ok: 1 });
    expect(links[0]?.closedByUs).toBe(1000);
    expect(links[0]?.request.url).toBe('ws://127.0.0.1:9/s');
    expect(links[0]?.request.headers).toEqual(['user-agent', 'test', 'authorization', 'Bearer x']);
  });

  it.each<[string, FakePeer, string, number]>([
    ['connects too late', { onConnect: () => {} }, 'connect.timeout', 1_000],
    ['is not upgraded in time', { onConnect: (link) => link.connected() }, 'ws.handshake_timeout', 5_000],
    ['is refused', { onConnect: (link) => link.refuse(503, 7_000) }, 'ws.handshake_status', 7],
  ])('that %s fails its connect, and the task ends', async (_, peer, code, ms) => {
    const plan = planOf([streamStep(SOCKET), request], { connectTimeoutMs: 1_000 });
    const { of, run } = await against(plan, { peer });
    expect(of(CONNECT)).toMatchObject({ sent: 1, ok: 0, errors: 1, codes: [code] });
    expect([of(REPLY).planned, of(SESSION).planned, of(REQUEST).planned]).toEqual([0, 0, 0]);
    const failed = new Histogram();
    for (const second of run.seconds)
      for (const { histograms } of second.series)
        if (histograms.failed !== null) failed.mergeEncoded(histograms.failed);
    expect(failed.max).toBeGreaterThanOrEqual(ms * 1_000);
    expect(failed.max).toBeLessThanOrEqual((ms + 3) * 1_000 * 1.001);
  });

  it('that is not answered by its deadline fails the round trip, and closes properly', async () => {
    const peer: FakePeer = { onConnect: (link) => link.accept(1_000_000) };
    const { of, links } = await against(planOf([streamStep(SOCKET), request]), { peer });
    expect(of(REPLY)).toMatchObject({ sent: 1, errors: 1, codes: ['timeout.reply'] });
    expect(of(SESSION)).toMatchObject({ sent: 1, ok: 1 });
    expect(of(REQUEST).planned).toBe(0);
    expect(links[0]?.closedByUs).toBe(1000);
  });

  it('whose close is not answered is cut, and its session has failed', async () => {
    const { of, links } = await against(planOf([streamStep(SOCKET)]), {
      peer: { ...GOOD, onClose: () => {} },
    });
    expect(of(REPLY)).toMatchObject({ ok: 1 });
    expect(of(SESSION)).toMatchObject({ sent: 1, errors: 1, codes: ['ws.close_timeout'] });
    expect(links[0]?.cutByUs).toBe(true);
  });

  it.each<[string, number, FakePeer['onText'], number]>([
    ['while it holds', SESSION, (link) => answer(link, 80_000), 3_000],
    ['before the answer', REPLY, () => {}, 5_000],
  ])(
    'that the peer closes %s fails by the code, though the socket stays open',
    async (_, series, onText, ms) => {
      const peer: FakePeer = {
        onConnect(link) {
          link.accept(50_000);
          link.beginClose(1011, 1_000_000);
        },
        ...(onText === undefined ? {} : { onText }),
      };
      // A stop while the socket is open changes nothing.
      const stop: VirtualRunOptions = { events: [[1_500_000, (run) => run.stop('graceful')]] };
      const step = streamStep({ ...SOCKET, holdMs: 30_000 }, { timeoutMs: ms });
      const { of, links } = await against(planOf([step, request]), { peer }, stop);
      expect(of(series)).toMatchObject({ sent: 1, ok: 0, errors: 1, codes: ['ws.closed.1011'] });
      expect(of(REQUEST).planned).toBe(0);
      expect([links[0]?.closedByUs, links[0]?.cutByUs]).toEqual([null, true]);
    },
  );

  it('that has no value for its URL yet is not opened: the failure is that of the plan', async () => {
    const { of, links } = await against(planOf([streamStep(SOCKET, { path: '/{{ nobody }}' })]), {});
    expect(links).toEqual([]);
    expect(of(CONNECT)).toMatchObject({ sent: 1, errors: 1, codes: ['value.unset'] });
  });

  it('counts what comes while it holds in the second in which it comes', async () => {
    const peer: FakePeer = {
      onConnect: (link) => {
        link.accept(50_000);
        for (const ms of [500, 1_500, 1_600, 2_500]) link.say('0123456789', ms * 1_000);
      },
    };
    const series = { roundTrip: null, session: SESSION };
    const held = { ...SOCKET, until: null, holdMs: 3_000, series };
    const { run } = await against(planOf([streamStep(held)]), { peer });
    const bytesIn = run.seconds.map(
      ({ series }) => series.find((one) => one.series === CONNECT)?.counts.bytesIn ?? 0,
    );
    expect(bytesIn.slice(0, 3)).toEqual([110, 20, 10]);
  });

  it('waits for room under the cap on connections, like a request', async () => {
    const plan = planOf([streamStep({ ...SOCKET, holdMs: 0 })], { maxConnections: 1 }, 3);
    const { of, links } = await against(plan, { peer: GOOD });
    expect(of(CONNECT)).toMatchObject({ planned: 3, sent: 3, ok: 3 });
    const starts = links.map(({ times }) => times.startedUs - (links[0]?.times.startedUs ?? 0));
    // 50 ms to connect, 80 ms to the answer, 1 ms for the close.
    expect(starts.map((us) => Math.round(us / 1_000))).toEqual([0, 131, 262]);
  });

  it('closes when the run is stopped while it holds, and is cut when it is to stop now', async () => {
    const stopAt = (kind: 'graceful' | 'now'): VirtualRunOptions => ({
      events: [[1_000_000, (run) => run.stop(kind)]],
    });
    const graceful = await against(planOf([streamStep(SOCKET), request]), { peer: GOOD }, stopAt('graceful'));
    expect(graceful.of(SESSION)).toMatchObject({ sent: 1, ok: 1, open: 0 });
    expect(graceful.of(REQUEST).planned).toBe(0);
    const peer = { ...GOOD, onClose: () => {} };
    const now = await against(planOf([streamStep(SOCKET)]), { peer }, stopAt('now'));
    expect(now.of(SESSION)).toMatchObject({ sent: 1, ok: 0, errors: 0, open: 1 });
    expect(now.links[0]?.cutByUs).toBe(true);
  });

  it('of an open plan leaves when the plan says, as its first step', async () => {
    const plan = planOf([streamStep({ ...SOCKET, holdMs: 0 })]);
    const [scenario] = plan.scenarios;
    if (scenario?.kind !== 'http') throw new Error('not an HTTP scenario');
    const profile = constantRate(10, 2_000);
    const open = { ...plan, durationMs: 2_000, scenarios: [{ ...scenario, profile, iterations: null }] };
    const { of, links } = await against(open, { peer: GOOD });
    expect(of(CONNECT)).toMatchObject({ planned: 20, sent: 20, ok: 20 });
    const [first] = links;
    expect(links.map(({ times }) => (times.startedUs - (first?.times.startedUs ?? 0)) / 100_000)).toEqual(
      Array.from({ length: 20 }, (_, n) => n),
    );
  });
});

/** Ten arrivals a second for half a second, and one connection for all of them. */
function queuePlan(step: HttpStep): RunPlan {
  const plan = planOf([step], { maxConnections: 1 });
  const [scenario] = plan.scenarios;
  if (scenario?.kind !== 'http') throw new Error('not an HTTP scenario');
  // The rest gives those who wait their turn: at the end of the plan they would be cancelled.
  const profile = {
    model: 'open' as const,
    arrivals: 'constant' as const,
    segments: [
      { durationMs: 500, from: 10, to: 10 },
      { durationMs: 2_500, from: 0, to: 0 },
    ],
  };
  const series = plan.series.map((one, at) =>
    at === CONNECT ? { ...one, clock: 'intended' as const } : { ...one, clock: 'actual' as const },
  );
  return { ...plan, durationMs: 3_000, series, scenarios: [{ ...scenario, profile, iterations: null }] };
}

describe('in an open plan, what a step waits for first', () => {
  // Wanted at 0, 100 … 400 ms; one at a time, they begin at 0, 200 … 800 ms and take 200 ms each.
  it('is timed from when the plan wanted the step, of an event stream', async () => {
    const once = { ...EVENTS, events: 1, series: { headers: REPLY, session: null } };
    const { of } = await against(queuePlan(streamStep(once)), {
      stream: (stream) => stream.headers(20).event(200),
    });
    expect(of(CONNECT)).toMatchObject({ planned: 5, sent: 5, ok: 5 });
    expect(of(CONNECT).minMaxOf('response')).toEqual([200_000, 600_000]);
    expect(of(CONNECT).minMaxOf('service')).toEqual([200_000, 200_000]);
    // No wait counts as the shortest a histogram holds, a microsecond.
    expect(of(CONNECT).minMaxOf('queued')).toEqual([1, 400_000]);
    expect(of(REPLY).minMaxOf('response')).toEqual([20_000, 20_000]);
  });

  it('is timed from when the plan wanted the step, of a WebSocket', async () => {
    const short = { ...SOCKET, until: null, holdMs: 0, series: { roundTrip: null, session: SESSION } };
    const { of } = await against(queuePlan(streamStep(short)), {
      peer: { onConnect: (link) => link.accept(199_000) },
    });
    expect(of(CONNECT)).toMatchObject({ planned: 5, sent: 5, ok: 5 });
    expect(of(CONNECT).minMaxOf('response')).toEqual([199_000, 599_000]);
    expect(of(CONNECT).minMaxOf('service')).toEqual([199_000, 199_000]);
    expect(of(SESSION).minMaxOf('response')).toEqual([1_000, 1_000]);
  });

  it('of a later step is wanted when the one before is over', async () => {
    const plan = queuePlan(streamStep({ ...EVENTS, events: 1, series: { headers: REPLY, session: null } }));
    const [scenario] = plan.scenarios;
    if (scenario?.kind !== 'http') throw new Error('not an HTTP scenario');
    const step = scenario.tasks[0]?.steps[0] as HttpStep;
    const tasks = [{ name: 'two', weight: 1, steps: [step, step] }];
    const profile = constantRate(2, 500);
    const { of } = await against(
      { ...plan, scenarios: [{ ...scenario, profile, tasks }] },
      { stream: (stream) => stream.headers(20).event(200) },
    );
    expect(of(CONNECT)).toMatchObject({ planned: 2, sent: 2, ok: 2 });
    expect(of(CONNECT).minMaxOf('response')).toEqual([200_000, 200_000]);
  });
});

describe('an SSE step', () => {
  const threeEvents = (stream: FakeStream) => stream.headers(20).event(100).event(150).event(200);

  it('measures the headers, the first event and the reading', async () => {
    const { of, streams } = await against(planOf([streamStep(EVENTS), request]), { stream: threeEvents });
    expect(of(REPLY)).toMatchObject({ sent: 1, ok: 1, us: 20_000, bytes: [0, 0] });
    expect(of(CONNECT)).toMatchObject({ sent: 1, ok: 1, us: 100_000, bytes: [130, 200] });
    expect(of(SESSION)).toMatchObject({ sent: 1, ok: 1, us: 100_000 });
    expect(of(REQUEST)).toMatchObject({ sent: 1, ok: 1 });
    expect(streams[0]?.request).toMatchObject({ url: 'http://127.0.0.1:9/s', lastEventId: '' });
    expect(streams[0]?.request.headers).toContain('text/event-stream');
  });

  it.each<[string, (stream: FakeStream) => void, number, string]>([
    ['ends early', (stream) => stream.headers(1).event(2).close(3), SESSION, 'sse.closed'],
    ['ends in order, too early', (stream) => stream.headers(1).event(2).finish(3), SESSION, 'sse.closed'],
    ['ends in order, without any', (stream) => stream.headers(1).finish(3), CONNECT, 'sse.closed'],
    ['has no event', (stream) => stream.headers(1), CONNECT, 'sse.idle'],
    ['has too few by its deadline', (stream) => stream.headers(1).event(2), SESSION, 'timeout.total'],
    ['says there is none', (stream) => stream.answer(1, 204, null), CONNECT, 'sse.ended'],
    ['never answers', (stream) => stream.connected(), CONNECT, 'timeout.headers'],
    ['never connects', () => {}, CONNECT, 'connect.timeout'],
  ])('whose stream %s fails where it happens, once', async (_, stream, series, code) => {
    const { of } = await against(planOf([streamStep(EVENTS), request]), { stream });
    expect(of(series)).toMatchObject({ sent: 1, ok: 0, errors: 1, codes: [code] });
    expect(of(series === SESSION ? CONNECT : SESSION)).toMatchObject({ errors: 0 });
    expect(of(REQUEST).planned).toBe(0);
  });

  it('with a time to hold is over when its stream ends in order, and has not failed', async () => {
    const held = { ...EVENTS, events: null, holdMs: 1_000 };
    const finite = (stream: FakeStream) => threeEvents(stream).finish(300);
    const { of } = await against(planOf([streamStep(held), request]), { stream: finite });
    expect(of(SESSION)).toMatchObject({ sent: 1, ok: 1, errors: 0, us: 200_000 });
    expect(of(REQUEST)).toMatchObject({ sent: 1, ok: 1 });
  });

  it('with a time to hold reads that long', async () => {
    const held = { ...EVENTS, events: null, holdMs: 1_000 };
    const { of } = await against(planOf([streamStep(held)]), { stream: threeEvents });
    // From the first event at 100 ms to the end of the hold, 1 s after the headers at 20 ms.
    expect(of(SESSION).ok).toBe(1);
    expect(of(SESSION).us).toBeGreaterThanOrEqual(920_000);
    expect(of(SESSION).us).toBeLessThanOrEqual(922_500);
  });

  it('closes when the run is stopped while it reads', async () => {
    const held = { ...EVENTS, events: null, holdMs: 30_000 };
    const stop: VirtualRunOptions = { events: [[1_000_000, (run) => run.stop('graceful')]] };
    const { of, streams } = await against(planOf([streamStep(held), request]), { stream: threeEvents }, stop);
    expect(of(SESSION)).toMatchObject({ sent: 1, ok: 1, open: 0 });
    expect(of(REQUEST).planned).toBe(0);
    expect(streams[0]?.endedUs).toBeGreaterThan(0);
  });
});
