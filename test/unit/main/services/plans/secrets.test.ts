import { describe, expect, it } from 'vitest';
import { neededSecrets, resolveSecrets } from '../../../../../src/main/services/plans/secrets.ts';

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
