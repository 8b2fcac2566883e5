/** WebSocket and SSE steps inside tasks of HTTP users: what they count is what the servers counted, exactly. */
import { describe, expect, test } from 'vitest';
import type { HttpStep, RunPlan } from '../../src/contract/run-plan.ts';
import { constantUsers, httpPlan, httpStep } from '../support/engine-plan.ts';
import { type EngineRun, runHere } from '../support/engine-run.ts';
import type { ScriptedSseOptions } from '../support/scripted-sse.ts';
import { startScriptedSseServer } from '../support/scripted-sse-server.ts';
import type { ScriptedWebSocketOptions } from '../support/scripted-websocket-options.ts';
import { startScriptedWebSocketServer } from '../support/scripted-websocket-server.ts';

const CONNECT = 0;
const REPLY = 1;
const SESSION = 2;
const FIRST_EVENT = 0;
const HEADERS = 1;
const READING = 2;

const PING = '{"action":"ping","id":1}';
const PONG = { pointer: '/type', value: 'pong' };

type Socket = Partial<Extract<HttpStep['stream'], { kind: 'websocket' }>>;
type Events = Partial<Extract<HttpStep['stream'], { kind: 'sse' }>>;

function webSocketStep(stream: Socket, step: Partial<HttpStep> = {}): HttpStep {
  return httpStep({
    path: '/ws',
    series: CONNECT,
    ...step,
    stream: {
      kind: 'websocket',
      send: [PING],
      until: PONG,
      holdMs: 0,
      closeTimeoutMs: 1_000,
      maxMessageBytes: 1_048_576,
      series: { roundTrip: REPLY, session: SESSION },
      ...stream,
    },
  });
}

function sseStep(stream: Events, step: Partial<HttpStep> = {}): HttpStep {
  return httpStep({
    path: '/events',
    series: FIRST_EVENT,
    ...step,
    stream: {
      kind: 'sse',
      events: 3,
      holdMs: null,
      series: { headers: HEADERS, session: READING },
      ...stream,
    },
  });
}

/** So many users walk the step so many times each. */
function planFor(url: string, step: HttpStep, { users = 10, iterations = 5, seconds = 5 } = {}): RunPlan {
  const plan = httpPlan({
    url,
    profile: constantUsers(users, seconds * 1_000),
    scenario: { tasks: [{ name: 'watch', weight: 1, steps: [step] }], iterations, connections: 'per-user' },
  });
  const [series] = plan.series;
  if (series === undefined) throw new Error('a plan without series');
  return { ...plan, series: [0, 1, 2].map((index) => ({ ...series, endpoint: `endpoint ${index}` })) };
}

/** Counts of a series over the run; `inFlight` is that of its end. */
function counts(run: EngineRun, series: number) {
  const sum = { planned: 0, sent: 0, ok: 0, errors: 0, inFlight: 0, cancelled: 0, bytesIn: 0, bytesOut: 0 };
  for (const tick of run.ticks) {
    const second = tick.series.find((one) => one.series === series);
    sum.inFlight = second?.counts.inFlight ?? 0;
    if (second === undefined) continue;
    for (const key of ['planned', 'sent', 'ok', 'errors', 'cancelled', 'bytesIn', 'bytesOut'] as const)
      sum[key] += second.counts[key];
  }
  return sum;
}

function expectBooks(run: EngineRun): void {
  for (const series of [0, 1, 2]) {
    const { planned, sent, ok, errors, inFlight, cancelled } = counts(run, series);
    expect([series, planned, sent]).toEqual([series, sent + cancelled, ok + errors + inFlight]);
  }
}

interface Against {
  readonly step: HttpStep;
  readonly load?: { users?: number; iterations?: number; seconds?: number };
  /** Stopped when so many of a series are under way at the end of a second. */
  readonly stopAt?: { readonly series: number; readonly inFlight: number };
  readonly stop?: 'graceful' | 'now';
}

async function run(url: string, { step, load, stopAt, stop = 'graceful' }: Against) {
  const plan = planFor(url, step, load);
  const result = await runHere(plan, {
    meanwhile: async (running) => {
      if (stopAt === undefined) return;
      const { series, inFlight } = stopAt;
      const underWay = () =>
        running.ticks.at(-1)?.series.find((one) => one.series === series)?.counts.inFlight;
      await expect.poll(underWay, { timeout: 10_000 }).toBe(inFlight);
      running.stop(stop);
    },
  });
  expectBooks(result);
  return { result };
}

async function againstSockets(options: ScriptedWebSocketOptions, against: Against) {
  const server = await startScriptedWebSocketServer(options);
  try {
    const url = server.url.replace(/^ws/, 'http').replace(/\/$/, '');
    const done = await run(url, against);
    await expect.poll(async () => (await server.counts()).openSockets, { timeout: 5_000 }).toBe(0);
    return { ...done, server: await server.counts() };
  } finally {
    await server.close();
  }
}

