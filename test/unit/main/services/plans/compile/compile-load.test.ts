import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../../../../../src/contract/plan.ts';
import { CLASS_PLANS } from '../../../../../../src/main/protocols/protocols.ts';
import { planText, refusalOf, runOf } from '../support.ts';

/** Pieces of each class's profile as `durationMs: from→to`. */
function profiles(text: string, overrides: Overrides = {}): Record<string, string> {
  return Object.fromEntries(
    runOf(text, overrides).scenarios.map(({ name, profile, startAfterMs }) => {
      const pieces = profile.segments.map((piece) => `${piece.durationMs}: ${piece.from}→${piece.to}`);
      const model = profile.model === 'open' ? `${profile.arrivals} ` : '';
      return [name, `${startAfterMs > 0 ? `after ${startAfterMs} ` : ''}${model}${pieces.join(', ')}`];
    }),
  );
}
const one = (load: string, overrides?: Overrides) => profiles(planText({ load }), overrides).user;
const TWO = `  a: { service: api, weight: 3, tasks: { x: { get: / } } }
  b: { service: api, tasks: { y: { get: / } } }`;
const two = (load: string, overrides?: Overrides) => profiles(planText({ classes: TWO, load }), overrides);

describe('one class', () => {
  it.each<[string, Overrides, string]>([
    ['{}', {}, '30000: 10→10'],
    ['{ users: 4 }', {}, '30000: 4→4'],
    ['{ users: 4, spawnRate: 2, duration: 10s }', {}, '2000: 0→4, 8000: 4→4'],
    ['{ users: 40, spawnRate: 2, duration: 10s }', {}, '10000: 0→20'],
    ['{ rate: 5.5, duration: 10s }', {}, 'constant 10000: 5.5→5.5'],
    ['{ rate: 5, arrivals: poisson, duration: 10s }', {}, 'poisson 10000: 5→5'],
    ['{ users: 4, duration: 10s }', { durationMs: 5_000 }, '5000: 4→4'],
    ['{ users: 4, duration: 10s }', { users: 9 }, '10000: 9→9'],
    ['{ users: 4, spawnRate: 2, duration: 10s }', { users: 8 }, '2000: 0→8, 8000: 8→8'],
    ['{ users: 4, spawnRate: 2, duration: 10s }', { users: 8, spawnRate: 2 }, '4000: 0→8, 6000: 8→8'],
    ['{ users: 4, duration: 10s }', { rate: 50 }, 'constant 10000: 50→50'],
    ['{ users: 4, duration: 10s }', { rate: 50, arrivals: 'poisson' }, 'poisson 10000: 50→50'],
    ['{ rate: 4, duration: 10s }', { users: 2 }, '10000: 2→2'],
    [
      '{ rate: 4, arrivals: poisson, duration: 10s }',
      { rate: 2, arrivals: 'constant' },
      'constant 10000: 2→2',
    ],
  ])('%s with %j: %s', (load, overrides, profile) => {
    expect(one(load, overrides)).toBe(profile);
  });

  it.each<[string, Overrides, string]>([
    ['{ stages: [{ to: 10, duration: 5s }, { duration: 5s }] }', {}, '5000: 0→10, 5000: 10→10'],
    [
      '{ users: 4, stages: [{ to: 10, duration: 5s }, { to: 2, duration: 5s }] }',
      {},
      '5000: 4→10, 5000: 10→2',
    ],
    [
      '{ rate: 10, stages: [{ duration: 5s }, { shape: spike, to: 100, duration: 1s }, { duration: 5s }] }',
      {},
      'constant 5000: 10→10, 1000: 100→100, 5000: 10→10',
    ],
    [
      '{ model: open, stages: [{ shape: hold, to: 7, duration: 5s }, { to: 0, duration: 5s }] }',
      {},
      'constant 5000: 7→7, 5000: 7→0',
    ],
    [
      '{ stages: [{ to: 10, duration: 5s }, { duration: 15s }] }',
      { durationMs: 4_000 },
      '1000: 0→10, 3000: 10→10',
    ],
    [
      '{ stages: [{ to: 10, duration: 5s }, { to: 5, duration: 5s }] }',
      { users: 20 },
      '5000: 0→20, 5000: 20→10',
    ],
    [
      '{ stages: [{ to: 10, duration: 5s }, { to: 5, duration: 5s }] }',
      { rate: 1 },
      'constant 5000: 0→1, 5000: 1→0.5',
    ],
  ])('%s with %j: %s', (load, overrides, profile) => {
    expect(one(load, overrides)).toBe(profile);
  });
});

