import { describe, expect, it } from 'vitest';
import { failureText } from '../../../src/contract/failure.ts';
import {
  describeStopRule,
  parseStopRule,
  printStopRule,
  type StopRule,
} from '../../../src/contract/stop-rule.ts';

const P95: StopRule = {
  metric: 'latency',
  statistic: 'p95',
  beyond: 'above',
  limit: 1_000,
  forMs: 10_000,
  action: 'stop',
};

const ruleOf = (text: string) => {
  const read = parseStopRule(text);
  if (!read.ok) throw new Error(failureText(read.failure));
  return read.value;
};

describe('a stop rule in a line', () => {
  it.each<[text: string, rule: Partial<StopRule>]>([
    ['p95>1s for 10s', {}],
    ['  p95 > 1s for 10s ', {}],
    ['p95>1000ms for 10 then stop', {}],
    ['p99.9>1m30s for 1m then hold', { statistic: 'p999', limit: 90_000, forMs: 60_000, action: 'hold' }],
    ['p75<2.5ms for 1s', { statistic: 'p75', beyond: 'below', limit: 2.5, forMs: 1_000 }],
    ['mean>200ms for 1h', { statistic: 'mean', limit: 200, forMs: 3_600_000 }],
    ['max>0ms for 10s', { statistic: 'max', limit: 0 }],
    ['errors>5% for 10s then fail', { metric: 'errorRate', statistic: null, limit: 5, action: 'fail' }],
    ['errors<100% for 10s', { metric: 'errorRate', statistic: null, beyond: 'below', limit: 100 }],
    ['throughput<10/s for 10s', { metric: 'throughput', statistic: null, beyond: 'below', limit: 10 }],
    ['throughput<0.5 for 10s', { metric: 'throughput', statistic: null, beyond: 'below', limit: 0.5 }],
    ['inFlight>500 for 10s', { metric: 'inFlight', statistic: null, limit: 500 }],
    ['shop: p95>1s for 10s', { service: 'shop' }],
    ['shop/search:p95>1s for 10s', { service: 'shop', endpoint: 'search' }],
    ['my shop / GET /a: b: p95>1s for 10s', { service: 'my shop', endpoint: 'GET /a: b' }],
  ])('%s', (text, change) => {
    expect(ruleOf(text)).toEqual({ ...P95, ...change });
    expect(ruleOf(printStopRule(ruleOf(text)))).toEqual({ ...P95, ...change });
  });

  const EXAMPLE = 'Write a rule such as "p95>1s for 10s" or "shop/search: errors>5% for 30s then fail".';
  const METRICS = 'p50, p75, p90, p95, p99, p99.9, mean, max, errors, throughput or inFlight';
  it.each([
    ['', `"" is not a stop rule. ${EXAMPLE}`],
    ['slow', `"slow" is not a stop rule. ${EXAMPLE}`],
    ['p95>1s for 10s and p99>2s', `"p95>1s for 10s and p99>2s" is not a stop rule. ${EXAMPLE}`],
    ['p95>1s for', `"p95>1s for" is not a stop rule. ${EXAMPLE}`],
    [`p95>1s for ${'1'.repeat(500)}s`, `"p95>1s for ${'1'.repeat(49)}…" is not a stop rule. ${EXAMPLE}`],
    ['p95>1s', '"p95>1s" does not say for how long. Add it: p95>1s for 10s.'],
    ['p42>1s for 10s', `"p42" is not a metric of a stop rule. Use ${METRICS}.`],
    ['latency>1s for 10s', `"latency" is not a metric of a stop rule. Use ${METRICS}.`],
    ['constructor>1s for 10s', `"constructor" is not a metric of a stop rule. Use ${METRICS}.`],
    ['p95>=1s for 10s', '">=" is not a comparison of a stop rule. Use > or <.'],
    ['p95>1 for 10s', '"1" is not a latency. Write it with its unit: 250ms or 1s.'],
    ['p95>5% for 10s', '"5%" is not a latency. Write it with its unit: 250ms or 1s.'],
    ['errors>5 for 10s', '"5" does not fit errors. Write a percentage, such as 5%.'],
    ['errors>100% for 10s', 'an error rate is never above 100%. Use a limit below 100%.'],
    ['errors<101% for 10s', 'an error rate is never below 101%. Use a limit below 100%.'],
    ['throughput<10ms for 10s', '"10ms" does not fit throughput. Write a rate per second, such as 10/s.'],
    ['inFlight>1.5 for 10s', '"1.5" does not fit inFlight. Write a number of requests, such as 500.'],
    ['throughput<0/s for 10s', 'a stop rule below 0 can never come true. Use a limit of more than 0, or >.'],
    ['p95>1s for soon', '"soon" is not a duration. Write 10s or 1m30s.'],
    [
      'p95>1s for 500ms',
      '"for 500ms" does not fit a stop rule: it is judged second by second. Use whole seconds, from 1s to 1h.',
    ],
    [
      'p95>1s for 2h',
      '"for 2h" does not fit a stop rule: it is judged second by second. Use whole seconds, from 1s to 1h.',
    ],
    ['p95>1s for 10s then explode', '"explode" is not what a stop rule can do. Use then stop, fail or hold.'],
    [
      '/search: p95>1s for 10s',
      '"/search" is not a place of a stop rule. Write SERVICE: or SERVICE/ENDPOINT: before the metric.',
    ],
  ])('%j is refused with one sentence and a way out', (text, sentence) => {
    const read = parseStopRule(text);
    expect(read).toMatchObject({ ok: false, failure: { code: 'plan.stop_rule', side: 'test' } });
    if (!read.ok) expect(failureText(read.failure)).toBe(sentence);
  });

  it.each([
    ['p95>1s for 10s', 'The run stops when the p95 is above 1,000 ms over 10s.'],
    [
      'shop/search: errors>5% for 1m then fail',
      'The run stops and fails when the error rate of shop.search is above 5% over 1m.',
    ],
    [
      'shop: throughput<10/s for 5s then hold',
      'The load is held as it is when the throughput of shop is below 10/s over 5s.',
    ],
    ['inFlight>500 for 10s', 'The run stops when the number of requests in flight is above 500 over 10s.'],
  ])('%s is said in words', (text, sentence) => {
    expect(describeStopRule(ruleOf(text))).toBe(sentence);
  });
});
