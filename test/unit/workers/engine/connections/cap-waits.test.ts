import { describe, expect, it } from 'vitest';
import { AdmissionQueue } from '../../../../../src/workers/engine/connections/admission-queue.ts';
import { CapWaits } from '../../../../../src/workers/engine/connections/cap-waits.ts';
import { ConnectionPool } from '../../../../../src/workers/engine/connections/connection-pool.ts';
import { RateCap } from '../../../../../src/workers/engine/connections/rate-cap.ts';
import { ScriptedDriver } from '../../../../support/scripted-driver.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

const passes = { acquire: () => true, dispatch: () => undefined };

function queueOf({ inFlight = 10, perSecond = 10 }) {
  const waits = new CapWaits();
  const rate = new RateCap(perSecond, waits);
  return { waits, queue: new AdmissionQueue({ inFlight, rate, waits }) };
}

describe('what something waited for', () => {
  it('is nothing while there is room, though the last place is taken', () => {
    const { waits, queue } = queueOf({ inFlight: 2, perSecond: 2 });
    queue.enter(passes, 0);
    queue.enter(passes, 0);
    expect(waits.take()).toEqual([]);
  });

  it('is the rate cap, in each second in which it holds somebody back', () => {
    const { waits, queue } = queueOf({ perSecond: 1 });
    for (let i = 0; i < 3; i += 1) queue.enter(passes, 0);
    expect(waits.take()).toEqual(['maxRate']);
    expect(waits.take()).toEqual([]);
    queue.drain(1_000_000);
    expect(waits.take()).toEqual(['maxRate']);
    queue.drain(2_000_000);
    expect([queue.waiting, waits.take()]).toEqual([0, []]);
  });

  it('is the cap of open requests, for those that wait and for those that are dropped', () => {
    const { waits, queue } = queueOf({ inFlight: 1 });
    queue.enter(passes, 0);
    queue.enter(passes, 0);
    expect(waits.take()).toEqual(['maxInFlight']);
    expect(queue.full).toBe(true);
    expect(waits.take()).toEqual(['maxInFlight']);
  });

  it('is the cap of connections where none is idle', () => {
    const waits = new CapWaits();
    const driver = new ScriptedDriver(new VirtualClock(), () => ({ afterUs: 0 }));
    const pool = new ConnectionPool(driver, 1, { waits });
    expect([pool.reserve(), waits.take()]).toEqual([true, []]);
    expect([pool.reserve(), waits.take()]).toEqual([false, ['maxConnections']]);
  });
});
