import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../../../../src/contract/plan.ts';
import { compilePlan } from '../../../../../src/main/services/plans/compile/compile-plan.ts';
import { resolvePlan } from '../../../../../src/main/services/plans/compile/resolve-plan.ts';
import { describePlan } from '../../../../../src/main/services/plans/describe/describe-plan.ts';
import { parsePlan, readPlan, sentenceOf } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import { PRESETS_DIR, planOf, planText, refusalOf, runOf } from './support.ts';

const problemsOf = (text: string) => {
  const reading = readPlan(text);
  return reading.ok ? [] : reading.problems.map(sentenceOf);
};
const inClass = (keys: string) => planText({ classes: `  A: { service: api, ${keys} }` });
const TASK = 'tasks: { t: { get: / } }';
const SETUP = 'applies to the steps under setup, and there are none; add them or leave it out';
const OWN = 'is ignored beside a load of its own; write it there or leave it out';

describe('what no run would heed is refused', () => {
  it.each([
    [
      'iterations: 3, websocket: { path: /ws }',
      ['iterations', 'iterations counts tasks, and a WebSocket has none; leave it out'],
    ],
    [
      'thinkTime: 1s, websocket: { path: /ws }',
      ['thinkTime', 'thinkTime is a pause between tasks, and a WebSocket has none; write a messageRate'],
    ],
    [
      'connections: shared, sse: { path: /s }',
      ['connections', 'connections applies to requests, and an event stream is one connection; leave it out'],
    ],
    [
      'expect: [200], sse: { path: /s }',
      ['expect', 'expect applies to responses; an event stream has none; leave it out'],
    ],
    [`setupEvery: 5s, ${TASK}`, ['setupEvery', `setupEvery ${SETUP}`]],
    [`setupFor: user, ${TASK}`, ['setupFor', `setupFor ${SETUP}`]],
    [`setupService: api, ${TASK}`, ['setupService', `setupService ${SETUP}`]],
    [`users: 3, load: { users: 2 }, ${TASK}`, ['users', `users ${OWN}`]],
    [`weight: 3, load: { users: 2 }, ${TASK}`, ['weight', `weight ${OWN}`]],
    [
      `load: { warmup: 1s }, ${TASK}`,
      ['load.warmup', 'a warm-up is for the whole run; write it under the load of the plan'],
    ],
    [
      `load: { seed: 1 }, ${TASK}`,
      ['load.seed', 'a seed is for the whole run; write it under the load of the plan'],
    ],
    [`expect: [], ${TASK}`, ['expect', 'expect lists no status; list some, or leave it out for 200 to 399']],
    [
      `load: { users: 1, stages: [{ duration: 5s, messageRate: 2 }] }, ${TASK}`,
      [
        'load.stages[0].messageRate',
        'a message rate belongs into the load of a class that sends messages; write it there or leave it out',
      ],
    ],
    [
      `load: { users: 1, arrivals: poisson }, ${TASK}`,
      ['load.arrivals', 'users start their requests themselves; write a rate, or leave the arrivals out'],
    ],
  ])('%s', (keys, [key, message]) => {
    const text = inClass(keys);
    const last = key?.split('.').at(-1) ?? '';
    const line = text.split('\n')[4] ?? '';
    const column = line.indexOf(`${last}: `) + last.length + 3;
    expect(problemsOf(text)).toEqual([`line 5, column ${column} (classes.A.${key}): ${message}`]);
  });

  it('heeds them where they mean something', () => {
    expect(
      problemsOf(inClass('expect: [200], setup: [{ get: /t }], setupEvery: 5s, websocket: { path: /ws }')),
    ).toEqual([]);
    expect(problemsOf(inClass('thinkTime: 1s, sse: { path: /s }'))).toEqual([]);
    const later = planText({
      load: '{ arrivals: poisson }',
      more: 'sizes: { light: { load: { rate: 3 } } }',
    });
    expect(problemsOf(later)).toEqual([]);
  });

  it('refuses options that change nothing', async () => {
    const plan = planText({
      more: 'values: { used: 1, unused: 1 }',
      classes: '  A: { service: api, tasks: { t: { get: "/{{ used }}" } } }',
    });
    const settingOf = async (name: string) => {
      const resolved = await resolvePlan(
        { kind: 'text', text: plan },
        { values: { [name]: '2' } },
        { presetsDir: PRESETS_DIR },
      );
      return resolved.ok ? 'resolved' : resolved.failure.message;
    };
    expect(await settingOf('unused')).toBe('--set unused cannot be used here: no request uses that value');
    expect(await settingOf('used')).toBe('resolved');
    expect(refusalOf(plan, { targets: { gateway: 'http://127.0.0.1:28000' } })).toBe(
      'plan.override: --services and --target cannot be used here: the plan calls none of those services, but api',
    );
  });

  it('warns of what a rate leaves without meaning, for the same plan has users at another size', () => {
    const keys = 'thinkTime: 1s, iterations: 2, setup: [{ get: /t }], setupFor: user';
    const warningsOf = (overrides: Overrides) => {
      const source = planOf(inClass(`${keys}, ${TASK}`));
      const compiled = compilePlan(source, overrides);
      if (!compiled.ok) throw new Error(compiled.failure.message);
      const { run: plan, load } = compiled.value;
      return describePlan({ plan, source, load, overrides }).warnings.filter((one) =>
        one.includes('ignored'),
      );
    };
    expect(warningsOf({})).toEqual([]);
    expect(warningsOf({ rate: 5 })).toEqual([
      'A rate has no users, so these are ignored: thinkTime of A, iterations of A, setupFor of A.',
    ]);
  });
});