describe('several classes', () => {
  it('shares users and rates out by weight', () => {
    expect(two('{ users: 10, duration: 10s }')).toEqual({ a: '10000: 8→8', b: '10000: 2→2' });
    expect(two('{ rate: 10, duration: 10s }')).toEqual({
      a: 'constant 10000: 7.5→7.5',
      b: 'constant 10000: 2.5→2.5',
    });
  });

  it('starts users one at a time, classes by turns', () => {
    expect(two('{ users: 4, spawnRate: 1, duration: 10s }')).toEqual({
      a: '2000: 1→1, 1000: 2→2, 7000: 3→3',
      b: '1000: 0→0, 9000: 1→1',
    });
  });

  it('shares stages out in whole users', () => {
    expect(two('{ stages: [{ to: 8, duration: 4s }, { to: 1, duration: 4s }] }')).toEqual({
      a: '4000: 0→6, 4000: 6→1',
      b: '4000: 0→2, 4000: 2→0',
    });
  });

  it('leaves a class with users of its own alone, unless nobody shares', () => {
    const classes = `  a: { service: api, users: 5, tasks: { x: { get: / } } }
  b: { service: api, tasks: { y: { get: / } } }`;
    const text = planText({ classes, load: '{ users: 3, duration: 10s }' });
    expect(profiles(text)).toEqual({ a: '10000: 5→5', b: '10000: 3→3' });
    expect(profiles(text, { users: 7 })).toEqual({ a: '10000: 5→5', b: '10000: 7→7' });
    const own = planText({ classes: classes.replace('b: { service: api', 'b: { service: api, users: 15') });
    expect(profiles(own, { users: 8, durationMs: 1_000 })).toEqual({ a: '1000: 2→2', b: '1000: 6→6' });
  });

  it('runs class loads and start offsets, and squeezes all of it into another duration', () => {
    const classes = `  a: { service: api, tasks: { x: { get: / } } }
  b: { service: api, startAfter: 4s, tasks: { y: { get: / } } }
  c: { service: api, startAfter: 2s, load: { rate: 5, duration: 3s }, tasks: { z: { get: / } } }`;
    const text = planText({ classes, load: '{ users: 4, duration: 10s }' });
    expect(profiles(text)).toEqual({
      a: '10000: 2→2',
      b: 'after 4000 6000: 2→2',
      c: 'after 2000 constant 3000: 5→5',
    });
    expect(profiles(text, { durationMs: 5_000 })).toEqual({
      a: '5000: 2→2',
      b: 'after 2000 3000: 2→2',
      c: 'after 1000 constant 1500: 5→5',
    });
    expect(runOf(planText({ classes, load: '{ users: 4, duration: 4s }' })).durationMs).toBe(5_000);
  });

  it('leaves out the classes for which no user is left', () => {
    expect(two('{ users: 1, duration: 10s }')).toEqual({ a: '10000: 1→1' });
  });
});

describe('streams', () => {
  const classes = `  people: { service: api, tasks: { x: { get: / } } }
  sockets: { service: api, websocket: { path: /ws, connections: 20, connectRate: 10 } }
  others: { service: api, websocket: { path: /ws2, connections: 60 } }
  events: { service: api, sse: { path: /sse, streams: 2 } }`;
  const text = planText({ classes, load: '{ users: 5, duration: 10s }' });

  it('opens connections at their own rate, 100 per second where none is given', () => {
    expect(profiles(text)).toEqual({
      people: '10000: 5→5',
      sockets: '2000: 0→20, 8000: 20→20',
      others: '600: 0→60, 9400: 60→60',
      events: '20: 0→2, 9980: 2→2',
    });
  });

  it('changes connections in proportion, and users without them', () => {
    expect(profiles(text, { connections: 40, users: 6 })).toEqual({
      people: '10000: 6→6',
      sockets: '1000: 0→10, 9000: 10→10',
      others: '300: 0→30, 9700: 30→30',
      events: '20: 0→2, 9980: 2→2',
    });
  });

  it('keeps streams open at their level under an open load', () => {
    const streams = `  people: { service: api, tasks: { x: { get: / } } }
  sockets: { service: api, websocket: { path: /ws } }`;
    expect(profiles(planText({ classes: streams, load: '{ rate: 10, duration: 10s }' }))).toEqual({
      people: 'constant 10000: 5→5',
      sockets: '10000: 5→5',
    });
  });

  it('takes --users and --spawn-rate for connections where there is nothing else', () => {
    const sockets = planText({
      classes: '  sockets: { service: api, websocket: { path: /ws, connections: 20, connectRate: 10 } }',
      load: '{ duration: 10s }',
    });
    expect(profiles(sockets, { users: 8, spawnRate: 4 })).toEqual({ sockets: '2000: 0→8, 8000: 8→8' });
    expect(profiles(sockets, { connections: 8 })).toEqual({ sockets: '800: 0→8, 9200: 8→8' });
  });
});

