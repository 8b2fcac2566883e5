/**
 * What an SSE scenario counts is what the server sent, exactly. Runs that count alone go side by side, each against a server
 * process of its own; what is timed, and the many, have the machine to themselves.
 */
import { expect, test, vi } from 'vitest';
import { closedProfile } from '../../src/contract/profile.ts';
import type { SseScenario } from '../../src/contract/protocols/sse.ts';
import { createSystemClock } from '../../src/workers/engine/time/system-clock.ts';
import { makeSse } from '../support/made-plan.ts';
import type { ScriptedSseOptions } from '../support/scripted-sse.ts';
import { startScriptedSseServer } from '../support/scripted-sse-server.ts';
import { runLive, streamThread } from '../support/stream-run.ts';

const FIRST_EVENT = 0;
const HEADERS = 1;
const GAP = 2;

interface Against {
  readonly server: ScriptedSseOptions;
  readonly streams: number;
  readonly durationMs: number;
  readonly scenario?: Partial<SseScenario>;
  readonly stopAfterMs?: number;
}

async function against({ server: options, streams, durationMs, scenario = {}, stopAfterMs }: Against) {
  const server = await startScriptedSseServer(options);
  try {
    const made = makeSse(0, {
      url: server.url,
      profile: closedProfile(streams, Number.POSITIVE_INFINITY, durationMs),
      holdMs: null,
      maxReconnects: 0,
      ...scenario,
    });
    const context = streamThread(createSystemClock(), made);
    const { runner } = context;
    const live = await runLive(context, durationMs);
    if (stopAfterMs !== undefined) setTimeout(() => runner.stop('graceful'), stopAfterMs);
    const result = await live.done;
    await vi.waitFor(async () => expect((await server.counts()).openSockets).toBe(0), { timeout: 5_000 });
    return { result, stream: result.stream(), server: await server.counts(), log: await server.log() };
  } finally {
    await server.close();
  }
}

test.concurrent('every event of streams that end is counted, by its name', async () => {
  const { result, stream, server } = await against({
    server: { firstEventMs: 50, cadenceMs: 10, events: 30, names: ['price', '', 'alert'] },
    streams: 20,
    durationMs: 3_000,
    stopAfterMs: 2_500,
  });
  expect(server.events).toBe(600);
  expect(stream.topics).toMatchObject({
    price: { count: 200 },
    message: { count: 200 },
    alert: { count: 200 },
  });
  expect(result.counts(FIRST_EVENT)).toMatchObject({ sent: 20, ok: 20 });
  expect(result.counts(HEADERS)).toMatchObject({ sent: 20, ok: 20 });
  // 29 gaps between 30 events, and that before an end that came later than any of them (a busy machine).
  const gaps = result.counts(GAP);
  expect(gaps).toMatchObject({ ok: gaps.sent, errors: 0 });
  expect(gaps.ok).toBeGreaterThanOrEqual(580);
  expect(gaps.ok).toBeLessThanOrEqual(600);
  expect(stream).toMatchObject({ closedBy: { ended: 20 }, duplicates: 0 });
});

test.concurrent.each<[string, Against]>([
  [
    'streams that end, with comments and names',
    {
      server: {
        firstEventMs: 10,
        cadenceMs: 10,
        events: 50,
        comments: true,
        names: ['price', ''],
        retryMs: 10,
      },
      streams: 10,
      durationMs: 2_000,
    },
  ],
  [
    'streams that are silent when they are cut off by the end',
    { server: { firstEventMs: 10, cadenceMs: 60_000 }, streams: 20, durationMs: 1_200 },
  ],
  [
    'refusals and reconnects',
    {
      server: { statuses: [200, 429], firstEventMs: 10, cadenceMs: 10, events: 5, retryMs: 50 },
      streams: 10,
      durationMs: 1_500,
      scenario: { maxReconnects: 1_000 },
    },
  ],
])('every byte of the streams is counted once: %s', async (_, script) => {
  const { result, server } = await against(script);
  const { bytesIn, bytesOut } = result.counts(FIRST_EVENT);
  expect({ in: bytesIn, out: bytesOut }).toEqual({ in: server.bytesOut, out: server.bytesIn });
  for (const part of [HEADERS, GAP]) expect(result.counts(part).bytesIn ?? 0).toBe(0);
});

test('first events and gaps are never shorter than the server made them', async () => {
  const { result, log } = await against({
    server: { firstEventMs: 250, cadenceMs: 100 },
    streams: 10,
    durationMs: 1_500,
  });
  const shortest = Math.min(...log.map(({ requestedUs, eventsUs }) => (eventsUs[0] ?? 0) - requestedUs));
  expect(result.histogram(FIRST_EVENT).min).toBeGreaterThanOrEqual(Math.min(250_000, Math.round(shortest)));
  expect(result.counts(FIRST_EVENT).ok).toBe(10);
});

test.concurrent('a stream that breaks off goes on after its last whole event', async () => {
  const { stream, server, log } = await against({
    server: { firstEventMs: 10, cadenceMs: 10, retryMs: 20, cut: { afterEvents: 5, inside: true } },
    streams: 4,
    durationMs: 2_000,
    scenario: { maxReconnects: 1_000 },
    stopAfterMs: 1_500,
  });
  expect(server.streams).toBe(stream.attempted);
  expect(stream.reconnects).toBe(stream.attempted - 4);
  expect(stream.reconnects).toBeGreaterThan(20);
  // Five events per connection: each reconnect names the last one that was whole.
  const named = log.map(({ lastEventId }) => lastEventId).filter((id) => id !== null);
  expect(named.length).toBe(stream.reconnects);
  expect(named.every((id) => (Number(id) + 1) % 5 === 0)).toBe(true);
});

test.concurrent('statuses that refuse a stream are told apart', async () => {
  const { result, stream } = await against({
    server: { statuses: [200, 401, 429, 503], firstEventMs: 10 },
    streams: 40,
    durationMs: 1_000,
  });
  expect(result.failures(HEADERS)).toEqual({ 'auth.rejected': 10, 'http.429': 10, 'http.5xx': 10 });
  expect(stream.closedBy).toEqual({ 'auth.rejected': 10, 'http.429': 10, 'http.5xx': 10, clean: 10 });
});

test('200 never-ending streams are closed by a stop, and the server sees them go', async () => {
  const { stream, server } = await against({
    server: { firstEventMs: 10, cadenceMs: 20 },
    streams: 200,
    durationMs: 30_000,
    stopAfterMs: 1_500,
  });
  expect(stream).toMatchObject({ attempted: 200, opened: 200, closed: 200, closedBy: { clean: 200 } });
  expect(server.openStreams).toBe(0);
});
