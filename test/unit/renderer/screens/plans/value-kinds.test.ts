import { describe, expect, it } from 'vitest';
import { valueSpecSchema } from '../../../../../src/contract/plan-values.ts';
import {
  freshValue,
  kindOfValue,
  nextWords,
  VALUE_KINDS,
} from '../../../../../src/renderer/screens/plans/values/value-kinds.ts';
import {
  constantReader,
  countReader,
  decimalReader,
  printConstant,
  sentTextReader,
} from '../../../../../src/renderer/screens/plans/values/value-words.ts';

describe('kinds of value', () => {
  it('are all that a plan can hold: each is a value, and recognised as what was chosen', () => {
    for (const kind of VALUE_KINDS) {
      for (const before of ['x', { oneOf: ['a'], scope: 'user' }, { range: [1.5, 3] }, { value: { a: 1 } }]) {
        const value = freshValue(kind, before, [{ name: 'users.csv', columns: ['id', 'mail'] }]);
        expect([kind, valueSpecSchema.safeParse(value).success, kindOfValue(value)]).toEqual([
          kind,
          true,
          kind,
        ]);
      }
    }
    const keys = valueSpecSchema.options.flatMap((option) =>
      'shape' in option ? Object.keys(option.shape) : [],
    );
    const extras = ['order', 'scope', 'digits', 'default', 'column', 'count'];
    expect([...new Set(keys)].filter((key) => !extras.includes(key)).sort()).toEqual(
      VALUE_KINDS.filter((kind) => kind !== 'constant').toSorted(),
    );
  });

  it('keep what the new kind can hold', () => {
    const files = [{ name: 'users.csv', columns: ['id', 'mail'] }];
    expect(freshValue('oneOf', 'red', files)).toEqual({ oneOf: ['red'] });
    expect(freshValue('constant', { oneOf: ['red', 'blue'] }, files)).toBe('red');
    expect(freshValue('decimal', { range: [1, 9], scope: 'user' }, files)).toEqual({
      decimal: [1, 9],
      scope: 'user',
    });
    expect(freshValue('feed', 'x', files)).toEqual({ feed: 'users.csv', column: 'id' });
    expect(freshValue('value', { object: { a: 1 } }, files)).toEqual({ value: { a: 1 } });
  });

  it('say whether what comes next is certain', () => {
    expect(
      [
        { range: [1, 2] },
        { counter: { from: 1 } },
        { feed: 'a.csv', order: 'unique' },
        { uuid: true, scope: 'user' },
      ].map(nextWords),
    ).toEqual(['For example:', 'Next:', 'For each user:', 'For each user:']);
  });
});

describe('a constant as it is typed', () => {
  it.each<[string, unknown]>([
    ['{ feed: users.csv, column: name }', { feed: 'users.csv', column: 'name' }],
    ['{feed: "a b.csv"}', { feed: 'a b.csv' }],
    ['{ oneOf: [a, 2] }', { oneOf: ['a', 2] }],
    ['{"range":[1,9]}', { range: [1, 9] }],
    ['{{ env.HOST }}/x', '{{ env.HOST }}/x'],
    ['{{a}}', '{{a}}'],
    ['42', 42],
    ['007', '007'],
    ['"42"', '42'],
    ['"{ a: b }"', '{ a: b }'],
    ['"quoted"', '"quoted"'],
    ['null', null],
    ['', ''],
    ['two words ', 'two words '],
  ])('%s', (text, value) => expect(constantReader(text)).toEqual({ value }));

  it.each([
    ['{ feed: users.csv', 'Not closed yet, or not as the text of a plan writes it'],
    ['{ a: b }', 'An object: choose “Fixed JSON”, or put a text in quotes'],
    ['[a, b]', 'A list: choose “One of a list” or “Fixed JSON”, or put a text in quotes'],
  ])('%s is told', (text, error) => expect(constantReader(text)).toEqual({ error }));

  it('comes back as it was printed', () => {
    for (const value of [
      'a',
      '42',
      42,
      true,
      'true',
      null,
      'null',
      '{ a: b }',
      '[x',
      '"q"',
      '"42"',
      '{{ a }}',
      ' a ',
    ]) {
      expect(constantReader(printConstant(value))).toEqual({ value });
    }
  });
});

it('where text is sent, the column of a file is told apart from text', () => {
  const told = {
    error: 'This would be sent literally. Add it under Values, and write {{ its name }} here',
  };
  expect(sentTextReader('{ feed: users.csv, column: id }')).toEqual(told);
  expect(sentTextReader('{"feed":"users.csv"}')).toEqual(told);
  for (const text of ['{ a: b }', '{{ id }}', '[feed]', '{ feed: ', 'feed: x']) {
    expect(sentTextReader(text)).toEqual({ value: text });
  }
});

it('numbers of several kinds', () => {
  expect([decimalReader('0.5 to 2'), decimalReader('-1 - 1'), decimalReader('2 to 1')]).toEqual([
    { value: [0.5, 2] },
    { value: [-1, 1] },
    { error: 'Such as 0.5 to 9.99' },
  ]);
  expect([countReader('3'), countReader('1 to 5'), countReader('5 to 1'), countReader('20000')]).toEqual([
    { value: 3 },
    { value: [1, 5] },
    { error: 'Such as 3, or 1 to 5; at most 10,000' },
    { error: 'Such as 3, or 1 to 5; at most 10,000' },
  ]);
});
