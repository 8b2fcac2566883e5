/** WebSocket and SSE steps of a task whose service refuses them, or closes first: as for scenarios of their own. */
import { describe, expect, test } from 'vitest';
import type { HttpStep } from '../../../../../src/contract/run-plan.ts';
import { statusFailure } from '../../../../../src/workers/engine/drivers/failure-codes.ts';
import { constantUsers, httpPlan, httpStep } from '../../../../support/engine-plan.ts';
import { rejectionsOf } from '../../../../support/rejections.ts';
import { VirtualRun, type VirtualRunOptions } from '../../../../support/virtual-run.ts';
import { FakeEventStreams, type FakeStream } from './fake-event-streams.ts';
import { type FakePeer, FakeWebSockets } from './fake-websockets.ts';

const [CONNECT, REPLY, SESSION] = [0, 1, 2];
const SOCKET = {
  kind: 'websocket',
  send: ['ask'],
  until: { pointer: '/type', value: 'pong' },
  holdMs: 2_000,
  closeTimeoutMs: 1_000,
  maxMessageBytes: 1_000,
  series: { roundTrip: REPLY, session: SESSION },
} as const;

async function visit(
  stream: NonNullable<HttpStep['stream']>,
  peers: { peer?: FakePeer; stream?: (stream: FakeStream) => void },
  options: VirtualRunOptions = {},
) {
  const step = httpStep({ series: CONNECT, path: '/s?token=t', timeoutMs: 5_000, stream });
  const tasks = [{ name: 'visit', weight: 1, steps: [step] }];
  const plan = httpPlan({ profile: constantUsers(10, 60_000), scenario: { tasks, iterations: 1 } });
  const series = [0, 1, 2].flatMap((n) =>
    plan.series.slice(0, 1).map((one) => ({ ...one, endpoint: `${n}` })),
  );
  const run = new VirtualRun(
    { ...plan, series },
    {
      ...options,
      streams: (clock) => ({
        websocket: new FakeWebSockets(clock, peers.peer),
        sse: new FakeEventStreams(clock, peers.stream ?? (() => {})),
      }),
    },
  );
  await run.finish(70);
  const codesOf = (index: number) => {
    const failures = run.seconds.flatMap((second) => second.failures.filter((one) => one.series === index));
    return Object.fromEntries(failures.map(({ failure, count }) => [failure.code, count]));
  };
  return {
    run,
    codesOf,
    rejections: rejectionsOf(run.seconds),
    accepted: run.seconds.flatMap((s) => s.accepted ?? []),
  };
}

const refuses =
  (says: string): NonNullable<FakePeer['onConnect']> =>
  (link) => {
    link.accept(1_000);
    link.say(says, 2_000);
    link.beginClose(1000, 2_000);
    link.letGo(3_000);
  };

describe('a WebSocket step', () => {
  test('refused by its upgrade or by its first frame rejects what it presents', async () => {
    const upgrade = await visit(SOCKET, { peer: { onConnect: (link) => link.refuse(401, 1_000) } });
    expect(upgrade.codesOf(CONNECT)).toEqual({ 'auth.rejected': 10 });
    expect(upgrade.rejections).toEqual({ rejected: 10, revoked: 0 });
    const frame = await visit(SOCKET, { peer: { onConnect: refuses('{"error":"UNAUTHORIZED"}') } });
    expect(frame.codesOf(REPLY)).toEqual({ 'auth.rejected': 10 });
    expect(frame.rejections).toEqual({ rejected: 10, revoked: 0 });
    expect(frame.accepted).toEqual([]);
  });

  test('that waits for nothing is refused in its session', async () => {
    const waitless = { ...SOCKET, until: null };
    const { codesOf, rejections } = await visit(waitless, {
      peer: { onConnect: refuses('{"error":"UNAUTHORIZED"}') },
    });
    expect(codesOf(SESSION)).toEqual({ 'auth.rejected': 10 });
    expect(rejections).toEqual({ rejected: 10, revoked: 0 });
    const full = await visit(waitless, { peer: { onConnect: refuses('{"error":"FULL"}') } });
    expect(full.codesOf(SESSION)).toEqual({ 'ws.closed_early': 10 });
  });

  test('whose token is answered elsewhere is refused by the service', async () => {
    const peer: FakePeer = {
      onConnect(link) {
        if (link.number % 2 === 0) link.accept(1_000);
        else link.refuse(403, 1_000);
      },
      onText: (link) => link.say('{"type":"pong"}', 1_000),
    };
    expect((await visit(SOCKET, { peer })).rejections).toEqual({ rejected: 0, revoked: 5 });
  });

  test.each([
    ['FIN before the stop', 100_000],
    ['FIN after the stop', 5_000_000],
  ])('closed by the service before our stop has failed: %s', async (_, letGoUs) => {
    const peer: FakePeer = {
      onConnect(link) {
        link.accept(1_000);
        link.beginClose(1000, 300_000);
        link.letGo(300_000 + letGoUs);
      },
    };
    const stop: VirtualRunOptions = { events: [[500_000, (run) => run.stop('now')]] };
    const { codesOf, run } = await visit({ ...SOCKET, closeTimeoutMs: 10_000 }, { peer }, stop);
    expect(codesOf(REPLY)).toEqual({ 'ws.closed_early': 10 });
    expect(run.totals(REPLY)).toMatchObject({ sent: 10, ok: 0, errors: 10, inFlight: 0 });
  });

  test('reset after the close frame of the service was closed by it', async () => {
    const peer: FakePeer = {
      onConnect(link) {
        link.accept(1_000);
        link.beginClose(1000, 300_000);
        link.reset(301_000);
      },
    };
    expect((await visit(SOCKET, { peer })).codesOf(REPLY)).toEqual({ 'ws.closed_early': 10 });
  });
});

describe('an SSE step', () => {
  test('answered 401 rejects what it presents; with headers it was let in', async () => {
    const events = {
      kind: 'sse',
      events: 1,
      holdMs: null,
      series: { headers: REPLY, session: null },
    } as const;
    const stream = (one: FakeStream) => {
      if (one.number < 4) one.headers(1).event(2);
      else one.answer(1, 401, statusFailure(401));
    };
    const { codesOf, rejections } = await visit(events, { stream });
    expect(codesOf(REPLY)).toEqual({ 'auth.rejected': 6 });
    expect(rejections).toEqual({ rejected: 0, revoked: 12 });
    const none = await visit(events, { stream: (one) => one.answer(1, 401, statusFailure(401)) });
    expect(none.rejections).toEqual({ rejected: 20, revoked: 0 });
  });
});
