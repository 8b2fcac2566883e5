import { expect, test } from 'vitest';
import type { RunSecond } from '../../../../../src/contract/tick.ts';
import { sampleScript } from '../../../../support/made-up/sample-script.ts';
import { VirtualCrew } from '../../../../support/virtual-crew.ts';
import { refusalOf, runOf } from '../../../main/services/plans/support.ts';

const feed = (load: string, more = 'messageRate: 1') => `plimsoll: 1
name: Messages
services: { streaming: { url: "http://127.0.0.1:9" } }
classes: { feed: { service: streaming, websocket: { path: /ws, ${more} }, load: ${load} } }
`;

test('stages have message rates of their own, and the others that of the class', async () => {
  const plan = runOf(
    feed(
      '{ users: 4, stages: [{ duration: 3s }, { duration: 3s, messageRate: 5 }, { duration: 3s, messageRate: 0 }] }',
    ),
  );
  const ping = plan.series.findIndex(({ role }) => role === 'ping');
  const seconds: RunSecond[] = [];
  const crew = new VirtualCrew({
    plan,
    service: sampleScript('healthy', 1),
    onSecond: (second) => seconds.push(second),
  });
  await crew.begin();
  while (!(await crew.play(5_000)));
  const planned = seconds.map(
    ({ series }) => series.find(({ series: index }) => index === ping)?.counts.planned ?? 0,
  );
  // The first second opens the connections: what is due before one is open is not its message.
  expect(planned.slice(1, 9)).toEqual([4, 4, 20, 20, 20, 0, 0, 0]);
});

test('the caps of a run are held against the highest of them', () => {
  const load = '{ users: 1000, stages: [{ duration: 3s }, { duration: 3s, messageRate: 100000 }] }';
  expect(refusalOf(feed(load), {})).toMatch(/^plan\.absurd: 100,000,000 messages per second are more than/);
  expect(runOf(feed('{ users: 4, stages: [{ duration: 3s, messageRate: 7 }] }')).load[0]?.segments).toEqual([
    { startMs: 0, durationMs: 3_000, from: 4, to: 4, cause: 'plan', messagesPerSecond: 7 },
  ]);
});
