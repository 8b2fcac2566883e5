import { expect, test } from 'vitest';
import { OTHER_NAMES, StreamCounters } from '../../../../../src/workers/engine/streams/stream-counters.ts';

test('counts names a service invents together once there are 200', () => {
  const counters = new StreamCounters('s');
  for (let n = 0; n < 1_000; n += 1) counters.messageIn(`topic ${n}`, 10);
  counters.messageIn('topic 0', 10);
  counters.messageIn('x'.repeat(10_000), 10);
  const { topics, messagesIn } = counters.take();
  expect(Object.keys(topics).length).toBe(201);
  expect(topics['topic 0']).toEqual({ count: 2, bytes: 20 });
  expect(topics[OTHER_NAMES]).toEqual({ count: 801, bytes: 8_010 });
  expect(messagesIn).toBe(1_002);
});

test('takes no name that every object has already', () => {
  const counters = new StreamCounters('s');
  for (const name of ['__proto__', 'constructor', 'toString', '']) counters.messageIn(name, 1);
  expect(Object.entries(counters.take().topics)).toEqual([
    [OTHER_NAMES, { count: 3, bytes: 3 }],
    ['', { count: 1, bytes: 1 }],
  ]);
});

test('keeps the states and forgets the counts of a second that was taken', () => {
  const counters = new StreamCounters('s');
  counters.attempt(false);
  counters.attempt(true);
  counters.open();
  expect(counters.take()).toMatchObject({
    attempted: 2,
    reconnects: 1,
    opened: 1,
    states: { handshaking: 1, open: 1 },
  });
  counters.end('handshaking', 'connect.refused');
  counters.move('open', 'subscribed');
  expect(counters.take()).toMatchObject({
    attempted: 0,
    reconnects: 0,
    opened: 0,
    failed: 1,
    states: { handshaking: 0, open: 0, subscribed: 1 },
    closedBy: { 'connect.refused': 1 },
    deliveryLag: null,
  });
  expect(counters.live).toBe(1);
});

test('a stamp from a clock that is ahead of ours is a lag of nothing', () => {
  const counters = new StreamCounters('s');
  counters.deliveryLag(-5_000);
  counters.deliveryLag(Number.POSITIVE_INFINITY);
  expect(counters.take().deliveryLag).not.toBeNull();
});
