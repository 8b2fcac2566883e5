import { describe, expect, it } from 'vitest';
import { planData } from '../../../../../../src/main/services/plans/text/edit-plan.ts';
import { nextValues } from '../../../../../../src/main/services/plans/try/next-values.ts';
import { seededRandom } from '../../../../../support/seeded-random.ts';

const FILES = new Map([
  ['people.csv', new TextEncoder().encode('id,name,password\n7,Ann,p-1\n8,Ben,p-2\n')],
  ['broken.csv', new TextEncoder().encode('id,id\n1,2\n')],
]);

/** Next values of a plan that has nothing but values, by name. */
function nextOf(values: string, { suite = null as unknown, rest = '' } = {}) {
  const options = { suites: { dataOf: () => suite }, files: FILES, random: seededRandom(1), now: () => 0 };
  const data = planData(`plimsoll: 1\nvalues:\n${values}${rest}`);
  const rows = nextValues(data.ok ? data.value : null, options);
  return Object.fromEntries(
    rows.map(({ name, next, why, faulty }) => [name, why === null ? next : [faulty, why]]),
  );
}

describe('what values would be', () => {
  it('draws as a run does: rows in turn, columns of a row together, a row of its own for every user', () => {
    expect(
      nextOf(`  id: { feed: people.csv, column: id }
  name: { feed: people.csv, column: name }
  own: { feed: people.csv, column: id, order: unique }
  row: { feed: people.csv }
  nth: { counter: { from: 5, step: 10 } }
  turn: { oneOf: [a, b], order: round-robin }
  hello: "Hello {{ name }}"
  place: { position: 1 }
  at: { timestamp: iso }
  is: true
`),
    ).toEqual({
      id: ['7', '8', '7', '8'],
      name: ['Ann', 'Ben', 'Ann', 'Ben'],
      own: ['7', '8'],
      row: [7, 8, 7, 8].map((id) =>
        JSON.stringify({ id: String(id), name: id === 7 ? 'Ann' : 'Ben', password: '[secret password]' }),
      ),
      nth: ['5', '15', '25', '35'],
      turn: ['a', 'b', 'a', 'b'],
      hello: ['Hello Ann', 'Hello Ben', 'Hello Ann', 'Hello Ben'],
      place: ['1', '2', '3', '4'],
      at: Array(4).fill('1970-01-01T00:00:00.000Z'),
      is: ['true', 'true', 'true', 'true'],
    });
  });

  it('says what a run would miss, and what is made of it', () => {
    expect(
      nextOf(`  a: { feed: gone.csv, column: id }
  b: { feed: people.csv, column: nam }
  c: { feed: broken.csv, column: id }
  d: "{{ b }}!"
  e: "{{ nowhere }}"
  f: { range: [9, 1] }
  g: { feed: people.csv, colum: id }
`),
    ).toEqual({
      a: [true, 'gone.csv is missing: choose the file.'],
      b: [true, 'people.csv has no column "nam"; did you mean "name"?'],
      c: [true, 'Feed broken.csv names a column twice.'],
      d: [false, 'Made of {{ b }}, which cannot be made.'],
      e: [
        true,
        '{{ nowhere }} is undefined: no value and no extraction has that name; there is a, b, c, d, e, f.',
      ],
      f: [true, 'The first number is 9 and must not be above the second, 1.'],
      g: [true, '"colum" is not a key of a plan here; did you mean "column"?'],
    });
  });

  it('shows no secret, and waits for what an answer gives', () => {
    expect(
      nextOf(
        `  key: { secret: api-key }
  auth: "Bearer {{ key }} {{ env.SHOP }}"
  of_answer: "{{ token }}"
`,
        { rest: 'classes: { user: { setup: [{ post: /login, extract: [{ to: token, json: /t }] }] } }\n' },
      ),
    ).toEqual({
      key: [false, 'Read from PLIMSOLL_SECRET_API_KEY.'],
      auth: Array(4).fill('Bearer [secret api-key] [SHOP]'),
      of_answer: [false, 'Made of {{ token }}, which a response sets.'],
    });
  });

  it('reads values of the suite without listing them, and of a text that is no plan yet', () => {
    expect(nextOf('  a: "{{ b }}"\n', { suite: { values: { b: 'from the suite' } } })).toEqual({
      a: Array(4).fill('from the suite'),
    });
    expect(nextOf('  a: [')).toEqual({});
  });

  it('does not make what would fill the memory', () => {
    const chain = Array.from(
      { length: 12 },
      (_, at) => `  v${at}: { list: "{{ v${at + 1} }}", count: 1000 }\n`,
    );
    const made = nextOf(`${chain.join('')}  v12: x\n`);
    expect(made.v0).toEqual([false, 'Too large to be shown here.']);
    expect(made.v12).toEqual(['x', 'x', 'x', 'x']);
  });
});
