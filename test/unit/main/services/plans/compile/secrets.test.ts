import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../../../src/main/services/plans/compile/compile-plan.ts';
import { neededSecrets, resolveSecrets } from '../../../../../../src/main/services/plans/compile/secrets.ts';
import { planOf, planText, runOf } from '../support.ts';

const plan = {
  values: {
    token: { env: 'TOKEN', default: 'demo' },
    key: { secret: 'api-key' },
    'env.HOME_CITY': { env: 'HOME_CITY' },
    other: { oneOf: [1] },
    constant: 'x',
  },
};

describe('secrets', () => {
  it('lists what a plan refers to', () => {
    expect(neededSecrets(plan)).toEqual([
      { value: 'token', variable: 'TOKEN', kind: 'env', hasDefault: true },
      { value: 'key', variable: 'PLIMSOLL_SECRET_API_KEY', kind: 'secret', hasDefault: false },
      { value: 'env.HOME_CITY', variable: 'HOME_CITY', kind: 'env', hasDefault: false },
    ]);
  });

  it('takes them from the environment; a default stays with the plan', () => {
    expect(resolveSecrets(plan, { PLIMSOLL_SECRET_API_KEY: 'k', HOME_CITY: 'Oslo' })).toEqual({
      ok: true,
      value: { key: 'k', 'env.HOME_CITY': 'Oslo' },
    });
    expect(resolveSecrets(plan, { TOKEN: 't', PLIMSOLL_SECRET_API_KEY: 'k', HOME_CITY: 'Oslo' })).toEqual({
      ok: true,
      value: { token: 't', key: 'k', 'env.HOME_CITY': 'Oslo' },
    });
  });

  it('names everything that is missing; empty is missing', () => {
    expect(resolveSecrets(plan, { HOME_CITY: '' })).toEqual({
      ok: false,
      failure: {
        code: 'plan.missing_secret',
        side: 'test',
        message: 'the plan needs PLIMSOLL_SECRET_API_KEY, HOME_CITY, which are not set in the environment',
        hint: 'Set them and start again.',
      },
    });
  });
});

describe('setting a value from outside', () => {
  const text = planText({
    classes: '  user: { service: api, tasks: { home: { get: "/?k={{ k }}&n={{ n }}" } } }',
    more: 'values: { k: { secret: no-key }, n: { env: SIZE, default: "1" } }',
  });

  it('is refused where it is a secret: what is set is kept with the run, in clear', () => {
    expect(compilePlan(planOf(text), { values: { k: 'hush' } })).toEqual({
      ok: false,
      failure: {
        code: 'plan.set_secret',
        side: 'test',
        message: '"k" is a secret of the plan and cannot be set: overrides are stored with the run',
        hint: 'Put it into the environment as PLIMSOLL_SECRET_NO_KEY.',
      },
    });
  });

  it('is refused by the same sentence where a step names the secret itself', () => {
    const direct = planText({
      classes: '  user: { service: api, tasks: { home: { get: "/?k={{ secret.authorization }}" } } }',
    });
    expect(compilePlan(planOf(direct), { values: { authorization: 'TOK' } })).toMatchObject({
      failure: {
        code: 'plan.set_secret',
        hint: 'Put it into the environment as PLIMSOLL_SECRET_AUTHORIZATION.',
      },
    });
  });

  it('goes before the environment where it is not', () => {
    expect(runOf(text, { values: { n: '7' } }).values).toEqual({ k: { secret: 'no-key' }, n: '7' });
  });
});
