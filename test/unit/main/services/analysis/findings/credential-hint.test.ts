import { expect, test } from 'vitest';
import type { AddressRequest } from '../../../../../../src/contract/address-request.ts';
import { credentialHint } from '../../../../../../src/main/services/analysis/findings/credential-hint.ts';
import { resolvePlan } from '../../../../../../src/main/services/plans/compile/resolve-plan.ts';
import { PRESETS_DIR, planText, runOf } from '../../plans/support.ts';

const hintOf = (step: string, values: string) => {
  const classes = `  user: { service: api, tasks: { home: { get: /, ${step} } } }`;
  return credentialHint(runOf(planText({ classes, more: `values: ${values}\n` })).series[0]?.credential);
};
const BEARER = 'headers: { Authorization: "Bearer {{ token }}" }';

test.each([
  [BEARER, '{ token: { env: API_TOKEN, default: x } }', 'API_TOKEN in the environment'],
  [BEARER, '{ token: { env: API_TOKEN, default: x } }', '--set token=…'],
  [BEARER, '{ token: "{{ other }}", other: { env: OTHER } }', 'Set OTHER'],
  [
    BEARER,
    '{ token: { secret: api } }',
    'Set PLIMSOLL_SECRET_API in the environment to a credential it accepts.',
  ],
  [BEARER, '{ token: abc }', '--set token=…'],
  ['query: { token: "{{ token }}" }', '{ token: { env: API_TOKEN } }', 'Set API_TOKEN'],
  ['headers: { Authorization: Bearer abc }', '{ }', 'written in the plan itself'],
])('%s of %s: %s', (step, values, words) => {
  expect(hintOf(step, values)).toContain(words);
});

test.each<[AddressRequest, string]>([
  [
    { bearer: 'canary-T0k3n-9f8e7d6c5b4a' },
    'with --bearer; where the plan is a file, set PLIMSOLL_SECRET_AUTHORIZATION',
  ],
  [{ basic: 'ada:canary' }, 'with --basic; where the plan is a file, set PLIMSOLL_SECRET_AUTHORIZATION'],
  [
    { headers: [['X-Api-Key', 'k-1']] },
    'where it was typed; where the plan is a file, set PLIMSOLL_SECRET_X_API_KEY',
  ],
])('names the option that %j was typed with', async (request, words) => {
  const options = { presetsDir: PRESETS_DIR };
  const made = await resolvePlan({ kind: 'url', url: 'http://h.test/', request }, {}, options);
  if (!made.ok) throw new Error(made.failure.message);
  expect(credentialHint(made.value.plan.series[0]?.credential)).toBe(
    `Give a credential it accepts ${words} in the environment.`,
  );
});

test('says nothing where nothing is presented', () => {
  expect(hintOf('headers: { Accept: "*/*" }', '{ }')).toBe(null);
});
