import { describe, expect, test } from 'vitest';
import { readObjective } from '../../../src/contract/objective-text.ts';

const read = (text: string) => {
  const answer = readObjective(text);
  return answer.ok ? answer.objective : answer.error;
};

describe('objectives', () => {
  test('of latency and of errors, however they are spaced', () => {
    expect(read('p95<200ms')).toEqual({
      metric: 'latency',
      quantile: 0.95,
      limitUs: 200_000,
      text: 'p95<200ms',
    });
    expect(read(' P99.9 < 1.5 s ')).toEqual({
      metric: 'latency',
      quantile: 0.999,
      limitUs: 1_500_000,
      text: 'p99.9<1.5s',
    });
    expect(read('p50 <= 20')).toMatchObject({ quantile: 0.5, limitUs: 20_000, text: 'p50<20ms' });
    expect(read('errors < 0.5%')).toEqual({ metric: 'errors', limit: 0.005, text: 'errors<0.5%' });
    expect(read('Error rate<1 %')).toMatchObject({ limit: 0.01, text: 'errors<1%' });
  });

  test('a text that is written back reads back', () => {
    for (const text of ['p95<200ms', 'p99.9<1.5s', 'errors<0.01%', 'p50<12s'])
      expect(read(String((read(text) as { text: string }).text))).toEqual(read(text));
  });

  test.each([
    ['', 'is not an objective: such as p95<200ms or errors<1%'],
    ['p95>200ms', 'is not an objective'],
    ['fast', 'is not an objective'],
    ['p95<1.2.3ms', 'is not an objective'],
    ['p100<1s', 'is not an objective'],
    ['p0<1s', 'says nothing'],
    ['p95<0ms', 'can never be met'],
    ['errors<0%', 'can never be met'],
    ['errors<100%', 'is always met'],
  ])('%j is refused', (text, why) => {
    expect(read(text)).toContain(why);
  });
});
