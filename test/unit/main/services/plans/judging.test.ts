import { describe, expect, it } from 'vitest';
import { readPlan, sentenceOf } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import { planText } from './support.ts';

const problemsOf = (text: string) => {
  const reading = readPlan(text);
  return reading.ok ? [] : reading.problems.map(sentenceOf);
};
const withClasses = (...lines: string[]) =>
  planText({ classes: lines.map((line) => `  ${line}`).join('\n') });
const withStep = (step: string) => withClasses('A:', '  service: api', '  tasks:', '    t:', `      ${step}`);

describe('texts that are no templates', () => {
  const check = (found: string) =>
    `a check is not a template: {{ ${found} }} would be compared literally; write the expected value, or check only that it is present`;
  const key = 'a key is not a template: {{ n }} would be sent literally; write the name itself';

  it.each([
    [
      'checks: [{ json: /id, equals: "{{ id }}" }]',
      `line 9, column 39 (classes.A.tasks.t.checks[0].equals): ${check('id')}`,
    ],
    [
      'checks: [{ contains: "x {{ tok | url }}" }]',
      `line 9, column 30 (classes.A.tasks.t.checks[0].contains): ${check('tok')}`,
    ],
    [
      'checks: [{ json: /a, equals: { b: ["{{ tok }}"] } }]',
      `line 9, column 44 (classes.A.tasks.t.checks[0].equals.b[0]): ${check('tok')}`,
    ],
    [
      'checks: [{ header: x, equals: "{{ tok }}" }]',
      `line 9, column 39 (classes.A.tasks.t.checks[0].equals): ${check('tok')}`,
    ],
    ['query: { "{{ n }}": 1 }', `line 9, column 18 (classes.A.tasks.t.query.{{ n }}): ${key}`],
    [
      'body: { json: { a: { "{{ n }}": 1 } } }',
      `line 9, column 30 (classes.A.tasks.t.body.json.a.{{ n }}): ${key}`,
    ],
  ])('%s', (keys, sentence) => {
    expect(problemsOf(withStep(`${keys}\n      post: /`.replaceAll('\n', '\n  ')))).toEqual([sentence]);
  });

  it('takes the items of a sample as they are, and says so', () => {
    expect(
      problemsOf(planText({ more: 'values: { n: 1, s: { sample: [a, "{{ n }}"], count: 1 } }' })),
    ).toEqual([
      'line 6, column 34 (values.s.sample[1]): sample is not a template: {{ n }} would be sent literally; use oneOf or list',
    ]);
  });

  it('leaves braces alone that hold no name', () => {
    expect(problemsOf(withStep('{ get: /, checks: [{ contains: "{{" }, { contains: "{ x }" }] }'))).toEqual(
      [],
    );
  });
});

describe('checks that no answer can pass', () => {
  const never = (list: string, status = list) =>
    `no response can pass this check: a ${status} already fails; write expect: [${list}] too`;

  it.each([
    ['{ get: /, checks: [{ status: 404 }] }', never('404')],
    ['{ get: /, checks: [{ status: [404, 500] }] }', never('404, 500', '404 or 500')],
    ['{ get: /, expect: [404], checks: [{ status: 200 }] }', never('200')],
  ])('%s', (step, message) => {
    const column = step.indexOf('status: ') + 'status: '.length + 9;
    expect(problemsOf(withStep(step))).toEqual([
      `line 9, column ${column} (classes.A.tasks.t.checks[0].status): ${message}`,
    ]);
  });

  it.each([
    '{ get: /, expect: [404], checks: [{ status: 404 }] }',
    '{ get: /, checks: [{ status: [200, 404] }] }',
    '{ head: /, checks: [{ status: 204 }, { header: x, contains: y }, { maxTime: 1s }] }',
  ])('%s can be passed', (step) => {
    expect(problemsOf(withStep(step))).toEqual([]);
  });

  it('knows that the answer to a HEAD has no body', () => {
    const why = 'the response to a HEAD has no body; check its status or headers, or write get';
    expect(
      problemsOf(withStep('{ head: /, checks: [{ json: /a }], extract: [{ to: b, regex: c }] }')),
    ).toEqual([
      `line 9, column 29 (classes.A.tasks.t.checks[0]): ${why}`,
      `line 9, column 54 (classes.A.tasks.t.extract[0]): ${why}`,
    ]);
  });
});

describe('values that an answer gives', () => {
  const LOGIN = '{ post: /login, extract: [{ to: tok, json: /token }] }';

  it('belong to the users of the class that got the answer', () => {
    const text = withClasses(
      `A: { service: api, tasks: { t: ${LOGIN} } }`,
      'B: { service: api, tasks: { u: { get: "/x/{{ tok }}" } } }',
    );
    expect(problemsOf(text)).toEqual([
      'line 6, column 41 (classes.B.tasks.u.get): {{ tok }} is extracted in class A only, and users of B never have it; extract it in a step of B',
    ]);
  });

  it('of a setup that runs once for the whole run are there for the users of every class, but not in their setups', () => {
    const login = `A: { service: api, setupFor: shared, setup: [${LOGIN}], tasks: { t: { get: / } } }`;
    const use = (spec: string) => withClasses(login, `B: { service: api, ${spec} }`);
    expect(problemsOf(use('tasks: { u: { get: "/x/{{ tok }}" } }'))).toEqual([]);
    expect(problemsOf(use('websocket: { path: "/ws?t={{ tok }}", connections: 2 }'))).toEqual([]);
    expect(
      problemsOf(use('setup: [{ get: "/x/{{ tok }}" }], tasks: { u: { get: / } }')).map((one) =>
        one.slice(-78),
      ),
    ).toEqual([
      'is extracted in class A only, and users of B never have it; extract it in a step of B'.slice(-78),
    ]);
    // Which of two would it be?
    const two = withClasses(
      login,
      login.replace('A:', 'C:'),
      'B: { service: api, tasks: { u: { get: "/{{ tok }}" } } }',
    );
    expect(problemsOf(two)).toHaveLength(1);
  });

  it('are there once they are extracted, also through other values', () => {
    const text = (steps: string, setup = '') =>
      `${withClasses('A:', '  service: api', `  ${setup}`, '  tasks:', `    t: { steps: ${steps} }`)}values: { auth: "Bearer {{ tok }}" }`;
    const use = '{ get: "/{{ auth }}", name: use }';
    const late = '{{ tok }} is only extracted by this step or a later one; extract it before it is used';
    expect(problemsOf(text(`[${LOGIN}, ${use}]`))).toEqual([]);
    expect(problemsOf(text(`[${use}]`, `setup: [${LOGIN}]`))).toEqual([]);
    expect(problemsOf(text(`[${use}, ${LOGIN}]`))).toEqual([
      `line 9, column 27 (classes.A.tasks.t.steps[0].get): ${late}`,
    ]);
    expect(problemsOf(text(`[${LOGIN}]`, `setup: [${use}]`))).toEqual([
      `line 7, column 20 (classes.A.setup[0].get): ${late}`,
    ]);
  });

  it('may come from another task, or be given beforehand', () => {
    const tasks = `A: { service: api, tasks: { t: ${LOGIN}, u: { get: "/{{ tok }}" } } }`;
    expect(problemsOf(withClasses(tasks))).toEqual([]);
    const again =
      'A: { service: api, tasks: { t: { get: "/?c={{ tok }}", extract: [{ to: tok, json: /c }] } } }';
    expect(problemsOf(`${withClasses(again)}values: { tok: "" }`)).toEqual([]);
  });
});
