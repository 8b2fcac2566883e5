import { describe, expect, it } from 'vitest';
import { kneedle, kneeOf } from '../../../../../../../src/main/services/analysis/capacity/scaling/knee.ts';
import { rateCurve } from '../../../../../../support/curve-servers/rate-curve.ts';
import { SERVER_B } from '../../../../../../support/curve-servers/recovery-play.ts';

const RATES = [200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600];
const points = (p95s: readonly (number | null)[]) =>
  p95s.map((p95Ms, index) => ({ level: RATES[index] ?? 0, throughput: RATES[index] ?? 0, p95Ms }));

describe('the knee of a curve', () => {
  // Satopää et al. 2011, figure 2: y = −1/x + 5 on 0.1 … 0.9 has its knee at 0.2.
  it('is where the example of its authors has it', () => {
    const places = Array.from({ length: 10 }, (_, i) => ({ x: i / 10, y: -1 / (i / 10 + 0.1) + 5 }));
    expect(kneedle(places, 'concave')).toBe(2);
  });

  it('is the last level before latency climbs, told with its neighbours', () => {
    expect(kneeOf(points([15, 15, 15, 15, 15.5, 17, 21, 65]), 'latency', 'req/s')).toEqual({
      at: 1_400,
      low: 1_200,
      high: 1_600,
      sentence: 'Beyond about 1,400 req/s (levels beside it: 1,200 and 1,600) latency climbs.',
    });
  });

  it.each([
    [
      'few levels',
      points([15, 15, 15, 40, 60]),
      'latency',
      'A knee takes 6 levels of load; 5 were measured.',
    ],
    [
      'levels without a p95',
      points([15, 15, 15, 40, 60, null, null]),
      'latency',
      'A knee takes 6 levels of load; 5 were measured.',
    ],
    [
      'a flat p95',
      points([15, 15.3, 14.9, 15.2, 15, 15.1, 15.2, 15]),
      'latency',
      'No knee up to 1,600 req/s: p95 hardly rises, from 14.9 ms to 15 ms.',
    ],
    [
      'throughput that grows with the load',
      points([15, 15, 15, 15, 15.5, 17, 21, 65]),
      'throughput',
      'No knee up to 1,600 req/s: throughput there is 100% of what it would be if it grew with the load.',
    ],
    [
      'a straight climb',
      points([10, 12, 14, 16, 18, 20, 22, 24]),
      'latency',
      'No knee up to 1,600 req/s: the curve bends nowhere sharply.',
    ],
  ] as const)('is not told of %s', (_what, curve, of, sentence) => {
    expect(kneeOf(curve, of, 'req/s')).toEqual({ at: null, low: null, high: null, sentence });
  });

  it('lies near the capacity of a server with a queue', () => {
    const { at } = kneeOf(rateCurve(SERVER_B, RATES, 1), 'latency', 'req/s');
    expect([1_200, 1_400]).toContain(at);
  });
});
