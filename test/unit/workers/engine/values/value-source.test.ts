import { describe, expect, it } from 'vitest';
import type { HttpScenario } from '../../../../../src/contract/run-plan.ts';
import { makeSource, renderMany } from './source.ts';

/** Pearson's chi-square of counts against equal shares. */
function chiSquare(items: readonly string[], kinds: number): number {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  const expected = items.length / kinds;
  let sum = (kinds - counts.size) * expected;
  for (const count of counts.values()) sum += (count - expected) ** 2 / expected;
  return sum;
}

describe('values', () => {
  it('draws a list evenly: chi-square of 10,000 draws over 5 items below the 99.9% point of 4 degrees', () => {
    const source = makeSource({ values: { item: { oneOf: ['a', 'b', 'c', 'd', 'e'] } }, seed: 7 });
    expect(chiSquare(renderMany(source, '{{ item }}', 10_000), 5)).toBeLessThan(18.47);
  });

  it('draws a range evenly, both ends included: 900 kinds in 90,000 draws', () => {
    const source = makeSource({ values: { user: { range: [100, 999] } }, seed: 7 });
    const drawn = renderMany(source, '{{ user }}', 90_000);
    const numbers = drawn.map(Number);
    expect([Math.min(...numbers), Math.max(...numbers)]).toEqual([100, 999]);
    // 899 degrees of freedom: the 99.9 % point is 1,035.
    expect(chiSquare(drawn, 900)).toBeLessThan(1_035);
  });

  it('draws decimals between the ends with the digits asked for', () => {
    const source = makeSource({ values: { price: { decimal: [1, 2], digits: 3 } }, seed: 3 });
    const drawn = renderMany(source, '{{ price }}', 10_000);
    const numbers = drawn.map(Number);
    expect(drawn.every((text) => /^[12](\.\d{1,3})?$/.test(text))).toBe(true);
    expect([Math.min(...numbers) >= 1, Math.max(...numbers) <= 2]).toEqual([true, true]);
    // Mean 1.5, standard error of 10,000 uniform draws 0.0029.
    expect(Math.abs(numbers.reduce((a, b) => a + b, 0) / 10_000 - 1.5)).toBeLessThan(0.009);
  });

  it('draws a sample without repeats, of every size asked for, each item equally often', () => {
    const topics = ['a', 'b', 'c', 'd', 'e'];
    const source = makeSource({ values: { some: { sample: topics, count: [1, 3] } }, seed: 5 });
    const drawn = renderMany(source, '{{ some }}', 9_000).map((text) => JSON.parse(text) as string[]);
    expect(drawn.every((items) => new Set(items).size === items.length)).toBe(true);
    expect(
      chiSquare(
        drawn.map((items) => String(items.length)),
        3,
      ),
    ).toBeLessThan(13.82);
    expect(chiSquare(drawn.flat(), 5)).toBeLessThan(18.47);
  });

  it('goes round a list, and shares out a counter over threads without a gap or a repeat', () => {
    const values = {
      turn: { oneOf: ['a', 'b', 'c'], order: 'round-robin' as const },
      id: { counter: { from: 100, step: 2 } },
    };
    expect(renderMany(makeSource({ values }), '{{ turn }}', 5)).toEqual(['a', 'b', 'c', 'a', 'b']);
    const threads = [0, 1, 2].map((index) => makeSource({ values, thread: { index, count: 3 } }));
    const ids = threads.map((source) => renderMany(source, '{{ id }}', 3).map(Number));
    expect(ids).toEqual([
      [100, 106, 112],
      [102, 108, 114],
      [104, 110, 116],
    ]);
  });

  it('makes version 4 ids that differ, the same ones for the same seed', () => {
    const values = { id: { uuid: true as const } };
    const ids = renderMany(makeSource({ values, seed: 9 }), '{{ id }}', 10_000);
    expect(new Set(ids).size).toBe(10_000);
    expect(
      ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
    ).toBe(true);
    expect(renderMany(makeSource({ values, seed: 9 }), '{{ id }}', 3)).toEqual(ids.slice(0, 3));
  });

  it('writes timestamps of the wall clock', () => {
    const values = {
      iso: { timestamp: 'iso' as const },
      ms: { timestamp: 'ms' as const },
      s: { timestamp: 's' as const },
    };
    expect(renderMany(makeSource({ values }), '{{ iso }} {{ ms }} {{ s }}', 1)).toEqual([
      '2023-11-14T22:13:20.123Z 1700000000123 1700000000',
    ]);
  });

  it('keeps a drawn value for the whole iteration, and for each item of a list', () => {
    const source = makeSource({
      values: {
        n: { counter: { from: 1 } },
        item: { object: { n: '{{ n }}', again: '{{ n }}' } },
        items: { list: '{{ item }}', count: 3 },
      },
    });
    const json = source.compileBody({ json: { outer: '{{ n }}', items: '{{ items }}', same: '{{ n }}' } });
    const scope = source.openScope(0);
    expect(JSON.parse(String(json?.render(scope)))).toEqual({
      outer: 1,
      items: [
        { n: 2, again: 2 },
        { n: 3, again: 3 },
        { n: 4, again: 4 },
      ],
      same: 1,
    });
    scope.beginIteration();
    expect(JSON.parse(String(source.compileBody({ json: '{{ n }}' })?.render(scope)))).toBe(5);
  });

  it('gives each user its own values, and what the shared setup took to all', () => {
    const source = makeSource();
    const template = source.compileText('{{ token }}-{{ own }}');
    const [first, second] = [source.openScope(0), source.openScope(1)];
    source.sharedOf(0).set('token', 'shared');
    first.set('own', 'a');
    second.set('own', null);
    second.set('token', 'mine');
    expect([template.render(first), template.render(second)]).toEqual(['shared-a', 'mine-']);
  });

  it('gives users what the shared setup of their class took before what those of other classes did', () => {
    const source = makeSource();
    const template = source.compileText('{{ token }}{{ other }}');
    source.sharedOf(0).set('token', 'a');
    source.sharedOf(1).set('token', 'b');
    source.sharedOf(1).set('other', '!');
    const rendered = [0, 1, 2].map((scenario) => template.render(source.openScope(0, scenario)));
    expect(rendered).toEqual(['a!', 'b!', 'b!']);
    expect([source.sharedOf(0).given('token'), source.sharedOf(0).given('other')]).toEqual(['a', undefined]);
  });

  it('lets an answer replace what the plan says, even a constant', () => {
    const login: HttpScenario['setup'][number] = {
      series: 0,
      method: 'POST',
      path: '/login',
      headers: {},
      body: null,
      timeoutMs: 1_000,
      expectStatus: [],
      checks: [],
      extract: [{ to: 'token', json: '/token' }],
    };
    const scenario = { kind: 'http', setup: [login], tasks: [] } as unknown as HttpScenario;
    const source = makeSource({ values: { token: 'plan' }, scenarios: [scenario] });
    const header = source.compileHeaders({ Authorization: 'Bearer {{ token }}' });
    const scope = source.openScope(0);
    expect(header.render(scope)).toEqual(['authorization', 'Bearer plan']);
    scope.set('token', 'answer');
    expect(header.render(scope)).toEqual(['authorization', 'Bearer answer']);
  });

  it('reports a value that no answer has given, once, and renders nothing in its place', () => {
    const source = makeSource();
    const scope = source.openScope(0);
    expect(source.compileText('a{{ token }}b{{ other }}').render(scope)).toBe('ab');
    expect(scope.takeProblem()).toEqual({
      code: 'value.unset',
      side: 'test',
      message: '{{ token }} has no value yet',
      hint: 'An earlier step must extract it, or the plan must name it under values.',
    });
    expect(scope.takeProblem()).toBeNull();
  });

  it('refuses a value made of itself', () => {
    const source = makeSource({
      values: { a: { object: { b: '{{ b }}' } }, b: { list: '{{ a }}', count: 2 } },
    });
    expect(() => source.compileText('{{ a }}')).toThrow('the value a refers to itself');
  });

  it('takes environment and secret values by value name, then the default', () => {
    const source = makeSource({
      values: {
        token: { env: 'TOKEN', default: 'demo' },
        key: { secret: 'api' },
        other: { env: 'OTHER', default: 'x' },
      },
      inputs: { secrets: { token: 't0', key: 'k0' } },
    });
    expect(source.compileText('{{ token }} {{ key }} {{ other }}').constant).toBe('t0 k0 x');
  });
});

