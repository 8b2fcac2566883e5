import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../../../../../src/contract/plan.ts';
import { compilePlan } from '../../../../../../src/main/services/plans/compile/compile-plan.ts';
import { describePlan } from '../../../../../../src/main/services/plans/describe/describe-plan.ts';
import { planOf, planText } from '../support.ts';

function previewOf(text: string, overrides: Overrides) {
  const source = planOf(text);
  const compiled = compilePlan(source, overrides);
  if (!compiled.ok) throw new Error(compiled.failure.message);
  const { run, load } = compiled.value;
  return describePlan({ plan: run, load, source, overrides });
}
const ASKED = { objectives: ['p95<200ms', 'errors<1%'] };

describe('before a search it is said what is sought, between which loads, for how long, and how much is sent', () => {
  it('by rate, without bounds', () => {
    const preview = previewOf(planText({ load: '{ rate: 5 }' }), { capacity: ASKED });
    expect(preview.sentences).toEqual([
      'Searches for the highest rate at which p95<200ms and errors<1% hold.',
      'It begins with one user, whose latency sets the first rate, and raises the load until an objective is missed.',
      'Tasks start at random, regardless of responses.',
      'Then it overloads the target with one and a half times that, and sees how long it takes to recover.',
      'It takes at most 10m, usually 3 to 6 minutes.',
      'How much is sent depends on how much it carries: no highest load is set.',
    ]);
    expect([preview.durationMs, preview.warnings, preview.ungraded, preview.load]).toEqual([
      600_000,
      [],
      [],
      {},
    ]);
    expect(preview.endpoints).toMatchObject([{ endpoint: 'home', sharePercent: 100 }]);
  });

  it('by rate, over two classes, within bounds', () => {
    const classes = `  a: { service: api, weight: 3, tasks: { x: { get: /x } } }
  b: { service: api, tasks: { z: { steps: [{ get: /z }, { get: /zz }] } } }
  feed: { service: api, websocket: { path: /ws, connections: 4 } }`;
    const capacity = { ...ASKED, from: 50, to: 400, recovery: 'none', thoroughness: 'thorough' } as const;
    const overrides = { capacity, arrivals: 'constant' } as const;
    expect(previewOf(planText({ classes, load: '{ rate: 5 }' }), overrides).sentences).toEqual([
      'Searches for the highest rate at which p95<200ms and errors<1% hold.',
      'The load is divided: a 75% and b 25%.',
      'feed keeps its own load beside it.',
      'It begins with one user, goes on with 50 arrivals/s, and raises the load until an objective is missed, or to 400 arrivals/s.',
      'Tasks start evenly spaced, regardless of responses.',
      'It takes at most 15m, usually 4 to 9 minutes.',
      'It sends at most 500 requests per second, except for the one user it begins with, who goes as fast as responses come.',
    ]);
  });

  it('by users, with a ladder, under a cap', () => {
    const text = planText({ load: '{ users: 5 }', more: 'limits: { maxRate: 60 }\n' });
    const capacity = { objectives: ['errors<1%'], ladder: true, maxMs: 300_000, to: 1_000 };
    expect(previewOf(text, { capacity }).sentences).toEqual([
      'Searches for the largest number of users at which errors<1% holds.',
      'It begins with one user, and raises the load until an objective is missed, or to 1,000 users.',
      'Then it overloads the target with one and a half times that, or as far as its highest load, and sees how long it takes to recover.',
      'It measures 1, 2, 4 and more users as well, to see how throughput scales.',
      'It takes at most 5m.',
      'At most 60 requests per second are sent, 18,000 in all.',
    ]);
  });

  it('by users without a cap, whatever their number', () => {
    const capacity = { objectives: ['errors<1%'], to: 100 };
    expect(previewOf(planText({ load: '{ users: 5 }' }), { capacity }).sentences.at(-1)).toBe(
      'How much is sent depends on how fast responses come.',
    );
  });

  it('by what the thresholds of the plan accept, though its block says otherwise', () => {
    const more =
      'thresholds: [{ service: api, metric: latency, acceptable: 300 }]\ncapacity: { objectives: [p95<5ms] }\n';
    const text = planText({ load: '{ rate: 5 }', more });
    expect(previewOf(text, { capacity: { objectives: null } }).sentences.slice(0, 2)).toEqual([
      'Searches for the highest rate at which p95<300ms holds.',
      'That is what the thresholds of the plan still accept: of each figure the strictest, for all requests together.',
    ]);
  });

  it('by what the thresholds of the plan accept', () => {
    const more = 'thresholds: [{ service: api, metric: latency, acceptable: 300 }]\n';
    expect(
      previewOf(planText({ load: '{ rate: 5 }', more }), { capacity: {} }).sentences.slice(0, 2),
    ).toEqual([
      'Searches for the highest rate at which p95<300ms holds.',
      'That is what the thresholds of the plan still accept: of each figure the strictest, for all requests together.',
    ]);
  });

  it('by connections', () => {
    const text = planText({ classes: '  feed: { service: api, websocket: { path: /ws, connections: 4 } }' });
    const most = (capacity: object) =>
      previewOf(text, { capacity: { ...ASKED, ...capacity } }).sentences.at(-1);
    expect(most({ to: 100 })).toBe('At most 100 connections are open at once.');
    expect(most({})).toBe(
      'How many connections are opened depends on how many it carries: no highest load is set.',
    );
  });

  it('of a recovery alone', () => {
    const capacity = { ...ASKED, recovery: 'alone', from: 400 } as const;
    expect(previewOf(planText({ load: '{ rate: 5 }' }), { capacity }).sentences).toEqual([
      'Loads the target with 200 req/s, overloads it with 600 req/s, and sees how long it takes to recover at 200 req/s.',
      'It takes at most 3m, usually 1 to 2 minutes.',
      'It sends at most 600 requests per second.',
    ]);
  });

  it('of a recovery alone, in users as they are ordered', () => {
    const capacity = { ...ASKED, recovery: 'alone', from: 5 } as const;
    expect(previewOf(planText({ load: '{ users: 5 }' }), { capacity }).sentences[0]).toBe(
      'Loads the target with 3 users, overloads it with 8 users, and sees how long it takes to recover at 3 users.',
    );
  });

  it('and a run that is none says that its plan has a block for a recovery', () => {
    const text = planText({
      load: '{ rate: 5 }',
      more: 'capacity: { objectives: [errors<1%], from: 9, recovery: alone }\n',
    });
    expect(previewOf(text, {}).sentences.at(-1)).toBe(
      'Its block capacity is for a recovery alone, which overloads the target and times its recovery.',
    );
  });

  it('and a run that is none says that its plan has a block for one', () => {
    const text = planText({
      load: '{ rate: 5 }',
      more: 'capacity: { objectives: [p95<200ms, errors<1%] }\n',
    });
    expect(previewOf(text, {}).sentences.at(-1)).toBe(
      'Its block capacity is for a capacity search, which looks for the highest load with p95<200ms and errors<1%.',
    );
  });
});
