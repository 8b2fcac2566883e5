/** Room for the streams of a load that is steered, on a virtual clock. */
import { expect, test, vi } from 'vitest';
import { closedProfile } from '../../../../../src/contract/profile.ts';
import type { RunSecond } from '../../../../../src/contract/tick.ts';
import { wholeCaps } from '../../../../../src/workers/engine/load/divide-caps.ts';
import { makeWebSocket } from '../../../../support/made-plan.ts';
import { sampleScript } from '../../../../support/made-up/sample-script.ts';
import { CrewSteering } from '../../../../support/steer-crew.ts';
import { runVirtual, streamThread } from '../../../../support/stream-run.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';
import { VirtualCrew } from '../../../../support/virtual-crew.ts';
import { runOf } from '../../../main/services/plans/support.ts';
import { FakeWebSockets } from './fake-websockets.ts';

const CONNECT = 0;

/** A thread that is to open three streams at once, and the caps of its run. */
function threeStreams(durationMs: number) {
  const clock = new VirtualClock({ startUs: 1_000_000 });
  const scenario = makeWebSocket(0, {
    profile: closedProfile(3, Number.POSITIVE_INFINITY, durationMs),
    messageRatePerConnection: 0,
    heartbeatMs: 0,
  });
  const made = streamThread(clock, scenario, { drivers: { websocket: new FakeWebSockets(clock, {}) } });
  return { clock, made, caps: wholeCaps(made.thread.plan.limits) };
}

test.each([
  ['opens when other threads have made room', 3, { opened: 3 }, {}],
  ['is refused where no more is on its way', 1, { opened: 1 }, { 'guard.connection_cap': 2 }],
])('a stream without room %s', async (_, goal, opened, failures) => {
  const durationMs = 3_000;
  const { clock, made, caps } = threeStreams(durationMs);
  const { thread } = made;
  thread.limit({ ...caps, connections: 1 }, { ...caps, connections: goal });
  const atMs = { 1000: () => thread.limit({ ...caps, connections: goal }, { ...caps, connections: goal }) };
  const result = await runVirtual(made, { clock, durationMs, atMs });
  expect(result.stream()).toMatchObject(opened);
  expect(result.failures(CONNECT)).toEqual(failures);
});

test('a stream that waits for room looks when there is some: looks are few, and no wait for a cap of the run', async () => {
  const durationMs = 5_000;
  const { clock, made, caps } = threeStreams(durationMs);
  const { thread } = made;
  const reserve = vi.spyOn(thread.pool, 'reserve');
  const told: unknown[] = [];
  const looked = () => told.push([reserve.mock.calls.length, thread.pool.count, thread.waits.take()]);
  thread.limit({ ...caps, connections: 1 }, { ...caps, connections: 3 });
  const atMs = {
    4000: () => {
      looked();
      thread.limit({ ...caps, connections: 3 }, { ...caps, connections: 3 });
    },
    4010: looked,
  };
  await runVirtual(made, { clock, durationMs, atMs });
  // Three at once, and then two every half second for four.
  expect(told).toEqual([
    [19, 1, []],
    [21, 3, []],
  ]);
});

const MIXED = `plimsoll: 1
name: Mixed
services: { gateway: { url: "http://127.0.0.1:9" } }
classes:
  reader: { service: gateway, users: 5, thinkTime: 200ms, tasks: { one: { get: /one } } }
  feed: { service: gateway, websocket: { path: /ws, connections: 4, messageRate: 1 } }
load: { duration: 10s }
limits: { maxConnections: 100, maxRate: 300 }
`;

test('a search by connections opens what requests beside it leave, from none', async () => {
  const plan = runOf(MIXED, { capacity: { by: 'connections', objectives: ['errors<1%'] } });
  const seconds: RunSecond[] = [];
  const crew = new VirtualCrew({
    plan,
    service: sampleScript('healthy', 1),
    onSecond: (second) => seconds.push(second),
  });
  const steering = new CrewSteering(crew, plan);
  const order = (level: number) => {
    const answer = steering.act({ kind: 'each', levels: { feed: level } });
    return answer.ok ? '' : answer.failure.code;
  };
  await crew.begin();
  await crew.play(1_500);
  const told = [order(95)];
  await crew.play(2_000);
  told.push(order(0), order(96));
  await crew.play(1_500);
  crew.stop('graceful');
  while (!(await crew.play(1_000)));
  expect(told).toEqual(['', '', 'steer.thread_cap']);
  expect(seconds.map(({ streams }) => streams[0]?.states.subscribed)).toEqual(
    expect.arrayContaining([0, 95]),
  );
  const failed = seconds.flatMap(({ failures }) => failures.map(({ failure }) => failure.code));
  expect(failed.filter((code) => code === 'guard.connection_cap')).toEqual([]);
});
