import { expect, test } from 'vitest';
import { ConnectionPool } from '../../../../../src/workers/engine/connections/connection-pool.ts';
import type { HttpConnection } from '../../../../../src/workers/engine/drivers/driver.ts';
import { originOf } from '../../../../../src/workers/engine/drivers/driver.ts';
import { ScriptedDriver } from '../../../../support/scripted-driver.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

const origin = (url: string) => {
  const found = originOf(new URL(url));
  if (found === null) throw new Error(url);
  return found;
};
const A = origin('http://a:1');
const B = origin('http://b:2');

function poolOf(most: number, addresses: readonly string[] = []) {
  const driver = new ScriptedDriver(new VirtualClock(), () => ({ afterUs: 0 }));
  let turn = 0;
  const turns = { isSpread: addresses.length > 0, next: () => addresses[turn++ % addresses.length] ?? null };
  return { driver, pool: new ConnectionPool(driver, most, { turns }) };
}

test('gives back the connection that was given last, to its own origin only', () => {
  const { pool, driver } = poolOf(10);
  const [first, second] = [pool.take(A), pool.take(A)] as [HttpConnection, HttpConnection];
  pool.give(first);
  pool.give(second);
  expect(pool.take(A)).toBe(second);
  expect(pool.take(B)?.origin).toBe(B);
  expect([driver.connections, pool.count]).toEqual([3, 3]);
});

test('at the cap there is none, until one comes back', () => {
  const { pool } = poolOf(1);
  const only = pool.take(A) as HttpConnection;
  expect(pool.take(A)).toBeNull();
  pool.give(only);
  expect(pool.take(A)).toBe(only);
});

test('at the cap an idle connection to another origin makes room', () => {
  const { pool, driver } = poolOf(1);
  pool.give(pool.take(A) as HttpConnection);
  expect(pool.take(B)?.origin).toBe(B);
  expect([driver.closed, pool.count]).toEqual([1, 1]);
});

test('a connection that cannot be used again is not kept', () => {
  const { pool, driver } = poolOf(1);
  const broken = pool.take(A) as HttpConnection;
  broken.close();
  pool.give(broken);
  expect(pool.take(A)).not.toBe(broken);
  expect(driver.connections).toBe(2);
});

test('one that broke while idle is passed over', () => {
  const { pool } = poolOf(2);
  const broken = pool.take(A) as HttpConnection;
  pool.give(broken);
  broken.close();
  const fresh = pool.take(A);
  expect(fresh).not.toBe(broken);
  expect(pool.count).toBe(1);
});

test('sweeping lets go of idle connections whose socket is gone', () => {
  const { pool, driver } = poolOf(10);
  const [first, second] = [pool.take(A), pool.take(A)] as [HttpConnection, HttpConnection];
  pool.give(first);
  pool.give(second);
  Object.assign(first, { connected: false });
  pool.sweep();
  expect([pool.count, driver.closed]).toEqual([1, 1]);
  expect(pool.take(A)).toBe(second);
});

test('closing the idle ones leaves the busy ones', () => {
  const { pool, driver } = poolOf(3);
  pool.take(A);
  pool.give(pool.take(A) as HttpConnection);
  pool.give(pool.take(B) as HttpConnection);
  pool.closeIdle();
  expect([driver.closed, pool.count]).toEqual([2, 1]);
});

test('of a host with several addresses each has its turn, one request at a time as well', () => {
  const { pool, driver } = poolOf(10, ['10.0.0.1', '10.0.0.2']);
  const asked = Array.from({ length: 6 }, () => {
    const connection = pool.take(A) as HttpConnection;
    pool.give(connection);
    return connection.address;
  });
  expect(asked).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.1', '10.0.0.2', '10.0.0.1', '10.0.0.2']);
  expect(driver.connections).toBe(2);
});

test('at the cap any of its addresses will do: none is closed for the one whose turn it is', () => {
  const { pool, driver } = poolOf(1, ['10.0.0.1', '10.0.0.2']);
  for (let request = 0; request < 4; request += 1) pool.give(pool.take(A) as HttpConnection);
  expect([driver.connections, driver.closed]).toEqual([1, 0]);
});