describe('the load of a size', () => {
  const sized = (base: string, size: string) =>
    planText({ load: base, more: `sizes: { heavy: { load: ${size} } }` });
  const shapeOf = (base: string, size: string) => {
    const run = runOf(sized(base, size), { size: 'heavy' });
    const profile = run.scenarios[0]?.profile;
    const pieces = profile?.segments.map(({ durationMs, from, to }) => `${durationMs}: ${from}→${to}`);
    return `${profile?.model} ${pieces?.join(', ')}`;
  };
  const STAGES = '{ stages: [{ to: 2, duration: 1s }, { duration: 1s }] }';

  it.each([
    [STAGES, '{ users: 20, spawnRate: 10, duration: 10s }', 'closed 2000: 0→20, 8000: 20→20'],
    [STAGES, '{ rate: 30 }', 'open 2000: 30→30'],
    ['{ users: 4, duration: 5s }', '{ rate: 30 }', 'open 5000: 30→30'],
    ['{ users: 4, spawnRate: 2, duration: 5s }', '{ users: 8 }', 'closed 4000: 0→8, 1000: 8→8'],
    ['{ users: 4, spawnRate: 2, duration: 5s }', '{ stages: [{ to: 6, duration: 3s }] }', 'closed 3000: 0→6'],
    ['{ rate: 4, duration: 5s }', '{ stages: [{ to: 0.5, duration: 3s }] }', 'open 3000: 0→0.5'],
    [
      '{ rate: 4, stages: [{ to: 8, duration: 5s }] }',
      '{ stages: [{ to: 6, duration: 3s }] }',
      'open 3000: 4→6',
    ],
    ['{ users: 4, duration: 5s }', '{ duration: 8s }', 'closed 8000: 4→4'],
  ])('%s under %s', (base, size, shape) => {
    expect(shapeOf(base, size)).toBe(shape);
  });

  it.each([
    [
      STAGES,
      '{ spawnRate: 10 }',
      'line 7, column 38 (sizes.heavy.load.spawnRate): the stages already set how fast users start; leave it out',
    ],
    [
      STAGES,
      '{ duration: 10s }',
      'line 7, column 37 (sizes.heavy.load.duration): the stages already set how long the load takes; leave the duration out',
    ],
    [
      STAGES,
      '{ warmup: 9s }',
      'line 7, column 35 (sizes.heavy.load.warmup): the warm-up takes the whole run: nothing would be left to measure',
    ],
    [
      '{ rate: 5, duration: 5s }',
      '{ spawnRate: 10 }',
      'line 7, column 38 (sizes.heavy.load.spawnRate): a rate starts requests, not users: the spawn rate has no meaning here',
    ],
  ])('%s cannot be had with %s', (base, size, sentence) => {
    expect(problemsOf(sized(base, size))).toEqual([sentence]);
    expect(parsePlan(sized(base, size)).ok).toBe(false);
  });
});
