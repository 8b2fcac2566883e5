import { expect, test } from 'vitest';
import type { ThreadCaps } from '../../../../src/workers/engine/load/divide-caps.ts';
import { type CapsOrder, HeldCaps } from '../../../../src/workers/threads/held-caps.ts';
import { makePlan } from '../../../support/made-plan.ts';

const part = (connections: number, inFlight = connections, perSecond = connections): ThreadCaps => ({
  connections,
  inFlight,
  perSecond,
});

function held(total: number, parts: readonly ThreadCaps[]) {
  const limits = { ...makePlan().limits, maxConnections: total, maxInFlight: total, maxRatePerSecond: total };
  const told: (readonly [thread: number, order: CapsOrder])[] = [];
  const caps = new HeldCaps(limits, parts, (thread, order) => told.push([thread, order]));
  return { caps, told };
}

test('a part that grows is told when the one that shrinks is rid of what it gives up', () => {
  const { caps, told } = held(100, [part(70), part(30)]);
  caps.divide([part(40), part(60)]);
  expect(told).toEqual([
    [0, { order: 1, caps: part(40), goal: part(40) }],
    // It knows that more is on its way.
    [1, { order: 1, caps: part(30), goal: part(60) }],
  ]);
  caps.heard(0, 1, part(55));
  expect(told.slice(2)).toEqual([[1, { order: 2, caps: part(45), goal: part(60) }]]);
  caps.heard(0, 1, part(12));
  expect(told.slice(3)).toEqual([[1, { order: 3, caps: part(60), goal: part(60) }]]);
  expect(caps.goals).toEqual([part(40), part(60)]);
});

test('what nobody had is told at once, and an old answer says nothing', () => {
  const { caps, told } = held(100, [part(40), part(10)]);
  caps.divide([part(20), part(60)]);
  expect(told).toEqual([
    [0, { order: 1, caps: part(20), goal: part(20) }],
    [1, { order: 1, caps: part(60), goal: part(60) }],
  ]);
  caps.divide([part(40), part(60)]);
  expect(told.slice(2)).toEqual([[0, { order: 2, caps: part(40), goal: part(40) }]]);
  caps.divide([part(20), part(80)]);
  expect(told.slice(3)).toEqual([
    [0, { order: 3, caps: part(20), goal: part(20) }],
    [1, { order: 2, caps: part(60), goal: part(80) }],
  ]);
  // From before it was told that it may have 40 again.
  caps.heard(0, 1, part(5));
  expect(told.slice(5)).toEqual([]);
  caps.heard(0, 3, part(5));
  expect(told.slice(5)).toEqual([[1, { order: 3, caps: part(80), goal: part(80) }]]);
});

test('the same division as before tells nobody anything', () => {
  const { caps, told } = held(100, [part(70), part(30)]);
  caps.divide([part(70), part(30)]);
  expect(told).toEqual([]);
});
