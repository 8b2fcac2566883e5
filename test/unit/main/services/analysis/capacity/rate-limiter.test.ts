import { describe, expect, test } from 'vitest';
import { limiterRate } from '../../../../../../src/main/services/analysis/capacity/rate-limiter.ts';
import { madeStep } from '../../../../../support/capacity-servers/made-step.ts';

const limited = (lastThroughput: number, failures = { 'http.429': 95, 'http.5xx': 5 }) =>
  madeStep({
    verdict: 'missed',
    lastThroughput,
    failures: new Map(Object.entries(failures).map(([code, count]) => [code, { count, firstAtMs: 0 }])),
  });

describe('a rate limiter', () => {
  test('shows in two loads that missed with the same throughput: its rate, and the errors allowed on top', () => {
    expect(limiterRate([limited(1_030), limited(1_000), limited(1_400)], 0.01)).toBeCloseTo(1_000 / 0.99, 9);
  });

  test.each([
    ['one load', [limited(1_000)]],
    ['throughputs 5% apart', [limited(1_000), limited(1_050)]],
    ['other failures', [limited(1_000), limited(1_000, { 'http.429': 89, 'http.5xx': 11 })]],
    ['503 alone', [1, 2].map(() => limited(1_000, { 'http.429': 0, 'http.5xx': 100 }))],
    ['loads that met', [limited(1_000), { ...limited(1_000), verdict: 'met' as const }]],
  ])('does not show in %s', (_, steps) => {
    expect(limiterRate(steps, 0.01)).toBeNull();
  });
});