describe('feeds', () => {
  const feeds = {
    'users.csv': {
      columns: ['name', 'city'],
      rows: [
        ['ada', 'london'],
        ['bob', 'rome'],
        ['cyd', 'oslo'],
      ],
    },
  };
  const feed = (order: 'sequential' | 'random' | 'unique') => ({
    name: { feed: 'users.csv', column: 'name', order },
    city: { feed: 'users.csv', column: 'city', order },
    row: { feed: 'users.csv', order },
  });

  it('gives rows in order, columns of a row together, divided over threads', () => {
    const values = feed('sequential');
    const threads = [0, 1].map((index) =>
      makeSource({ values, inputs: { feeds }, thread: { index, count: 2 } }),
    );
    expect(threads.map((source) => renderMany(source, '{{ name }} of {{ city }}', 3))).toEqual([
      ['ada of london', 'cyd of oslo', 'bob of rome'],
      ['bob of rome', 'ada of london', 'cyd of oslo'],
    ]);
    expect(
      renderMany(makeSource({ values, inputs: { feeds } }), '{{ row.city }} {{ row | json }}', 1),
    ).toEqual(['london {"name":"ada","city":"london"}']);
  });

  it('draws random rows evenly', () => {
    const source = makeSource({ values: feed('random'), inputs: { feeds }, seed: 4 });
    expect(chiSquare(renderMany(source, '{{ name }}', 3_000), 3)).toBeLessThan(13.82);
  });

  it('keeps a unique row for a user, and reports the user who finds none left', () => {
    const source = makeSource({ values: feed('unique'), inputs: { feeds } });
    const template = source.compileText('{{ name }}');
    const second = source.openScope(1);
    second.beginIteration();
    const once = template.render(second);
    second.beginIteration();
    expect([once, template.render(second)]).toEqual(['bob', 'bob']);
    const fourth = source.openScope(3);
    expect([template.render(fourth), fourth.takeProblem()?.code]).toEqual(['', 'value.feed_exhausted']);
  });
});
