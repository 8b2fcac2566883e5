import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/contract/failure.ts';
import { parseObjective, parseObjectives } from '../../../src/contract/objective-text.ts';

describe('an objective as it is written', () => {
  it.each([
    ['p95<200ms', { metric: 'latency', quantile: 0.95, limitUs: 200_000, text: 'p95<200ms' }],
    ['P99 < 1s', { metric: 'latency', quantile: 0.99, limitUs: 1_000_000, text: 'p99<1s' }],
    ['p99.9 <= 1.5 s', { metric: 'latency', quantile: 0.999, limitUs: 1_500_000, text: 'p99.9<1.5s' }],
    ['p50≤800 ms', { metric: 'latency', quantile: 0.5, limitUs: 800_000, text: 'p50<800ms' }],
    ['p95<0.5ms', { metric: 'latency', quantile: 0.95, limitUs: 500, text: 'p95<0.5ms' }],
    ['errors<1%', { metric: 'errors', limit: 0.01, text: 'errors<1%' }],
    [' Errors < 0.1 % ', { metric: 'errors', limit: 0.001, text: 'errors<0.1%' }],
  ])('%s', (text, value) => {
    expect(parseObjective(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['p95', '"p95" is not an objective', 'Write one such as "p95<200ms" or "errors<1%".'],
    ['', '"" is not an objective', 'Write one such as "p95<200ms" or "errors<1%".'],
    ['p95>200ms', '"p95>200ms" sets no upper limit, and an objective does', 'Write p95<200ms.'],
    ['p95<200', '"p95<200" has no unit', 'Write p95<200ms or p95<200s.'],
    ['p95<soon', '"p95<soon": soon is not a time', 'Write p95<200ms or p95<1.5s.'],
    ['p95<0ms', 'p95<0ms can never hold: every response takes some time', 'Write p95<200ms, say.'],
    [
      'p100<1s',
      '"p100<1s": p100 is not a percentile that can be shown to hold, for one request decides it',
      'Name one between 0 and 100, such as p99.9.',
    ],
    ['errors<1', '"errors<1" has no unit', 'Write errors<1%.'],
    ['errors<few', '"errors<few": few is not a share in percent', 'Write errors<1%.'],
    ['errors<0%', 'errors<0% can never hold: no share is below nothing', 'Write errors<0.1%, say.'],
    ['errors<100%', 'errors<100% can never be missed', 'Write errors<1%, say.'],
    [
      'latency<200ms',
      'an objective has no metric "latency"; did you mean "p95"?',
      'There are percentiles of latency (p50, p95, p99.9) and errors.',
    ],
    [
      'error rate<1%',
      'an objective has no metric "error rate"; did you mean "errors"?',
      'There are percentiles of latency (p50, p95, p99.9) and errors.',
    ],
    [
      'mean<20ms',
      'an objective has no metric "mean"; did you mean "p50"?',
      'There are percentiles of latency (p50, p95, p99.9) and errors.',
    ],
    [
      'throughput<100/s',
      'an objective has no metric "throughput"',
      'There are percentiles of latency (p50, p95, p99.9) and errors.',
    ],
  ])('%j is refused in one sentence, with a way out', (text, message, hint) => {
    const read = parseObjective(text);
    expect(read).toMatchObject({ ok: false, failure: { message, hint } });
    expect(read.ok ? 0 : exitCodeOf(read.failure)).toBe(2);
  });
});

describe('several objectives', () => {
  it('hold together, in their order', () => {
    const read = parseObjectives(['p95<200ms', 'p99<1s', 'errors<1%']);
    expect(read.ok && read.value.map(({ text }) => text)).toEqual(['p95<200ms', 'p99<1s', 'errors<1%']);
    // A median that may be slower than the p95 says nothing more, and is no contradiction.
    expect(parseObjectives(['p50<300ms', 'p95<200ms']).ok).toBe(true);
  });

  it.each([
    [['p95<200ms', 'p95<300ms'], 'p95<200ms and p95<300ms set two limits of one metric'],
    [['errors<1%', 'errors<2%'], 'errors<1% and errors<2% set two limits of one metric'],
    [['p95<200ms', 'P95 < 0.2s'], 'p95<200ms is set twice'],
  ])('%j contradict each other', (texts, message) => {
    expect(parseObjectives(texts)).toMatchObject({
      ok: false,
      failure: { code: 'capacity.objectives', message, hint: 'Leave one of them out.' },
    });
  });

  it('are refused with the first that is wrong', () => {
    expect(parseObjectives(['p95<200ms', 'p95'])).toMatchObject({ failure: { code: 'capacity.objective' } });
  });
});
