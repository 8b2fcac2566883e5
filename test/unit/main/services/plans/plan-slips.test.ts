import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../../../../src/contract/plan.ts';
import { compilePlan } from '../../../../../src/main/services/plans/compile/compile-plan.ts';
import { describePlan } from '../../../../../src/main/services/plans/describe/describe-plan.ts';
import { readPlan, sentenceOf } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import { planOf, planText, refusalOf, runOf } from './support.ts';

const problemsOf = (text: string) => {
  const reading = readPlan(text);
  return reading.ok ? [] : reading.problems.map(sentenceOf);
};
const inStep = (keys: string) => planText({ classes: `  A: { service: api, tasks: { t: { ${keys} } } }` });
const inClass = (keys: string, load = '{ users: 2, duration: 10s }') =>
  planText({
    classes: `  A: { service: api, ${keys} }\n  B: { service: api, tasks: { b: { get: / } } }`,
    load,
  });
const previewOf = (text: string, overrides: Overrides = {}) => {
  const source = planOf(text);
  const compiled = compilePlan(source, overrides);
  if (!compiled.ok) throw new Error(compiled.failure.message);
  const { run: plan, load } = compiled.value;
  return describePlan({ plan, source, load, overrides });
};

it('takes a key that is right, with a wrong value, for what was meant', () => {
  expect(problemsOf(planText({ more: 'values: { a: { secret: true, default: c } }' }))).toEqual([
    'line 6, column 24 (values.a.secret): "secret" is true, but must be text',
    'line 6, column 30 (values.a.default): "default" cannot be combined with "secret"',
  ]);
});

describe('what a problem is called', () => {
  it.each([
    [
      inStep('post: /, body: { json: 1, text: a }'),
      'line 5, column 62 (classes.A.tasks.t.body.text): "text" cannot be combined with "json"',
    ],
    [
      inStep('get: /, checks: [{ json: /a, contains: b }]'),
      'line 5, column 65 (classes.A.tasks.t.checks[0].contains): "contains" cannot be combined with "json"',
    ],
    [
      planText({ more: 'values: { a: { secret: b, default: c } }' }),
      'line 6, column 27 (values.a.default): "default" cannot be combined with "secret"',
    ],
    [
      inStep('get: /, weight: 0'),
      'line 5, column 52 (classes.A.tasks.t.weight): "weight" is 0, but must be more than 0',
    ],
    [
      planText({ classes: '  "": { service: api, tasks: { t: { get: / } } }' }),
      'line 5, column 3 (classes.): "" cannot be a name: a name is not empty',
    ],
    [
      planText({ classes: `  ${'a'.repeat(121)}: { service: api, tasks: { t: { get: / } } }` }),
      `line 5, column 3 (classes.${'a'.repeat(121)}): "${'a'.repeat(60)}…" cannot be a name: a name has at most 120 characters`,
    ],
    [
      inStep('get: /, timeout: 0'),
      'line 5, column 53 (classes.A.tasks.t.timeout): a timeout of 0 ms is out of range; choose between 1 ms and 1 h',
    ],
    [
      planText({ more: 'limits: { connectTimeout: 2h }' }),
      'line 6, column 27 (limits.connectTimeout): a timeout of 7200000 ms is out of range; choose between 1 ms and 1 h',
    ],
    [
      inStep('post: /, body: { json: { id: 12345678901234567890 } }'),
      'line 5, column 65: 12345678901234567890 has more digits than a number can keep; write it in quotes',
    ],
  ])('%#', (text, sentence) => {
    expect(problemsOf(text)).toEqual([sentence]);
  });

  it('keeps numbers that stay what they are', () => {
    const numbers = '[9007199254740991, 59027610083235290, 1.5, 1e30, "12345678901234567890"]';
    expect(problemsOf(inStep(`post: /, body: { json: ${numbers} }`))).toEqual([]);
  });

  it('refuses two grades of one figure', () => {
    const twice = (first: string, second: string) =>
      problemsOf(
        planText({ more: `thresholds:\n  - { service: api, ${first} }\n  - { service: api, ${second} }` }),
      );
    expect(twice('metric: latency, acceptable: 5', 'metric: latency, statistic: p95, acceptable: 9')).toEqual(
      [
        'line 8, column 5 (thresholds[1]): thresholds[0] grades the p95 latency of api already; leave one of them out',
      ],
    );
    expect(twice('metric: errorRate, acceptable: 5', 'metric: errorRate, acceptable: 9')).toEqual([
      'line 8, column 5 (thresholds[1]): thresholds[0] grades the errorRate of api already; leave one of them out',
    ]);
    expect(twice('metric: latency, acceptable: 5', 'metric: latency, statistic: p99, acceptable: 9')).toEqual(
      [],
    );
    expect(twice('metric: latency, acceptable: 5', 'endpoint: home, metric: latency, acceptable: 9')).toEqual(
      [],
    );
  });
});

