/** Parts of the caps that change while a thread is at work. */
import { expect, test } from 'vitest';
import { AdmissionQueue } from '../../../../../src/workers/engine/connections/admission-queue.ts';
import { ConnectionPool } from '../../../../../src/workers/engine/connections/connection-pool.ts';
import { RateCap } from '../../../../../src/workers/engine/connections/rate-cap.ts';
import type { HttpConnection, HttpDriver, Origin } from '../../../../../src/workers/engine/drivers/driver.ts';

const SECOND_US = 1_000_000;

test('a rate that rises does so from the second on that is under way; one that falls leaves taken what was taken', () => {
  const rate = new RateCap(2);
  rate.begin(0);
  expect([rate.take(100), rate.take(200), rate.take(300)]).toEqual([true, true, false]);
  rate.limit(4, 1.5 * SECOND_US);
  // A message that was due in the second before.
  expect(rate.take(400)).toBe(false);
  const taken = [1, 2, 3, 4, 5].map(() => rate.take(1.6 * SECOND_US));
  expect(taken).toEqual([true, true, true, true, false]);
  rate.limit(1, 1.7 * SECOND_US);
  expect(rate.takenSince(1.7 * SECOND_US)).toBe(4);
  expect(rate.takenSince(2 * SECOND_US)).toBe(0);
  expect([rate.take(2.1 * SECOND_US), rate.take(2.2 * SECOND_US)]).toEqual([true, false]);
  // Seconds before a rise keep the least they had.
  rate.limit(9, 3 * SECOND_US);
  expect(rate.take(2.3 * SECOND_US)).toBe(false);
});

test('connections beyond a smaller part are closed when they are idle, and when they are given back', () => {
  const closed: number[] = [];
  let opened = 0;
  const driver = {
    open: (origin: Origin) => {
      const number = ++opened;
      const connection = {
        origin,
        address: null,
        usable: true,
        connected: true,
        close: () => closed.push(number),
      };
      return connection as unknown as HttpConnection;
    },
  } as unknown as HttpDriver;
  const origin = { url: 'http://a', host: 'a', port: 80 } as Origin;
  const pool = new ConnectionPool(driver, 4);
  const [one, two, three] = [pool.take(origin), pool.take(origin), pool.take(origin)];
  if (one === null || two === null || three === null) throw new Error('no connection');
  pool.give(three);
  pool.limit(1, 3);
  expect([pool.count, closed, pool.isGrowing]).toEqual([2, [3], true]);
  expect(pool.reserve()).toBe(false);
  pool.give(two);
  expect([pool.count, closed]).toEqual([1, [3, 2]]);
  pool.limit(3);
  expect([pool.isGrowing, pool.reserve()]).toEqual([false, true]);
});

test('requests in flight beyond a smaller part go on, and none begins until they are fewer', () => {
  const rate = new RateCap(100);
  const queue = new AdmissionQueue({ inFlight: 3, rate });
  const sent: number[] = [];
  const enter = (number: number) =>
    queue.enter({ acquire: () => true, dispatch: () => sent.push(number) }, 0);
  for (const number of [1, 2, 3, 4]) enter(number);
  queue.limit(2);
  queue.leave(1);
  expect([queue.inFlight, sent]).toEqual([2, [1, 2, 3]]);
  queue.leave(2);
  expect([queue.inFlight, sent]).toEqual([2, [1, 2, 3, 4]]);
  enter(5);
  queue.limit(3);
  queue.drain(3);
  expect([queue.inFlight, sent]).toEqual([3, [1, 2, 3, 4, 5]]);
});
