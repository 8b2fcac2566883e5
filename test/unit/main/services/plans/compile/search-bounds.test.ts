import { describe, expect, it } from 'vitest';
import { searchBounds } from '../../../../../../src/main/services/plans/compile/search-bounds.ts';
import { seededRandom } from '../../../../../support/seeded-random.ts';
import { planText, runOf } from '../support.ts';

const capacity = { objectives: ['p95<200ms'], recovery: 'none' as const };

function boundsOf(text: string, by?: 'users' | 'rate' | 'connections') {
  const { capacity: search } = runOf(text, { capacity: { ...capacity, ...(by && { by }) } });
  return { to: search?.to, cap: search?.toCap?.name };
}
const limited = (limits: string) => `limits: { ${limits} }\n`;

describe('the highest load within a rate cap', () => {
  it('lies three deviations of Poisson arrivals below it', () => {
    const { to } = boundsOf(planText({ load: '{ rate: 5 }', more: limited('maxRate: 1000') }));
    expect(to).toBe(909);
    expect((to ?? 0) + 3 * Math.sqrt(to ?? 0)).toBeLessThanOrEqual(1_000);
    expect((to ?? 0) + 1 + 3 * Math.sqrt((to ?? 0) + 1)).toBeGreaterThan(1_000 - 2);
  });

  it('is passed by a second of Poisson arrivals about once in seven hundred', () => {
    const random = seededRandom(1);
    const seconds = new Map<number, number>();
    for (let at = 0; at < 3_000; at += -Math.log(1 - random()) / 909) {
      const second = Math.floor(at);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    const beyond = [...seconds.values()].filter((count) => count > 1_000).length;
    expect(beyond / 3_000).toBeLessThan(1 / 350);
    expect(beyond).toBeGreaterThan(0);
  });

  it('counts the requests of a task, which come together', () => {
    const classes = '  user: { service: api, tasks: { two: { steps: [{ get: /a }, { get: /b }] } } }';
    const { to = 0 } = boundsOf(planText({ load: '{ rate: 5 }', classes, more: limited('maxRate: 1000') }));
    // 2λ + 3·√(4λ) = 1,000
    expect(to).toBe(437);
    expect(2 * (to ?? 0) + 3 * Math.sqrt(4 * (to ?? 0))).toBeLessThanOrEqual(1_000);
  });

  it('is all of it where arrivals are evenly spaced', () => {
    const text = planText({ load: '{ rate: 5, arrivals: constant }', more: limited('maxRate: 50') });
    expect(boundsOf(text)).toEqual({ to: 50, cap: 'maxRate' });
    const asked = runOf(text, { capacity: { ...capacity, to: 50 } });
    expect([asked.capacity?.to, asked.capacity?.toCap]).toEqual([50, undefined]);
  });

  it('counts tasks of more and of fewer requests, also where arrivals are evenly spaced', () => {
    const tasks = (two: string) => `{ one: { get: / }, two: { steps: [${two}] } }`;
    const text = (two: string) =>
      planText({
        load: '{ rate: 5, arrivals: constant }',
        classes: `  user: { service: api, tasks: ${tasks(two)} }`,
        more: limited('maxRate: 1000'),
      });
    // One or three, 2 on average with a variance of 1: 2λ + 3·√λ = 1,000
    const { to } = boundsOf(text('{ get: /a }, { get: /b }, { get: /c }'));
    expect(to).toBe(467);
    expect(2 * (to ?? 0) + 3 * Math.sqrt(to ?? 0)).toBeLessThanOrEqual(1_000);
    expect(boundsOf(text('{ get: /a }'))).toEqual({ to: 1_000, cap: 'maxRate' });
  });

  it('lies below it for users whose think times differ', () => {
    const classes = '  user: { service: api, thinkTime: { between: [1s, 3s] }, tasks: { home: { get: / } } }';
    const { to } = boundsOf(planText({ load: '{ users: 5 }', classes, more: limited('maxRate: 1000') }));
    // Half a request a second each, λ of them all: λ + 3·√λ = 1,000
    expect(to).toBe(1_819);
    expect((to ?? 0) / 2 + 3 * Math.sqrt((to ?? 0) / 2)).toBeLessThanOrEqual(1_000);
  });

  it('keeps what somebody gave between it and the cap', () => {
    const text = planText({ load: '{ rate: 5 }', more: limited('maxRate: 50') });
    const asked = runOf(text, { capacity: { ...capacity, to: 45 } });
    expect(asked.capacity).toMatchObject({ to: 32.8, toCap: { name: 'maxRate', value: 50 }, toGiven: 45 });
    expect(runOf(text, { capacity }).capacity).not.toHaveProperty('toGiven');
    // Caps of a public host are the same or lower: what was given stays.
    const lower = asked.capacity && searchBounds(asked, asked.capacity);
    expect(lower).toMatchObject({ to: 32.8, toGiven: 45 });
  });

  it('is all of it for users who think', () => {
    const classes = '  user: { service: api, thinkTime: 1s, tasks: { home: { get: / } } }';
    const text = planText({ load: '{ users: 5 }', classes, more: limited('maxRate: 50') });
    expect(boundsOf(text)).toEqual({ to: 50, cap: 'maxRate' });
  });

  it('is no demand: a cap beyond what a machine can send refuses nothing', () => {
    const more = limited('maxRate: 900000');
    expect(boundsOf(planText({ load: '{ rate: 5 }', more }))).toEqual({ to: 897_158, cap: 'maxRate' });
  });

  it('leaves to other classes what they need', () => {
    const classes = `  user: { service: api, tasks: { home: { get: / } } }
  beside: { service: api, load: { users: 50 }, thinkTime: 1s, tasks: { x: { get: /x } } }`;
    const more = limited('maxRate: 1050, maxConnections: 70');
    const search = boundsOf(planText({ load: '{ rate: 5 }', classes, more }));
    expect(search).toEqual({ to: 909, cap: 'maxRate' });
  });
});

describe('the highest load within other caps', () => {
  it('is a connection for each user, beside those of other classes', () => {
    const classes = `  user: { service: api, tasks: { home: { get: / } } }
  feed: { service: api, websocket: { path: /ws, connections: 40 } }`;
    const more = limited('maxConnections: 70');
    expect(boundsOf(planText({ load: '{ users: 5 }', classes, more }))).toEqual({
      to: 30,
      cap: 'maxConnections',
    });
  });

  it('of streams is what their messages leave of the rate', () => {
    const classes =
      '  feed: { service: api, websocket: { path: /ws, connections: 4, messageRate: 2, message: hi } }';
    const more = limited('maxConnections: 600, maxRate: 1000');
    expect(boundsOf(planText({ classes, more }))).toEqual({ to: 500, cap: 'maxRate' });
  });

  it('is the given one where that is lower, and then of no cap', () => {
    const run = runOf(planText({ load: '{ users: 5 }', more: limited('maxConnections: 70') }), {
      capacity: { ...capacity, to: 60 },
    });
    expect([run.capacity?.to, run.capacity?.toCap]).toEqual([60, undefined]);
    // As for a public host, whose caps are lower.
    const lower = { ...run, limits: { ...run.limits, maxConnections: 50 } };
    expect(run.capacity && searchBounds(lower, run.capacity)).toEqual({
      to: 50,
      toCap: { name: 'maxConnections', value: 50 },
      toGiven: 60,
    });
  });
});
