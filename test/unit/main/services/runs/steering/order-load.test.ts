import { describe, expect, test } from 'vitest';
import { type AppliedLoad, changedLoad, levelAt } from '../../../../../../src/contract/applied-load.ts';
import type { Profile } from '../../../../../../src/contract/profile.ts';
import type { SteerAct } from '../../../../../../src/contract/steering.ts';
import { orderLoad } from '../../../../../../src/main/services/runs/steering/order-load.ts';
import { makeHttp, makePlan, makeSse, makeWebSocket } from '../../../../../support/made-plan.ts';

const DURATION_MS = 60_000;
const closed = (level: number, durationMs = DURATION_MS): Profile => ({
  model: 'closed',
  segments: [{ durationMs, from: level, to: level }],
});
const open = (rate: number): Profile => ({ ...closed(rate), model: 'open', arrivals: 'constant' });

/** Two classes of users (30 and 10, ramped up in 10 s), one of arrivals, WebSockets and event streams. */
const mixed = makePlan({
  scenarios: [
    makeHttp({
      name: 'a',
      profile: {
        model: 'closed',
        segments: [
          { durationMs: 10_000, from: 0, to: 30 },
          { durationMs: 50_000, from: 30, to: 30 },
        ],
      },
    }),
    makeHttp({ name: 'b', profile: closed(10) }),
    makeHttp({ name: 'r', profile: open(100) }),
    makeWebSocket(1, { name: 'w', profile: closed(20) }),
    makeSse(4, { name: 's', profile: closed(5) }),
  ],
}).load;

function order(act: SteerAct, { load = mixed, planned = mixed, atMs = 20_000 } = {}) {
  return orderLoad({ load, planned, durationMs: DURATION_MS, atMs }, act);
}

/** The load after an act. @throws where it is refused */
function loadAfter(act: SteerAct, where: Parameters<typeof order>[1] = {}): readonly AppliedLoad[] {
  const ordered = order(act, where);
  if (!ordered.ok) throw new Error(ordered.failure.message);
  for (const { segments } of ordered.value.changes) {
    expect(segments[0]?.startMs).toBe(where.atMs ?? 20_000);
    const ends = segments.map(({ startMs, durationMs }) => startMs + durationMs);
    expect(ends.at(-1)).toBe(DURATION_MS);
    expect(segments.slice(1).map(({ startMs }) => startMs)).toEqual(ends.slice(0, -1));
  }
  return ordered.value.changes.reduce<readonly AppliedLoad[]>(changedLoad, where.load ?? mixed);
}

const levels = (load: readonly AppliedLoad[], atMs: number) =>
  load.map(({ segments }) => Number(levelAt(segments, atMs).toFixed(6)));
const sentence = (act: SteerAct) => {
  const ordered = order(act);
  return ordered.ok ? ordered.value.sentence : ordered.failure.message;
};

describe('set', () => {
  test('shares users out in proportion to what the classes have', () => {
    const load = loadAfter({ kind: 'set', unit: 'users', level: 100 });
    expect([levels(load, 19_999), levels(load, 20_000), levels(load, 59_999)]).toEqual([
      [30, 10, 100, 20, 5],
      [75, 25, 100, 20, 5],
      [75, 25, 100, 20, 5],
    ]);
  });

  test('while they are ramped up: of what is there now', () => {
    const load = loadAfter({ kind: 'set', unit: 'users', level: 10 }, { atMs: 5_000 });
    expect(levels(load, 5_000).slice(0, 2)).toEqual([6, 4]);
  });

  test('by the peaks of the plan where there is none now', () => {
    const rest = loadAfter({ kind: 'set', unit: 'users', level: 0 });
    const load = loadAfter({ kind: 'set', unit: 'users', level: 8 }, { load: rest, atMs: 30_000 });
    expect([levels(load, 29_999), levels(load, 30_000)].map((all) => all.slice(0, 2))).toEqual([
      [0, 0],
      [6, 2],
    ]);
  });

  test('the rate, to any part of an arrival; connections of all protocols together', () => {
    expect(levels(loadAfter({ kind: 'set', unit: 'rate', level: 12.5 }), 30_000)[2]).toBe(12.5);
    expect(levels(loadAfter({ kind: 'set', unit: 'connections', level: 50 }), 30_000).slice(3)).toEqual([
      40, 10,
    ]);
  });

  test('messages per second on each connection, their number going on as it was to', () => {
    const load = loadAfter({ kind: 'set', unit: 'messages', level: 5 });
    expect(load[3]?.segments.at(-1)).toMatchObject({
      from: 20,
      to: 20,
      messagesPerSecond: 5,
      cause: 'steered',
    });
    const more = loadAfter({ kind: 'set', unit: 'connections', level: 50 }, { load, atMs: 30_000 });
    expect(more[3]?.segments.at(-1)).toMatchObject({ from: 40, messagesPerSecond: 5 });
    expect(more[4]?.segments.at(-1)).not.toHaveProperty('messagesPerSecond');
  });
});

