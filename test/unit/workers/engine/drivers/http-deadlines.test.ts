import { expect, test } from 'vitest';
import { AddressBook } from '../../../../../src/workers/engine/connections/address-book.ts';
import { emptyExchange } from '../../../../../src/workers/engine/drivers/driver.ts';
import { createHttpDriver } from '../../../../../src/workers/protocols/http/http.ts';
import { makePlan } from '../../../../support/made-plan.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

test('a thread of which every turn is late keeps the deadlines of its requests', () => {
  const clock = new VirtualClock({ startUs: 1_000_000 });
  const { limits } = makePlan();
  // A name that is looked up for ever: nothing but the deadline can end the request.
  const resolve = () => new Promise<never>(() => {});
  const addresses = new AddressBook({ clock, timeoutUs: 60_000_000, allowedHosts: [], resolve });
  const driver = createHttpDriver({ clock, limits: { ...limits, connectTimeoutMs: 60_000 }, addresses });
  const ends: (readonly [string | undefined, number])[] = [];
  const exchange = emptyExchange({
    answered: ({ failure, startedUs, endedUs }) => void ends.push([failure?.code, endedUs - startedUs]),
  });
  Object.assign(exchange, { method: 'GET', timeoutUs: 1_000_000 });
  driver.open({ secure: false, host: 'slow.test', port: 80, url: 'http://slow.test' }).fire(exchange);
  for (let turn = 0; turn <= 40; turn += 1) {
    clock.advanceTo(1_000_000 + turn * 30_000);
    driver.tick(clock.nowUs());
  }
  // Turns 34, 36 … judge: the first at or after 1 s is that at 1,020 ms.
  expect(ends).toEqual([['dns.timeout', 1_020_000]]);
});
