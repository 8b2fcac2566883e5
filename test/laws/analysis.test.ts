import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunSecond, SeriesCounts } from '../../src/contract/tick.ts';
import { analyseStored, createAnalysis } from '../../src/main/services/analysis/analysis.ts';
import {
  binomialCdf,
  lowerShare,
  upperShare,
} from '../../src/main/services/analysis/grades/binomial-bounds.ts';
import { makeHttp, makePlan, makeSeries, makeStep } from '../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../support/made-seconds.ts';
import { exactPercentile } from '../support/stats.ts';

const plan = makePlan({
  series: [makeSeries(), makeSeries({ endpoint: 'curves' })],
  scenarios: [
    makeHttp({
      tasks: [
        { name: 'a', weight: 1, steps: [makeStep(0)] },
        { name: 'b', weight: 1, steps: [makeStep(1)] },
      ],
    }),
  ],
});
const run = makeRun(plan);

/** What happens to one series in a second, drawn so that the books can be kept. */
const events = fc.record({
  due: fc.nat(30),
  sentShare: fc.nat(100),
  droppedShare: fc.nat(50),
  endedShare: fc.nat(100),
  failedShare: fc.nat(30),
});
const story = fc.array(fc.tuple(events, events), { minLength: 1, maxLength: 12 });

/** Turns drawn events into seconds whose gauges carry what was under way, as the engine does. */
function tell(drawn: readonly (readonly [Drawn, Drawn])[]): RunSecond[] {
  const under = [
    { waiting: 0, inFlight: 0 },
    { waiting: 0, inFlight: 0 },
  ];
  return drawn.map((pair, second) =>
    makeSecond(
      second,
      pair.map((one, series) => {
        const before = under[series] ?? { waiting: 0, inFlight: 0 };
        const ready = before.waiting + one.due;
        const dropped = Math.floor((ready * one.droppedShare) / 100);
        const sent = Math.floor(((ready - dropped) * one.sentShare) / 100);
        const open = before.inFlight + sent;
        const ended = Math.floor((open * one.endedShare) / 100);
        const errors = Math.floor((ended * one.failedShare) / 100);
        const after = { waiting: ready - dropped - sent, inFlight: open - ended };
        under[series] = after;
        const counts: Partial<SeriesCounts> = {
          planned: one.due,
          sent,
          dropped,
          errors,
          ok: ended - errors,
          ...after,
        };
        const times = Array.from({ length: ended - errors }, (_, i) => 1 + ((i * 37 + second * 11) % 250));
        return makeSeriesSecond(series, times, { counts });
      }),
    ),
  );
}
type Drawn = {
  due: number;
  sentShare: number;
  droppedShare: number;
  endedShare: number;
  failedShare: number;
};

describe('the document of a run', () => {
  test('is the same live and from the stored seconds', () => {
    fc.assert(
      fc.property(story, (drawn) => {
        const seconds = tell(drawn);
        const live = createAnalysis(run);
        for (const second of seconds) {
          live.add(second);
        }
        expect(live.summary(COMPLETED)).toEqual(analyseStored(run, seconds, COMPLETED));
      }),
      { numRuns: 40 },
    );
  });

  test('keeps its books exactly, in total and for every endpoint', () => {
    fc.assert(
      fc.property(story, (drawn) => {
        const { totals, endpoints } = analyseStored(run, tell(drawn), COMPLETED);
        for (const books of [totals, ...endpoints.map((endpoint) => endpoint.counts)]) {
          expect(books.planned).toBe(books.sent + books.dropped + books.cancelled);
          expect(books.sent).toBe(books.ok + books.errors + books.openAtStop);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('adds up: a run cut in two gives the counts of the whole', () => {
    fc.assert(
      fc.property(story, fc.nat(11), (drawn, cut) => {
        const seconds = tell(drawn);
        const whole = analyseStored(run, seconds, COMPLETED);
        const first = analyseStored(run, seconds, { ...COMPLETED, fromSecond: 0, toSecond: cut });
        const second = analyseStored(run, seconds, { ...COMPLETED, fromSecond: cut + 1 });
        expect(first.totals.sent + second.totals.sent).toBe(whole.totals.sent);
        expect(first.overallTimeMs.count + second.overallTimeMs.count).toBe(whole.overallTimeMs.count);
        expect(Math.max(first.overallTimeMs.max ?? 0, second.overallTimeMs.max ?? 0)).toBe(
          whole.overallTimeMs.max ?? 0,
        );
      }),
      { numRuns: 40 },
    );
  });
});

test('percentiles over many seconds are those of all values together, within 0.1%', () => {
  const second = fc.array(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(fc.array(second, { minLength: 3, maxLength: 12 }), (values) => {
      const seconds = values.map((us, at) =>
        makeSecond(at, [
          makeSeriesSecond(
            0,
            us.map((one) => one / 1_000),
          ),
        ]),
      );
      const { overallTimeMs } = analyseStored(run, seconds, COMPLETED);
      const all = values.flat().map((us) => us / 1_000);
      for (const [name, percent] of [
        ['p50', 50],
        ['p90', 90],
        ['p95', 95],
      ] as const) {
        const shown = overallTimeMs[name];
        if (shown === null) continue;
        const exact = exactPercentile(all, percent);
        expect(shown).toBeGreaterThanOrEqual(exact);
        expect(shown).toBeLessThanOrEqual(exact * 1.001);
      }
      expect(overallTimeMs.mean).toBeCloseTo(all.reduce((sum, one) => sum + one, 0) / all.length, 6);
    }),
    { numRuns: 50 },
  );
});

test('the bounds of a share leave out 5% on each side, whatever was seen', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(100), (trials, percent) => {
      const hits = Math.floor((trials * percent) / 100);
      const [low, high] = [lowerShare(hits, trials), upperShare(hits, trials)];
      expect(low).toBeLessThanOrEqual(hits / trials);
      expect(high).toBeGreaterThanOrEqual(hits / trials);
      if (hits < trials) expect(binomialCdf(hits, trials, high)).toBeCloseTo(0.05, 8);
      if (hits > 0) expect(1 - binomialCdf(hits - 1, trials, low)).toBeCloseTo(0.05, 8);
    }),
    { numRuns: 200 },
  );
});