describe('what no class of a plan can be told', () => {
  it('names the kinds of classes that can', () => {
    const events = CLASS_PLANS.find(({ kind }) => kind === 'sse') ?? {};
    const before = Object.getOwnPropertyDescriptor(events, 'changes') ?? {};
    Object.defineProperty(events, 'changes', { ...before, value: ['reply'] });
    try {
      expect(refusalOf(planText({}), { reply: { pointer: '/id', value: 1 } })).toBe(
        'plan.override: --reply cannot be used here: the plan has no WebSocket or event stream class',
      );
    } finally {
      Object.defineProperty(events, 'changes', before);
    }
  });
});

describe('refusals', () => {
  const plan = planText({ load: '{ users: 1, duration: 10s }' });
  it.each<[string, Overrides, string]>([
    [
      plan,
      { users: 1, rate: 1 },
      'plan.override: --users and --rate cannot be used here: users are a closed model and a rate is an open one',
    ],
    [
      plan,
      { connections: 5 },
      'plan.override: --connections changes nothing here: the plan has no WebSocket or event-stream class',
    ],
    [
      plan,
      { messageRate: 5 },
      'plan.override: --message-rate cannot be used here: the plan has no WebSocket class',
    ],
    [
      plan,
      { arrivals: 'poisson' },
      'plan.override: --arrivals cannot be used here: users start their requests themselves',
    ],
    [
      plan,
      { rate: 5, spawnRate: 1 },
      'plan.override: --spawn-rate cannot be used here: a rate starts requests, not users',
    ],
    [
      plan,
      { message: 'x' },
      'plan.override: --message and --subscribe cannot be used here: they are for a bare ws:// address',
    ],
    [plan, { size: 'heavy' }, 'plan.unknown_size: this plan comes in one size only'],
    [
      plan,
      { only: ['usr'] },
      'plan.unknown_class: the plan has no class or service "usr"; did you mean "user"?',
    ],
    [
      plan,
      { targets: { ap: 'http://x' } },
      'plan.unknown_service: there is no service "ap" to target; did you mean "api"?',
    ],
    [
      plan,
      { targets: { api: 'x' } },
      'plan.bad_url: "x" is not an address; write one such as http://localhost:8000',
    ],
    [plan, { values: { a: 'b' } }, 'plan.unknown_value: the plan has no value "a" to set'],
    [plan, { warmupMs: 10_000 }, 'plan.warmup: a warm-up of 10 s leaves nothing to measure of a run of 10 s'],
    [plan, { users: 0 }, 'plan.absurd: there is no load: no class has a user, connection or arrival'],
    [
      plan,
      { users: 200_000 },
      'plan.absurd: 200,000 users and connections are more than one machine can handle, at most 100,000',
    ],
    [
      plan,
      { rate: 900_000 },
      'plan.absurd: 900,000 requests per second are more than one machine can send, at most 200,000',
    ],
    [plan, { durationMs: 30 * 86_400_000 }, 'plan.absurd: a run of 720h is longer than a week'],
    [plan, { durationMs: 10 }, 'plan.absurd: a run of 10 ms ends before it starts'],
    [plan, { timeoutMs: 86_400_000 }, 'plan.absurd: a timeout of 86400000 ms is out of range'],
    [
      planText({ load: '{ stages: [{ to: 5, duration: 10s }] }' }),
      { spawnRate: 1 },
      "plan.override: --spawn-rate cannot be used here: the plan's stages set how fast users start",
    ],
  ])('%#: %j', (text, overrides, sentence) => {
    expect(refusalOf(text, overrides)).toBe(sentence);
  });
});
