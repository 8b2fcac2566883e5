import { expect, it } from 'vitest';
import { unhiddenSecrets } from '../../../../../../src/main/services/plans/check/unhidden-secrets.ts';
import { planOf, runOf } from '../support.ts';

const TEXT = `plimsoll: 1
name: x
services: { api: { url: "http://h" } }
values: { pin: { secret: pin }, key: { env: KEY }, stage: { env: STAGE } }
classes:
  a:
    service: api
    tasks: { t: { post: "/{{ pin }}/{{ key }}/{{ stage }}", body: { json: { password: abc } } } }
load: { users: 1, duration: 5s }
`;

it('names what is too short or too common to be hidden, by where it comes from', () => {
  const resolved = { plan: runOf(TEXT), source: planOf(TEXT) };
  const env = { PLIMSOLL_SECRET_PIN: '1234', KEY: 'k-5678-long', STAGE: 'staging' };
  const said = (name: string) =>
    `The value of ${name} is too short or too common to be hidden: it remains readable in results.`;
  expect(unhiddenSecrets(resolved, env)).toEqual(['PLIMSOLL_SECRET_PIN', 'STAGE', 'password'].map(said));
});