async function againstEvents(options: ScriptedSseOptions, against: Against) {
  const server = await startScriptedSseServer(options);
  try {
    const done = await run(server.url.replace(/\/$/, ''), against);
    await expect.poll(async () => (await server.counts()).openSockets, { timeout: 5_000 }).toBe(0);
    return { ...done, server: await server.counts() };
  } finally {
    await server.close();
  }
}

describe('a WebSocket step', () => {
  test('connects, asks, hears the answer among pushes and closes; both sides count the same', async () => {
    const { result, server } = await againstSockets(
      { delay: { kind: 'fixed', ms: 20 }, greet: true, pushesBeforeReply: 2 },
      { step: webSocketStep({ send: ['{"action":"subscribe"}', PING] }) },
    );
    expect(counts(result, CONNECT)).toMatchObject({ sent: 50, ok: 50, errors: 0 });
    expect(counts(result, REPLY)).toMatchObject({ sent: 50, ok: 50, errors: 0 });
    expect(counts(result, SESSION)).toMatchObject({ sent: 50, ok: 50, errors: 0 });
    expect(server).toMatchObject({ attempted: 50, opened: 50, messagesIn: 100 });
    expect(server.closedByClient).toEqual({ 1000: 50 });
    expect(result.codes).toEqual({});
  });

  test('a refused upgrade fails the connect and ends the task', async () => {
    const { result, server } = await againstSockets({ refuse: [401] }, { step: webSocketStep({}) });
    expect(counts(result, CONNECT)).toMatchObject({ sent: 50, ok: 0, errors: 50 });
    expect(counts(result, REPLY).planned).toBe(0);
    expect(counts(result, SESSION).planned).toBe(0);
    expect(server.refused).toEqual({ 401: 50 });
    expect(result.codes).toEqual({ 'auth.rejected': 50 });
    expect(result.failures[0]?.message).toBe('The service did not accept the credentials: status 401.');
  });

  test('no answer within the time limit fails the round trip; the connection is closed properly', async () => {
    const { result, server } = await againstSockets(
      { greet: true },
      {
        step: webSocketStep({ until: { pointer: '/type', value: 'never' } }, { timeoutMs: 200 }),
        load: { users: 5, iterations: 2 },
      },
    );
    expect(counts(result, CONNECT)).toMatchObject({ ok: 10 });
    expect(counts(result, REPLY)).toMatchObject({ sent: 10, ok: 0, errors: 10 });
    expect(counts(result, SESSION)).toMatchObject({ sent: 10, ok: 10 });
    expect(server.closedByClient).toEqual({ 1000: 10 });
    expect(result.codes).toEqual({ 'timeout.reply': 10 });
  });

  test.each([
    [1000, 'ws.closed_early'],
    [1006, 'ws.abnormal_close'],
    [1011, 'ws.closed.1011'],
  ])('a service that closes with %i while it is held fails the session as %s', async (code, failure) => {
    const { result, server } = await againstSockets(
      { closes: { codes: [code], afterMessages: 1 } },
      { step: webSocketStep({ holdMs: 60_000 }), load: { users: 4, iterations: 2 } },
    );
    expect(counts(result, REPLY)).toMatchObject({ sent: 8, ok: 8 });
    expect(counts(result, SESSION)).toMatchObject({ sent: 8, ok: 0, errors: 8 });
    expect(server.closedByServer).toEqual({ [code]: 8 });
    expect(result.codes).toEqual({ [failure]: 8 });
  });

  test('a service that closes before it answers fails the round trip, once', async () => {
    const { result } = await againstSockets(
      { closes: { codes: [1011], afterMs: 20 } },
      {
        step: webSocketStep({ until: { pointer: '/type', value: 'never' }, holdMs: 1_000 }),
        load: { users: 4, iterations: 2 },
      },
    );
    expect(counts(result, REPLY)).toMatchObject({ sent: 8, errors: 8 });
    expect(counts(result, SESSION).planned).toBe(0);
    expect(result.codes).toEqual({ 'ws.closed.1011': 8 });
  });

  test('what the answer says is checked and taken out, for frames and paths of later steps', async () => {
    const server = await startScriptedWebSocketServer({ greet: true });
    try {
      const first = webSocketStep(
        { send: [], until: { pointer: '/type', value: 'connection_established' } },
        {
          checks: [{ json: '/connection_id' }, { contains: 'connection' }],
          extract: [{ to: 'connection', json: '/connection_id' }],
        },
      );
      const second = webSocketStep(
        { send: ['{"action":"ping","of":"{{ connection }}"}'] },
        { path: '/ws?again={{ connection }}', checks: [{ json: '/type', equals: 'no such' }] },
      );
      const url = server.url.replace(/^ws/, 'http').replace(/\/$/, '');
      const plan = planFor(url, first, { users: 3, iterations: 1 });
      const [scenario] = plan.scenarios;
      if (scenario?.kind !== 'http') throw new Error('not an HTTP scenario');
      const tasks = [{ name: 'both', weight: 1, steps: [first, second] }];
      const result = await runHere({ ...plan, scenarios: [{ ...scenario, tasks }] });
      expectBooks(result);
      expect(counts(result, CONNECT)).toMatchObject({ sent: 6, ok: 6 });
      expect(counts(result, REPLY)).toMatchObject({ sent: 6, ok: 3, errors: 3 });
      expect(counts(result, SESSION)).toMatchObject({ sent: 6, ok: 6 });
      expect(result.codes).toEqual({ 'check.json': 3 });
      expect((await server.counts()).messagesIn).toBe(3);
    } finally {
      await server.close();
    }
  });

  test('stopped while it holds, it closes cleanly and at once', async () => {
    const { result, server } = await againstSockets(
      {},
      {
        step: webSocketStep({ holdMs: 60_000 }),
        load: { users: 50, iterations: 1 },
        stopAt: { series: SESSION, inFlight: 50 },
      },
    );
    expect(counts(result, SESSION)).toMatchObject({ sent: 50, ok: 50, inFlight: 0 });
    expect(server.closedByClient).toEqual({ 1000: 50 });
  });

  test('stopped now, it is cut and stays counted as open', async () => {
    const { result, server } = await againstSockets(
      {},
      {
        step: webSocketStep({ holdMs: 60_000 }),
        load: { users: 50, iterations: 1 },
        stopAt: { series: SESSION, inFlight: 50 },
        stop: 'now',
      },
    );
    expect(counts(result, SESSION)).toMatchObject({ sent: 50, ok: 0, errors: 0, inFlight: 50 });
    // The close frame is on its way; nothing waits for what the service says to it.
    expect(Object.values(server.closedByClient).reduce((sum, count) => sum + count, 0)).toBe(50);
  });

  test('every byte of the connection is counted: the head with the connect, the frames with the messages', async () => {
    const { result } = await againstSockets(
      {},
      { step: webSocketStep({}), load: { users: 1, iterations: 1 } },
    );
    // Masked: 6 bytes before the 24 of the text, and a close frame of 6 + 2. Unmasked: `{"type":"pong","id":1}` and the close.
    expect(counts(result, REPLY)).toMatchObject({ bytesOut: 6 + PING.length + 8, bytesIn: 2 + 22 + 4 });
    expect(counts(result, SESSION)).toMatchObject({ bytesIn: 0, bytesOut: 0 });
  });
});

