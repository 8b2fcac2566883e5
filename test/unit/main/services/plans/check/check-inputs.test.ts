import { describe, expect, it } from 'vitest';
import { checkInputs, readRunInputs } from '../../../../../../src/main/services/plans/check/check-inputs.ts';
import { compilePlan } from '../../../../../../src/main/services/plans/compile/compile-plan.ts';
import { planOf, planText } from '../support.ts';

const FILES = new Map(
  Object.entries({
    'users.csv': 'email,password\na@x.test,1\nb@x.test,2\n',
    'one.csv': 'email\na@x.test\n',
    'empty.csv': 'email\n',
    'deep.json': '[{ "who": { "email": "a@x.test" } }]',
  }).map(([name, text]) => [name, new TextEncoder().encode(text)]),
);
const SOURCES = { env: {}, folder: null, files: FILES };

function resolved(value: string, text: string) {
  const classes = `  A: { service: api, tasks: { t: { get: "/${text}" } } }`;
  const source = planOf(planText({ classes, more: `values: { u: ${value} }` }));
  const compiled = compilePlan(source, {});
  if (!compiled.ok) throw new Error(compiled.failure.message);
  return { plan: compiled.value.run, source };
}
const sayingOf = async (value: string, text: string) => {
  const plan = resolved(value, text);
  const [checked, ran] = [await checkInputs(plan, SOURCES), await readRunInputs(plan, SOURCES)];
  expect(checked.ok).toBe(ran.ok);
  return checked.ok ? 'ok' : checked.failure.message;
};

describe('what a run finds beside its plan', () => {
  it.each([
    ['{ feed: users.csv }', '{{ u.email }}{{ u.password }}', 'ok'],
    [
      '{ feed: users.csv }',
      '{{ u.passwrd }}',
      'users.csv cannot be used: it has no column "passwrd" for {{ u.passwrd }}; did you mean "password"?',
    ],
    ['{ feed: one.csv }', '{{ u }}', 'ok'],
    [
      '{ feed: one.csv }',
      '{{ u.email }}',
      'one.csv cannot be used: it has one column, so {{ u.email }} is undefined; write {{ u }}',
    ],
    [
      '{ feed: users.csv, column: email }',
      '{{ u.email }}',
      'users.csv cannot be used: its value takes the column "email", so {{ u.email }} is undefined; write {{ u }}',
    ],
    ['{ feed: deep.json }', '{{ u.email }}', 'ok'],
    ['{ feed: empty.csv }', '{{ u }}', 'feed empty.csv has no rows'],
    ['{ feed: none.csv }', '{{ u }}', 'none.csv cannot be used: it was not added to the plan'],
  ])('%s in %s: %s', async (value, text, saying) => {
    expect(await sayingOf(value, text)).toBe(saying);
  });

  it('names the secrets a run would miss, and is not refused for them', async () => {
    const plan = resolved('{ secret: api-key }', '{{ u }}{{ env.PLACE }}');
    expect(await checkInputs(plan, SOURCES)).toEqual({
      ok: true,
      value: ['PLACE', 'PLIMSOLL_SECRET_API_KEY'],
    });
    const env = { PLACE: 'here', PLIMSOLL_SECRET_API_KEY: '' };
    expect(await checkInputs(plan, { ...SOURCES, env })).toEqual({
      ok: true,
      value: ['PLIMSOLL_SECRET_API_KEY'],
    });
    expect(await checkInputs(resolved('{ env: PLACE, default: x }', '{{ u }}'), SOURCES)).toEqual({
      ok: true,
      value: [],
    });
  });
});