describe('a class that starts when the run is over', () => {
  const LATE = 'startAfter: 10s, tasks: { a: { get: / } }';

  it('is refused where it stands', () => {
    expect(problemsOf(inClass(LATE))).toEqual([
      'line 5, column 34 (classes.A.startAfter): the class would start after 10s, and the run takes 10s; start it sooner, or make the run longer',
    ]);
    expect(problemsOf(inClass(LATE, '{ users: 2, duration: 11s }'))).toEqual([]);
  });

  it('is refused at the size where it is too late', () => {
    const text = `${inClass(LATE, '{ users: 2, duration: 20s }')}sizes: { light: { load: { duration: 5s } } }`;
    expect(refusalOf(text, {})).toBe('compiled');
    expect(refusalOf(text, { size: 'light' })).toBe(
      'plan.override: class "A" would start after 10s, and this run takes 5s',
    );
    expect(refusalOf(text, { durationMs: 5_000 })).toBe('compiled');
  });
});

describe('the warm-up', () => {
  const run = (overrides: Overrides, warmup = '') =>
    runOf(planText({ load: `{ users: 1, duration: 10s${warmup} }` }), overrides).warmupMs;

  it('takes whole seconds, as the figures do', () => {
    expect(run({ warmupMs: 1_500 })).toBe(2_000);
    expect(run({}, ', warmup: 2500ms')).toBe(3_000);
    expect(run({}, ', warmup: 2s')).toBe(2_000);
  });

  it('of a shortened run takes no more than its share', () => {
    expect(run({ durationMs: 2_000 }, ', warmup: 2500ms')).toBe(0);
    expect(run({ durationMs: 5_000 }, ', warmup: 2s')).toBe(1_000);
  });

  it('is refused where the last second it reaches into is the last of the run', () => {
    const text = (warmup: string) => planText({ load: `{ users: 1, duration: 2s, warmup: ${warmup} }` });
    expect(problemsOf(text('1500ms'))).toEqual([
      'line 6, column 41 (load.warmup): the warm-up takes the whole run: nothing would be left to measure',
    ]);
    expect(refusalOf(planText({ load: '{ users: 1, duration: 2s }' }), { warmupMs: 1_500 })).toBe(
      'plan.warmup: a warm-up of 2 s leaves nothing to measure of a run of 2 s',
    );
  });
});

describe('what a preview says', () => {
  it('names tasks that are counted together', () => {
    const text = planText({
      classes:
        '  A: { service: api, tasks: { t: { get: / }, a: { get: / } } }\n  B: { service: api, tasks: { t: { get: / } } }',
      load: '{ users: 2, duration: 1m }',
    });
    expect(previewOf(text).warnings.slice(1)).toEqual([
      'api.t is a task of A and B: their requests are counted together.',
    ]);
  });

  it.each([
    [
      '{ stages: [{ to: 2, duration: 4s }, { shape: spike, to: 9, duration: 1s }, { duration: 60s }] }',
      'Too short to judge: only 1s at full load.',
    ],
    ['{ rate: 1, stages: [{ to: 9, duration: 5s }] }', 'Too short to judge: no time at full load.'],
    [
      '{ rate: 0, stages: [{ to: 9, duration: 5s }] }',
      'The run ends while the rate is still rising: the peak is never held.',
    ],
    [
      '{ stages: [{ to: 9, duration: 5s }] }',
      'The run ends while users are still starting: some never start.',
    ],
  ])('%s', (load, warning) => {
    const more = 'thresholds: [{ service: api, metric: errorRate, acceptable: 1 }]';
    expect(previewOf(planText({ load, more })).warnings).toEqual([warning]);
  });

  it('reads one stream to its end and two to theirs', () => {
    const said = (streams: number) =>
      previewOf(
        planText({ classes: `  A: { service: api, sse: { path: /s, streams: ${streams} } }` }),
      ).sentences.find((one) => one.includes('event stream'));
    expect([said(1), said(2)]).toEqual([
      '1 event stream of api is read to its end.',
      '2 event streams of api are read to their end.',
    ]);
  });
});