describe('an SSE step', () => {
  test('reads as many events as it wants, then closes', async () => {
    const { result, server } = await againstEvents(
      { firstEventMs: 20, cadenceMs: 10 },
      { step: sseStep({ events: 3 }) },
    );
    expect(counts(result, FIRST_EVENT)).toMatchObject({ sent: 50, ok: 50 });
    expect(counts(result, HEADERS)).toMatchObject({ sent: 50, ok: 50 });
    expect(counts(result, READING)).toMatchObject({ sent: 50, ok: 50 });
    expect(server.streams).toBe(50);
    expect(result.codes).toEqual({});
  });

  test('reads so long; fewer events than it could have had are no failure', async () => {
    const { result } = await againstEvents(
      { firstEventMs: 20, cadenceMs: 100 },
      { step: sseStep({ events: 1_000, holdMs: 250 }), load: { users: 4, iterations: 2 } },
    );
    expect(counts(result, READING)).toMatchObject({ sent: 8, ok: 8 });
  });

  test('a stream that ends before its time fails the reading', async () => {
    const { result } = await againstEvents(
      { firstEventMs: 10, cadenceMs: 10, events: 2 },
      { step: sseStep({ events: 3 }), load: { users: 4, iterations: 2 } },
    );
    expect(counts(result, FIRST_EVENT)).toMatchObject({ sent: 8, ok: 8 });
    expect(counts(result, READING)).toMatchObject({ sent: 8, errors: 8 });
    expect(result.codes).toEqual({ 'sse.closed': 8 });
  });

  test('a refused stream, one without an event and one with too few of them, each by its name', async () => {
    const load = { users: 4, iterations: 1 };
    const refused = await againstEvents({ statuses: [503] }, { step: sseStep({}), load });
    expect(refused.result.codes).toEqual({ 'http.5xx': 8 });
    expect(counts(refused.result, FIRST_EVENT)).toMatchObject({ sent: 4, errors: 4 });
    const silent = await againstEvents(
      { firstEventMs: 60_000 },
      { step: sseStep({}, { timeoutMs: 200 }), load },
    );
    expect(silent.result.codes).toEqual({ 'sse.idle': 4 });
    const slow = await againstEvents(
      { firstEventMs: 10, cadenceMs: 60_000 },
      { step: sseStep({}, { timeoutMs: 200 }), load },
    );
    expect(slow.result.codes).toEqual({ 'timeout.total': 4 });
    expect(counts(slow.result, READING)).toMatchObject({ sent: 4, errors: 4 });
  });

  test('stopped while it reads, it closes at once', async () => {
    const { result } = await againstEvents(
      { firstEventMs: 10, cadenceMs: 50 },
      {
        step: sseStep({ events: null, holdMs: 60_000 }),
        load: { users: 50, iterations: 1 },
        stopAt: { series: READING, inFlight: 50 },
      },
    );
    expect(counts(result, READING)).toMatchObject({ sent: 50, ok: 50, inFlight: 0 });
  });
});
