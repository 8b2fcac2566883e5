import { expect, test } from 'vitest';
import { credentialHint } from '../../../../../src/main/services/analysis/credential-hint.ts';
import { planText, runOf } from '../plans/support.ts';

const hintOf = (step: string, values: string) => {
  const classes = `  user: { service: api, tasks: { home: { get: /, ${step} } } }`;
  return credentialHint(runOf(planText({ classes, more: `values: ${values}\n` })), 0);
};
const BEARER = 'headers: { Authorization: "Bearer {{ token }}" }';

test.each([
  [BEARER, '{ token: { env: API_TOKEN, default: x } }', 'API_TOKEN in the environment'],
  [BEARER, '{ token: { env: API_TOKEN, default: x } }', '--set token=…'],
  [BEARER, '{ token: "{{ other }}", other: { env: OTHER } }', 'Set OTHER'],
  [BEARER, '{ token: { secret: api } }', 'Set the secret api'],
  [BEARER, '{ token: abc }', '--set token=…'],
  ['query: { token: "{{ token }}" }', '{ token: { env: API_TOKEN } }', 'Set API_TOKEN'],
  ['headers: { Authorization: Bearer abc }', '{ }', 'written in the plan itself'],
])('%s of %s: %s', (step, values, words) => {
  expect(hintOf(step, values)).toContain(words);
});

test('says nothing where nothing is presented', () => {
  expect(hintOf('headers: { Accept: "*/*" }', '{ }')).toBe(null);
});
