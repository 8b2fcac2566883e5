import { describe, expect, it } from 'vitest';
import { checkUniqueFeeds } from '../../../../../../src/main/services/plans/check/check-unique.ts';
import { readInputs } from '../../../../../../src/main/services/plans/inputs/run-inputs.ts';
import { planOf, refusalOf, runOf } from '../support.ts';

const VALUES = 'values: { u: { feed: u.csv, order: unique }, path: "/{{ u }}" }';
const plan = (classes: string, rest: string) => `plimsoll: 1
name: Test
services: { api: { url: "http://127.0.0.1:8080" } }
${VALUES}
classes:
${classes}
${rest}
`;
const TAKES = '{ service: api, tasks: { t: { get: "{{ path | raw }}" } } }';
const RATE =
  'value u gives each user a row of its own, but class "A" has a rate, and arrivals are not users: take the rows in order sequential or random, or write users';
const refusal = (text: string) => {
  try {
    return checkUniqueFeeds(planOf(text)).map(({ message }) => message);
  } catch (error) {
    return String(error);
  }
};

describe('a feed in order unique', () => {
  it.each([
    ['a rate', plan(`  A: ${TAKES}`, 'load: { rate: 10, duration: 2s }')],
    ['a model of its own', plan(`  A: ${TAKES}`, 'load: { model: open, rate: 10, duration: 2s }')],
    [
      'a load of its own',
      plan('  A: { service: api, load: { rate: 5, duration: 2s }, tasks: { t: { get: "/{{ u }}" } } }', ''),
    ],
  ])('is refused with %s, at its place', (_, text) => {
    expect(refusal(text)).toBe(`Error: line 4, column 36 (values.u.order): ${RATE}`);
  });

  it('is refused in a setup that users share', () => {
    const shared =
      '{ service: api, setupFor: shared, setup: [{ get: "/{{ u }}" }], tasks: { t: { get: / } } }';
    expect(refusal(plan(`  A: ${shared}`, 'load: { users: 2, duration: 2s }'))).toBe(
      'Error: line 4, column 36 (values.u.order): value u gives each user a row of its own, but the setup of class "A" is shared by all its users: write setupFor: user, or take the rows in another order',
    );
  });

  it('is refused where an option or a size makes a rate of the users', () => {
    const users = plan(`  A: ${TAKES}`, 'load: { users: 2, duration: 2s }');
    expect(refusalOf(users, {})).toBe('compiled');
    expect(refusalOf(users, { rate: 5 })).toBe(`plan.contradiction: ${RATE}`);
  });

  it('is taken beside a class with a rate that does not use it', () => {
    const text = plan(
      `  A: { service: api, load: { rate: 5, duration: 2s }, tasks: { t: { get: / } } }\n  B: { service: api, users: 2, tasks: { t: { get: "/{{ u }}" } } }`,
      'load: { duration: 2s }',
    );
    expect(refusalOf(text, {})).toBe('compiled');
  });
});

describe('rows for the users of a feed', () => {
  const classes = (b: string) =>
    `  A: { service: api, users: 2, tasks: { t: { get: "{{ path | raw }}" } } }\n  B: { service: api, users: 3, tasks: { u: { get: "${b}" } } }`;
  const read = (b: string, rows: number) => {
    const bytes = Buffer.from(`name\n${'x\n'.repeat(rows)}`);
    return readInputs(runOf(plan(classes(b), 'load: { duration: 1s }')), {
      env: {},
      folder: null,
      files: new Map([['u.csv', bytes]]),
    });
  };

  it.each([
    ['/{{ u }}', 5, 'ok'],
    ['/{{ u }}', 4, 'u.csv cannot be used: it has 4 rows, too few to give each of 5 users its own'],
    ['/', 2, 'ok'],
    ['/', 1, 'u.csv cannot be used: it has 1 rows, too few to give each of 2 users its own'],
  ])('B gets %s with %i rows: %s', async (path, rows, said) => {
    const result = await read(path, rows);
    expect(result.ok ? 'ok' : result.failure.message).toBe(said);
  });
});
