import { describe, expect, it } from 'vitest';
import {
  parsePlan,
  readPlan,
  sentenceOf,
} from '../../../../../../src/main/services/plans/text/parse-plan.ts';
import { planOf, planText, SUITES } from '../support.ts';

const GOOD = planText();
const problemsOf = (text: string) => {
  const reading = readPlan(text, SUITES);
  return reading.ok ? [] : reading.problems.map(sentenceOf);
};

describe('parsePlan', () => {
  it('reads YAML and the same plan as JSON', () => {
    const json = JSON.stringify({
      plimsoll: 1,
      name: 'Test',
      services: { api: { url: 'http://127.0.0.1:8080' } },
      classes: { user: { service: 'api', tasks: { home: { get: '/' } } } },
    });
    expect(planOf(json)).toEqual(planOf(GOOD));
    expect(planOf(`\ufeff${GOOD}`)).toEqual(planOf(GOOD));
  });

  it('turns durations into milliseconds', () => {
    const plan = planOf(
      planText({ load: '{ users: 3, duration: 1m30s, warmup: 2 }', more: 'limits: { timeout: 250ms }' }),
    );
    expect([plan.load?.duration, plan.load?.warmup, plan.limits?.timeout]).toEqual([90_000, 2_000, 250]);
  });

  it('says the first problem and how many more there are', () => {
    const parsed = parsePlan(`plimsoll: 1\nnaem: x\nservices: {}\nclasses: {}\nload: { usres: 5 }\n`);
    expect(parsed).toEqual({
      ok: false,
      failure: {
        code: 'plan.missing_key',
        side: 'test',
        message: 'line 1, column 1 (name): "name" is missing (and 2 more problems)',
        hint: 'plimsoll validate PLAN lists every problem.',
      },
    });
  });
});

describe('problems of form', () => {
  it.each([
    ['naem: x', ['line 1, column 1 (naem): "naem" is not a key of a plan here; did you mean "name"?']],
    [
      'load: { usres: 5 }',
      ['line 6, column 9 (load.usres): "usres" is not a key of a plan here; did you mean "users"?'],
    ],
    ['load: { users: -1 }', ['line 6, column 16 (load.users): "users" is -1, but must be at least 0']],
    ['load: { users: 2.5 }', ['line 6, column 16 (load.users): "users" is 2.5, but must be a whole number']],
    [
      'load: { stages: [{ to: 2.5, duration: 5s }] }',
      [
        'line 6, column 24 (load.stages[0].to): "to" is 2.5, but must be a whole number: it counts users; a rate may have a fraction',
      ],
    ],
    [
      'load: { users: 1, rate: 2 }',
      ['line 6, column 7 (load): a load has users (closed model) or a rate (open model), not both'],
    ],
    [
      'load: { duration: soon }',
      ['line 6, column 19 (load.duration): "soon" is not a duration; write 250ms, 30s, 5m or 1h30m'],
    ],
    [
      'purpose: benchmrk',
      [
        'line 6, column 10 (purpose): "purpose" is "benchmrk", but must be one of validation, capacity, benchmark, stress; did you mean "benchmark"?',
      ],
    ],
    [
      'values: { a: { oneof: [1] } }',
      ['line 6, column 16 (values.a.oneof): "oneof" is not a key of a plan here; did you mean "oneOf"?'],
    ],
    [
      'values: { a: { range: [1] } }',
      ['line 6, column 23 (values.a.range): "range" has 1 item, but must have at least 2'],
    ],
    [
      'thresholds: [{ service: api, metric: latency }]',
      ['line 6, column 14 (thresholds[0].acceptable): "acceptable" is missing'],
    ],
    [
      'limits: { verifyTls: yes }',
      ['line 6, column 22 (limits.verifyTls): "verifyTls" is "yes", but must be true or false'],
    ],
  ])('%s', (more, sentences) => {
    const text = more.startsWith('naem') ? `naem: x\n${GOOD}` : planText({ more });
    expect(problemsOf(text)).toEqual(sentences);
  });

  it('names the alternatives where nothing is near', () => {
    expect(problemsOf(planText({ more: 'limits: { qqqqqqq: 1 }' }))).toEqual([
      'line 6, column 11 (limits.qqqqqqq): "qqqqqqq" is not a key of a plan here; there is timeout, connectTimeout, maxInFlight, maxBodyBytes, maxHeaderBytes, followRedirects, cookies, verifyTls, strictHttp, maxRate, maxConnections, maxDuration',
    ]);
  });

  it('reports every problem, in the order of the text', () => {
    const text = planText({ load: '{ users: -5, warmpu: 1s }', more: 'gate: fine\n' });
    expect(problemsOf(text).map((sentence) => sentence.split(':')[0])).toEqual([
      'line 6, column 16 (load.users)',
      'line 6, column 20 (load.warmpu)',
      'line 7, column 7 (gate)',
    ]);
  });
});