test('scale: so many times what there is, by one user at least', () => {
  expect(levels(loadAfter({ kind: 'scale', unit: 'rate', factor: 1.1 }), 30_000)[2]).toBe(110);
  expect(levels(loadAfter({ kind: 'scale', unit: 'users', factor: 0.9 }), 30_000).slice(0, 2)).toEqual([
    27, 9,
  ]);
  const one = mixed.slice(1, 2).map((load) => {
    const segments = load.segments.map((segment) => ({ ...segment, from: 1, to: 1 }));
    return { ...load, segments };
  });
  const where = { load: one, planned: one };
  expect(levels(loadAfter({ kind: 'scale', unit: 'users', factor: 1.1 }, where), 30_000)).toEqual([2]);
  expect(levels(loadAfter({ kind: 'scale', unit: 'users', factor: 0.9 }, where), 30_000)).toEqual([0]);
  expect(
    loadAfter({ kind: 'scale', unit: 'messages', factor: 2 })[3]?.segments.at(-1)?.messagesPerSecond,
  ).toBe(2);
});

test('hold: everything as it is now, whole users', () => {
  const load = loadAfter({ kind: 'hold' }, { atMs: 5_100 });
  expect(levels(load, 50_000)).toEqual([16, 10, 100, 20, 5]);
});

test('a spike, and then what was to come', () => {
  const act = { kind: 'spike', unit: 'users', level: 400, seconds: 3 } as const;
  const load = loadAfter(act, { atMs: 6_000 });
  expect([5_999, 6_000, 8_999, 9_000, 12_000].map((ms) => levels(load, ms).slice(0, 2))).toEqual([
    [17.997, 10],
    [257, 143],
    [257, 143],
    [27, 10],
    [30, 10],
  ]);
  expect(levels(loadAfter({ ...act, seconds: 500 }), 59_999).slice(0, 2)).toEqual([300, 100]);
  const chatty = loadAfter({ kind: 'spike', unit: 'messages', level: 9, seconds: 2 });
  expect(chatty[3]?.segments.map(({ messagesPerSecond }) => messagesPerSecond)).toEqual([
    undefined,
    9,
    undefined,
  ]);
});

test('back: to where the plan would be now', () => {
  const steered = loadAfter({ kind: 'set', unit: 'users', level: 0 }, { atMs: 2_000 });
  const load = loadAfter({ kind: 'back' }, { load: steered, atMs: 5_000 });
  expect([levels(load, 4_999), levels(load, 5_000), levels(load, 30_000)].map(([a]) => a)).toEqual([
    0, 15, 30,
  ]);
  expect(load[0]?.segments.at(-1)?.cause).toBe('plan');
});

test('each: a level for a class by its name, the others as they were to be', () => {
  const load = loadAfter({ kind: 'each', levels: { r: 250.5, w: 7 } });
  expect(levels(load, 30_000)).toEqual([30, 10, 250.5, 7, 5]);
});

test('what it did, in a sentence', () => {
  expect(
    (
      [
        { kind: 'set', unit: 'users', level: 1_200 },
        { kind: 'set', unit: 'messages', level: 5 },
        { kind: 'scale', unit: 'rate', factor: 1.1 },
        { kind: 'scale', unit: 'users', factor: 0.9 },
        { kind: 'hold' },
        { kind: 'spike', unit: 'rate', level: 500, seconds: 10 },
        { kind: 'back' },
        { kind: 'each', levels: { r: 250, w: 1 } },
      ] as const
    ).map(sentence),
  ).toEqual([
    'Users set to 1,200.',
    'Messages per connection set to 5/s.',
    'Arrival rate raised by 10% to 110/s.',
    'Users lowered by 10% to 36.',
    'Held at 40 users, 100/s and 25 connections.',
    'Spike: arrival rate at 500/s for 10 s.',
    'Back to the plan.',
    'Load set: r 250/s, w 1 connection.',
  ]);
});

describe('what cannot be steered', () => {
  const only = (change: Partial<AppliedLoad>) => {
    const load = mixed.slice(1, 2).map((one) => ({ ...one, ...change }));
    return { load, planned: load };
  };
  test.each([
    [
      'a unit that the run does not have',
      { kind: 'set', unit: 'rate', level: 1 },
      only({}),
      'This run has no arrival rate to steer.',
    ],
    [
      'messages where none are sent',
      { kind: 'set', unit: 'messages', level: 1 },
      only({}),
      'This run has no messages that are sent on a schedule to steer.',
    ],
    [
      'a number of iterations',
      { kind: 'hold' },
      only({ iterations: 500 }),
      'The plan ends after a number of iterations, which were shared out when it began: its load cannot be steered.',
    ],
    [
      'a class that has ended',
      { kind: 'hold' },
      { ...only({}), atMs: 60_000 },
      'No class of this run is still being loaded.',
    ],
    ['a class that there is not', { kind: 'each', levels: { z: 1 } }, only({}), 'This run has no class z.'],
  ] as const)('%s', (_, act, where, message) => {
    const ordered = order(act, where);
    expect(ordered.ok ? '' : ordered.failure.message).toBe(message);
  });

  test('nothing, to be scaled', () => {
    const rest = loadAfter({ kind: 'set', unit: 'rate', level: 0 });
    const ordered = order({ kind: 'scale', unit: 'rate', factor: 2 }, { load: rest, atMs: 30_000 });
    expect(ordered.ok ? '' : ordered.failure.code).toBe('steer.nothing_to_steer');
  });
});
