import { describe, expect, it } from 'vitest';
import {
  ruleValue,
  stopRuleEdits,
  USUAL_RULE,
  watchedOf,
  watching,
  writtenRule,
} from '../../../../../src/renderer/screens/plans/thresholds/stop-rules.ts';

/** What a field makes of what a plan writes, where nothing is changed. */
const again = (written: unknown) => {
  const rule = writtenRule(written);
  return rule === null ? null : ruleValue(rule);
};

/** With the key of a plan that says what a rule does. */
const acting = (action: string, keys: Readonly<Record<string, unknown>>) => ({
  ...keys,
  ...Object.fromEntries([['then', action]]),
});

describe('a stop rule in the form', () => {
  it.each([
    [USUAL_RULE, 'p95>1s for 10s'],
    ['shop/search: errors>5% for 30s then fail', 'shop/search: errors>5% for 30s then fail'],
    [{ metric: 'latency', above: 250, for: '10s' }, 'p95>250ms for 10s'],
    [
      acting('hold', { service: 'shop', metric: 'throughput', below: 10, for: 5 }),
      'shop: throughput<10/s for 5s then hold',
    ],
  ])('%j is shown in fields, and written in a line', (written, line) => {
    expect(again(written)).toBe(line);
  });

  it('is written key by key where a line would be read as another', () => {
    const keys = { service: 'a/b', endpoint: 'c', metric: 'errorRate', above: 5, for: '10s' };
    const written = acting('fail', keys);
    expect(again(written)).toEqual(written);
    expect(again({ ...written, metric: 'latency', statistic: 'max' })).toEqual({
      ...written,
      metric: 'latency',
      statistic: 'max',
    });
  });

  it.each([
    'p95>1 for 10s',
    7,
    null,
    { metric: 'speed', above: 1, for: '10s' },
    { metric: 'latency', for: '10s' },
    { metric: 'latency', above: 1 },
    acting('explode', { metric: 'latency', above: 1, for: '10s' }),
    { metric: 'latency', above: 1, for: '1.5s' },
  ])('%j is none, and stays the text that it is', (written) => {
    expect(writtenRule(written)).toBeNull();
  });

  it('follows a service or an endpoint that gets another name', () => {
    const data = { stopWhen: ['p95>1s for 10s', 'shop/search: p95>1s for 10s then fail', 'not a rule'] };
    expect(stopRuleEdits(data, ({ service }) => (service === 'shop' ? { service: 'store' } : null))).toEqual([
      { op: 'set', path: ['stopWhen', 1], value: 'store/search: p95>1s for 10s then fail' },
    ]);
    expect(stopRuleEdits({}, () => ({ service: 'store' }))).toEqual([]);
  });

  it('takes the usual limit of what is watched from now on, and keeps its own within one measure', () => {
    const rule = writtenRule('p95>2s for 10s then fail');
    if (rule === null) throw new Error('it is a rule');
    expect(watchedOf(rule)).toBe('latency p95');
    expect(ruleValue(watching(rule, 'latency max'))).toBe('max>2s for 10s then fail');
    expect(ruleValue(watching(rule, 'throughput'))).toBe('throughput<10/s for 10s then fail');
    expect(ruleValue(watching(watching(rule, 'errorRate'), 'latency mean'))).toBe(
      'mean>1s for 10s then fail',
    );
  });
});
