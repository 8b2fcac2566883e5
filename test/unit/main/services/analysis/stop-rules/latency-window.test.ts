import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  LatencyWindow,
  type SecondLatency,
  secondLatency,
} from '../../../../../../src/main/services/analysis/stop-rules/latency-window.ts';
import { Histogram } from '../../../../../../src/workers/engine/measure/histogram.ts';

/** Short ones, which a histogram keeps as they are, and long ones. */
const times = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 2_000, max: 3_600_000_000 })),
  { minLength: 1, maxLength: 30 },
);
const PERCENTILES = [50, 95, 99.9, 100];

function histogramOf(seconds: readonly (readonly number[])[]): Histogram {
  const all = new Histogram();
  for (const us of seconds.flat()) all.record(us);
  return all;
}

test('a window that runs along has the figures of its seconds put together', () => {
  fc.assert(
    fc.property(
      fc.array(times, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 15 }),
      fc.option(fc.nat({ max: 39 })),
      (all, length, clearedAt) => {
        const window = new LatencyWindow();
        let kept: { readonly times: readonly number[]; readonly latency: SecondLatency }[] = [];
        for (const [at, one] of all.entries()) {
          if (at === clearedAt) {
            window.clear();
            kept = [];
          }
          const latency = secondLatency([histogramOf([one]).encode()]);
          if (latency === null) throw new Error('no latency of a second with some');
          window.push(latency);
          kept.push({ times: one, latency });
          const oldest = kept.length > length ? kept.shift() : undefined;
          if (oldest !== undefined) window.leave(oldest.latency);
          const naive = histogramOf(kept.map((second) => second.times));
          expect(window.count).toBe(naive.count);
          expect(window.mean).toBe(naive.mean);
          expect(window.valueAtRank(window.count)).toBe(naive.max);
          for (const percentile of PERCENTILES) {
            expect(window.percentile(percentile)).toBe(naive.percentile(percentile));
            expect(window.countBeyond(percentile)).toBe(naive.countBeyond(percentile));
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a second without a success has no latency', () => {
  expect(secondLatency([])).toBeNull();
  expect(secondLatency([new Histogram().encode()])).toBeNull();
});
