import { describe, expect, it } from 'vitest';
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

const said = (name: string) =>
  `The value of ${name} is too short or too common to be hidden: it remains readable in results.`;

it('names what is too short or too common to be hidden, by where it comes from', () => {
  const resolved = { plan: runOf(TEXT), source: planOf(TEXT) };
  const env = { PLIMSOLL_SECRET_PIN: '1234', KEY: 'k-5678-long', STAGE: 'staging' };
  expect(unhiddenSecrets(resolved, env)).toEqual(['PLIMSOLL_SECRET_PIN', 'STAGE', 'password'].map(said));
});

describe('a password before the host of a watch', () => {
  const text = `${TEXT.replace('password: abc', 'n: 1').replace('{{ pin }}/{{ key }}/{{ stage }}', 'x')}
watch: { db: { prometheus: "http://mon:{{ env.PW }}@127.0.0.1:1/m", headers: { X-Api-Key: "{{ env.PW }}" } } }
`;
  const resolved = { plan: runOf(text), source: planOf(text) };

  it('is named once, by its variable', () => {
    expect(unhiddenSecrets(resolved, { PW: 'abc' })).toEqual([said('PW')]);
  });

  it('that is not set is none', () => {
    expect(unhiddenSecrets(resolved, {})).toEqual([]);
  });
});
