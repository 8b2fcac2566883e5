import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HttpScenario } from '../../../../../src/contract/run-plan.ts';
import { constantRate, constantUsers, httpPlan, httpStep } from '../../../../support/engine-plan.ts';
import { VirtualRun } from '../../../../support/virtual-run.ts';
import { makeSource } from './source.ts';

const FEEDS = { 'u.csv': { columns: ['name'], rows: ['a', 'b', 'c', 'd', 'e'].map((name) => [name]) } };
const VALUES = {
  u: { feed: 'u.csv', order: 'unique' as const },
  text: 'of {{ u }}',
};

function scenario(users: number, path: string): HttpScenario {
  const [one] = httpPlan({ profile: constantUsers(users, 1_000), step: { path } }).scenarios;
  return one as HttpScenario;
}

function rowOf(source: ReturnType<typeof makeSource>, user: number, place: number): string {
  return source.compileText('{{ u }}').render(source.openScope(user, place));
}

it('users of later scenarios take the rows after those of earlier ones that use the feed', () => {
  const scenarios = [scenario(2, '/{{ text }}'), scenario(9, '/'), scenario(3, '/{{ u }}')];
  const source = makeSource({ values: VALUES, scenarios, inputs: { feeds: FEEDS } });
  expect([rowOf(source, 0, 0), rowOf(source, 1, 0)]).toEqual(['a', 'b']);
  expect([rowOf(source, 0, 2), rowOf(source, 1, 2), rowOf(source, 2, 2)]).toEqual(['c', 'd', 'e']);
});

it('a scope that no user owns has no row, and says so', () => {
  const source = makeSource({ values: VALUES, scenarios: [], inputs: { feeds: FEEDS } });
  expect(source.compileText('{{ u }}').render(source.sharedOf(0))).toBe('');
  expect(source.sharedOf(0).takeProblem()?.message).toBe(
    'u.csv has a row for each user, and a shared setup belongs to no user',
  );
});

it('no two users of any scenarios ever have the same row, however many they are', () => {
  const users = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 });
  const law = fc.property(users, (counts) => {
    const total = counts.reduce((a, b) => a + b, 0);
    const rows = Array.from({ length: total }, (_, row) => [`r${row}`]);
    const source = makeSource({
      values: VALUES,
      scenarios: counts.map((count) => scenario(count, '/{{ u }}')),
      inputs: { feeds: { 'u.csv': { columns: ['name'], rows } } },
    });
    const given = counts.flatMap((count, place) =>
      Array.from({ length: count }, (_, user) => rowOf(source, user, place)),
    );
    expect(given).toEqual(rows.flat());
  });
  fc.assert(law, { numRuns: 200 });
});

it('a run gives the users of two classes different rows', async () => {
  const first = scenario(2, '/A/{{ u }}');
  const plan = httpPlan({
    profile: constantUsers(2, 100),
    plan: {
      values: VALUES,
      scenarios: [
        { ...first, iterations: 1 },
        {
          ...first,
          iterations: 1,
          tasks: [{ name: 't', weight: 1, steps: [httpStep({ path: '/B/{{ u }}' })] }],
        },
      ],
    },
  });
  const run = await new VirtualRun(plan, { feeds: FEEDS }).finish();
  expect(run.driver.fired.map(({ path }) => path)).toEqual(['/A/a', '/A/b', '/B/c', '/B/d']);
});

it('arrivals take no rows: they are not counted among the users', () => {
  const open = httpPlan({ profile: constantRate(10, 1_000), step: { path: '/{{ u }}' } }).scenarios;
  const source = makeSource({
    values: VALUES,
    scenarios: [...open, scenario(1, '/{{ u }}')],
    inputs: { feeds: FEEDS },
  });
  expect(rowOf(source, 0, 1)).toBe('a');
});
