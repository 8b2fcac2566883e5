import { describe, expect, it } from 'vitest';
import { failureText } from '../../../../../src/contract/failure.ts';
import { printStopRule } from '../../../../../src/contract/stop-rule.ts';
import { compilePlan } from '../../../../../src/main/services/plans/compile/compile-plan.ts';
import { describePlan } from '../../../../../src/main/services/plans/describe/describe-plan.ts';
import { savedPlan } from '../../../../../src/main/services/plans/export/saved-plan.ts';
import { parsePlan } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import { planOf, planText, refusalOf, runOf } from './support.ts';

const TWO = `  user: { service: api, tasks: { home: { get: / } } }
  buyer: { service: shop, tasks: { buy: { post: /orders } } }`;
const twoServices = (more: string) =>
  planText({ classes: TWO, more }).replace(
    'services: {',
    'services: { shop: { url: "http://127.0.0.1:8081" },',
  );

const rulesOf = (text: string, ...options: Parameters<typeof runOf>[1][]) =>
  (runOf(text, ...options).stopRules ?? []).map(printStopRule);
const refused = (rule: string) => {
  const plan = parsePlan(planText({ more: `stopWhen: [${rule}]` }));
  return plan.ok ? 'taken' : failureText(plan.failure);
};

describe('stop rules of a plan', () => {
  it('are written in a line, or key by key as thresholds are', () => {
    const more = `stopWhen:
  - "p95>1s for 10s"
  - { metric: latency, above: 1000, for: 10s }
  - { service: api, endpoint: home, metric: latency, statistic: p999, above: 250, for: 5, then: fail }
  - { service: api, metric: errorRate, above: 5, for: 1m, then: hold }
  - { metric: throughput, below: 10, for: 10s }
  - { metric: inFlight, above: 500, for: 10s }
`;
    expect(rulesOf(planText({ more }))).toEqual([
      'p95>1s for 10s',
      'p95>1s for 10s',
      'api/home: p99.9>250ms for 5s then fail',
      'api: errors>5% for 1m then hold',
      'throughput<10/s for 10s',
      'inFlight>500 for 10s',
    ]);
    expect(rulesOf(planText())).toEqual([]);
    expect(runOf(planText())).not.toHaveProperty('stopRules');
  });

  it.each([
    ['"p95>1 for 10s"', '"1" is not a latency; write it with its unit: 250ms or 1s.'],
    ['"pay: p95>1s for 10s"', 'there is no service "pay"; there is api.'],
    ['"other thing: p95>1s for 10s"', 'there is no service "other thing"; there is api.'],
    ['"api/hone: p95>1s for 10s"', 'api has no endpoint "hone"; did you mean "home"?'],
    ['{ metric: latency, for: 10s }', 'a stop rule needs one number, "above" or "below".'],
    [
      '{ metric: latency, above: 1, below: 2, for: 10s }',
      'a stop rule needs one number, "above" or "below".',
    ],
    [
      '{ endpoint: home, metric: latency, above: 1, for: 10s }',
      'a stop rule with an endpoint names its service too.',
    ],
    [
      '{ metric: errorRate, statistic: p95, above: 1, for: 10s }',
      'errorRate has no p95: it is one number; leave the statistic out.',
    ],
    ['{ metric: latency, above: 1 }', '"for" is missing.'],
    ['{ metric: latency, above: 1, for: 10s, do: stop }', '"do" is not a key of a plan here; did you mean'],
    [
      '{ metric: speed, above: 1, for: 10s }',
      '"metric" is "speed", but must be one of latency, errorRate, throughput, inFlight',
    ],
    ['7', '"0" is 7, but must be'],
    [
      '{ api/home: errors>5% for 30s then fail }',
      'a stop rule that names a place is written in quotes, for YAML reads its colon as a key: "api/home: errors>5% for 30s then fail"',
    ],
    ['{ above: p95>1s for 10s }', 'written in quotes'],
  ])('%s is refused in one sentence with its place', (rule, sentence) => {
    expect(refused(rule)).toContain(sentence);
    expect(refused(rule)).toContain('(stopWhen[0]');
  });

  it('of classes that do not run are left out, and those about what is asked at the start are refused there', () => {
    const text = twoServices('stopWhen: ["shop/buy: p95>1s for 10s", "p95>2s for 10s"]');
    expect(rulesOf(text)).toEqual(['shop/buy: p95>1s for 10s', 'p95>2s for 10s']);
    expect(rulesOf(text, { only: ['user'] })).toEqual(['p95>2s for 10s']);
    expect(refusalOf(text, { only: ['user'], stopWhen: ['shop: p95>1s for 10s'] })).toBe(
      'plan.override: --stop-when cannot be used here: there is no service "shop"; there is api',
    );
  });

  it('are joined by those a run is started with', () => {
    const text = planText({ more: 'stopWhen: ["p95>1s for 10s"]' });
    expect(rulesOf(text, { stopWhen: ['errors>5% for 5s then fail'] })).toEqual([
      'p95>1s for 10s',
      'errors>5% for 5s then fail',
    ]);
    expect(refusalOf(text, { stopWhen: ['errors>5 for 5s'] })).toBe(
      'plan.stop_rule: "5" does not fit errors',
    );
  });

  it('are said before the run, and so is a window that the run is too short to fill', () => {
    const text = planText({
      load: '{ users: 1, duration: 30s, warmup: 5s }',
      more: 'stopWhen: ["p95>1s for 30s"]',
    });
    const compiled = compilePlan(planOf(text), {});
    if (!compiled.ok) throw new Error(compiled.failure.message);
    const { run: plan, load } = compiled.value;
    const { sentences, warnings } = describePlan({ plan, source: planOf(text), load, overrides: {} });
    expect(sentences).toContain('The run stops when the p95 is above 1,000 ms over 30s.');
    expect(warnings).toContain('The stop rule p95>1s for 30s can never come true: 25s are measured.');
  });

  it('of a plan are of its own load: a search of capacity has those it is started with, and holds by itself', () => {
    const text = planText({ load: '{ rate: 5, duration: 1m }', more: 'stopWhen: ["p95>1s for 10s"]' });
    const capacity = { objectives: ['p95<200ms'] };
    expect(rulesOf(text, { capacity })).toEqual([]);
    expect(rulesOf(text, { capacity, stopWhen: ['errors>50% for 10s'] })).toEqual(['errors>50% for 10s']);
    expect(refusalOf(text, { capacity, stopWhen: ['errors>50% for 10s then hold'] })).toBe(
      'plan.override: --stop-when cannot hold the load here: a search of capacity orders it itself',
    );
  });

  it('of a command line are in the plan that is saved of it', () => {
    const saved = savedPlan(
      { kind: 'url', url: 'http://127.0.0.1:8080/' },
      { stopWhen: ['p95>1s for 10s then fail'] },
    );
    if (!saved.ok) throw new Error(saved.failure.message);
    expect(rulesOf(saved.value.text)).toEqual(['p95>1s for 10s then fail']);
    expect(saved.value.left).toEqual([]);
  });
});
