import { describe, expect, it } from 'vitest';
import type { ValueSpec } from '../../../../../src/contract/plan-values.ts';
import { makeHttp } from '../../../../support/made-plan.ts';
import { makeSource, renderMany } from './source.ts';

const KINDS: Readonly<Record<string, ValueSpec>> = {
  oneOf: { oneOf: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], scope: 'user' },
  range: { range: [1, 1_000_000], scope: 'user' },
  decimal: { decimal: [0, 1_000], digits: 6, scope: 'user' },
  uuid: { uuid: true, scope: 'user' },
  counter: { counter: { from: 1 }, scope: 'user' },
  sample: { sample: [1, 2, 3, 4, 5, 6, 7, 8], count: [2, 5], scope: 'user' },
  object: { object: { id: '{{ drawn }}' }, scope: 'user' },
  list: { list: '{{ drawn }}', count: 3, scope: 'user' },
  feed: { feed: 'people.csv', column: 'name', scope: 'user' },
};
const drawn: ValueSpec = { range: [1, 1_000_000] };
const people = {
  columns: ['name', 'mail'],
  rows: [
    ['ada', 'a@x'],
    ['bob', 'b@x'],
    ['cyd', 'c@x'],
  ],
};
const inputs = { feeds: { 'people.csv': people } };

describe('a value with scope: user', () => {
  it.each(Object.entries(KINDS))('is drawn once per user and kept: %s', (_, own) => {
    const source = makeSource({ values: { own, drawn }, inputs, seed: 11 });
    const template = source.compileText('{{ own }} {{ own }}');
    const users = Array.from({ length: 6 }, (__, index) => {
      const scope = source.openScope(index);
      return Array.from({ length: 20 }, () => {
        scope.beginIteration();
        return template.render(scope);
      });
    });
    for (const texts of users) {
      expect(new Set(texts).size).toBe(1);
      const half = texts[0]?.slice(0, (texts[0].length - 1) / 2);
      expect(texts[0]).toBe(`${half} ${half}`);
    }
    expect(new Set(users.map(([text]) => text)).size).toBeGreaterThan(1);
  });

  it('without it each task draws anew', () => {
    const texts = renderMany(makeSource({ values: { drawn } }), '{{ drawn }}', 20);
    expect(new Set(texts).size).toBe(20);
  });

  it('is the same in every item of a list', () => {
    const values: Record<string, ValueSpec> = {
      own: { range: [1, 1_000_000], scope: 'user' },
      drawn,
      batch: { list: { own: '{{ own }}', drawn: '{{ drawn }}' }, count: 4 },
    };
    const texts = renderMany(makeSource({ values }), '{{ batch }} {{ own }}', 10);
    const owners = texts.flatMap((text) =>
      [...text.matchAll(/"own":(\d+)|\] (\d+)/g)].map(([, a, b]) => a ?? b),
    );
    expect(owners).toHaveLength(50);
    expect(new Set(owners).size).toBe(1);
    const others = texts.flatMap((text) => [...text.matchAll(/"drawn":(\d+)/g)].map(([, number]) => number));
    expect(new Set(others).size).toBe(40);
  });

  it('keeps columns of one row together', () => {
    const values: Record<string, ValueSpec> = {
      name: { feed: 'people.csv', column: 'name', scope: 'user' },
      mail: { feed: 'people.csv', column: 'mail', scope: 'user' },
    };
    const source = makeSource({ values, inputs });
    const texts = [0, 1].map((index) => {
      const scope = source.openScope(index);
      scope.beginIteration();
      return source.compileText('{{ name }} {{ mail }}').render(scope);
    });
    expect(texts).toEqual(['ada a@x', 'bob b@x']);
  });

  it('of a rate belongs to one arrival, the user that it is', () => {
    const profile = { model: 'open', arrivals: 'constant', segments: [] } as const;
    const scenarios = [makeHttp({ profile })];
    const values: Record<string, ValueSpec> = { own: { range: [1, 1_000_000], scope: 'user' } };
    const source = makeSource({ values, scenarios });
    const template = source.compileText('{{ own }} {{ own }}');
    const scope = source.openScope(0);
    const arrivals = Array.from({ length: 10 }, () => {
      scope.beginIteration();
      return template.render(scope).split(' ');
    });
    expect(arrivals.every(([a, b]) => a === b)).toBe(true);
    expect(new Set(arrivals.map(([a]) => a)).size).toBe(10);
  });
});

describe('the position of an item', () => {
  it('counts from the number given, anew in each list', () => {
    const values: Record<string, ValueSpec> = {
      at: { position: 0 },
      batch: { list: 'm_{{ at }}', count: 3 },
    };
    expect(renderMany(makeSource({ values }), '{{ batch }}', 2)).toEqual([
      '["m_0","m_1","m_2"]',
      '["m_0","m_1","m_2"]',
    ]);
  });
});

describe('the default of an environment variable', () => {
  const values: Record<string, ValueSpec> = {
    head: 'abc',
    token: { env: 'TOKEN', default: '{{ head }}.def' },
  };
  it('is a template', () => {
    expect(makeSource({ values }).compileText('{{ token }}').constant).toBe('abc.def');
  });
  it('gives way to what is set, which is text as it is', () => {
    const source = makeSource({ values, inputs: { secrets: { token: '{{ head }}' } } });
    expect(source.compileText('{{ token }}').constant).toBe('{{ head }}');
  });
});