describe('problems of meaning', () => {
  const classes = (inner: string) => planText({ classes: `  user: ${inner}` });
  it.each([
    [
      classes('{ service: apii, tasks: { home: { get: / } } }'),
      'line 5, column 20 (classes.user.service): there is no service "apii"; did you mean "api"?',
    ],
    [
      classes('{ service: api, tasks: {} }'),
      'line 5, column 32 (classes.user.tasks): the class has no tasks, so its users would do nothing',
    ],
    [
      classes('{ service: api, tasks: { home: { get: "/{{ tokn }}" } } }'),
      'line 5, column 47 (classes.user.tasks.home.get): {{ tokn }} is undefined: no value and no extraction has that name',
    ],
    [
      classes('{ service: api, tasks: { home: { get: "/{{ 1 + 1 }}" } } }'),
      'line 5, column 47 (classes.user.tasks.home.get): "{{ 1 + 1 }}" is not a placeholder; it holds one name, as in {{ name }} or {{ name | json }}',
    ],
    [
      classes('{ service: api, tasks: { home: { get: "http://x/y" } } }'),
      'line 5, column 47 (classes.user.tasks.home.get): the path "http://x/y" is an address; name its service and write the path only',
    ],
    [
      classes('{ service: api, tasks: { home: { get: /, checks: [{ json: items }] } } }'),
      'line 5, column 67 (classes.user.tasks.home.checks[0].json): "items" is not a JSON pointer; write "/items"',
    ],
    [
      classes('{ service: api, tasks: { home: { get: /, headers: { Content-Length: "5" } } } }'),
      'line 5, column 77 (classes.user.tasks.home.headers.Content-Length): header Content-Length is written by the engine; leave it out',
    ],
    [
      classes('{ service: api, tasks: { home: { post: /, body: { file: ../../etc/passwd } } } }'),
      'line 5, column 65 (classes.user.tasks.home.body.file): "../../etc/passwd" is not a file next to the plan; write a relative path without ..',
    ],
    [
      planText({ more: 'values: { u: { feed: /etc/passwd } }' }),
      'line 6, column 22 (values.u.feed): "/etc/passwd" is not a file next to the plan; write a relative path without ..',
    ],
    [
      planText({ more: 'values: { a: { object: { b: "{{ b }}" } }, b: "{{ a }}" }' }),
      'line 6, column 14 (values.a): the value refers to itself: a → b → a',
    ],
    [
      planText({ more: 'values: { a: { range: [9, 1] } }' }),
      'line 6, column 23 (values.a.range): the first number is 9 and must not be above the second, 1',
    ],
    [
      planText({ load: '{ duration: 10s, warmup: 10s }' }),
      'line 6, column 32 (load.warmup): the warm-up takes the whole run: nothing would be left to measure',
    ],
    [
      planText({ more: 'thresholds: [{ service: api, endpoint: hme, metric: latency, acceptable: 5 }]' }),
      'line 6, column 40 (thresholds[0].endpoint): api has no endpoint "hme"; did you mean "home"?',
    ],
    [
      planText({ more: 'thresholds: [{ service: api, metric: latency, good: 9, acceptable: 5 }]' }),
      'line 6, column 14 (thresholds[0]): the bounds of latency must rise from excellent through good to acceptable',
    ],
    [
      planText({ more: 'use: { suite: access-layer, classes: { GatewayUser: {} } }' }),
      'line 6, column 53 (use.classes.GatewayUser): suite access-layer has no class "GatewayUser"; did you mean "GatewayRESTUser"?',
    ],
    [
      planText({ more: 'use: { suite: other, classes: {} }' }),
      'line 6, column 15 (use.suite): there is no suite "other"; there is access-layer',
    ],
    [
      'plimsoll: 1\nname: x\n',
      'line 1, column 1 (classes): the plan has no classes, so nothing would be sent; add one under "classes"',
    ],
    [
      GOOD.replace('http://127.0.0.1:8080', 'http://me:pw@127.0.0.1:8080'),
      'line 3, column 25 (services.api.url): "http://…@127.0.0.1:8080" holds a user name or password; send it as a header from a value instead',
    ],
    [
      GOOD.replace('http://127.0.0.1:8080', 'ftp://127.0.0.1'),
      'line 3, column 25 (services.api.url): "ftp://127.0.0.1" is not http, https, ws or wss',
    ],
  ])('%#', (text, sentence) => {
    expect(problemsOf(text)).toEqual([sentence]);
  });
});

it('lets rates have fractions', () => {
  expect(planOf(planText({ load: '{ rate: 0.5, duration: 10s }' })).load?.rate).toBe(0.5);
  const open = planText({ load: '{ model: open, stages: [{ to: 2.5, duration: 5s }] }' });
  expect(planOf(open).load?.stages?.[0]?.to).toBe(2.5);
});

describe('problems of text', () => {
  it.each([
    ['', 'line 1, column 1: a plan is a block of keys, beginning with "plimsoll: 1"'],
    ['- a\n- b', 'line 1, column 1: a plan is a block of keys, beginning with "plimsoll: 1"'],
    ['a: 1\na: 2', 'line 2, column 1: map keys must be unique'],
    [
      'a: [1, 2',
      'line 1, column 9: flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['a: !!js/function "x"', 'line 1, column 4: unresolved tag: tag:yaml.org,2002:js/function'],
    ['__proto__: { polluted: true }', 'line 1, column 1: "__proto__" is not a key a plan can have'],
    [
      'plimsoll: 1\nname: x\nclasses: &all\n  a: *all\n',
      'line 4, column 6: the alias *all stands inside the very block it repeats, which would never end',
    ],
    ['? [a, b]\n: 1', 'line 1, column 3: with stringKeys, all keys must be strings'],
  ])('%j', (text, sentence) => {
    expect(problemsOf(text)[0]).toBe(sentence);
  });
});
