import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type SeriesCell,
  type SeriesRule,
  type SeriesVerdict,
  seriesVerdictSchema,
} from '../../src/contract/series-verdict.ts';
import { judgeSeries } from '../../src/main/services/compare/statistics/judge-series.ts';
import type { SeriesInput, SeriesRun } from '../../src/main/services/compare/statistics/series-input.ts';
import { declared, madeInput, madeRuns } from '../support/made-series.ts';

const RUNS = { numRuns: 60 };
const values = (count: number) =>
  fc.array(fc.double({ min: 1, max: 5_000, noNaN: true }), { minLength: count, maxLength: count });
const sides = fc
  .integer({ min: 3, max: 9 })
  .chain((count) => fc.record({ a: values(count), b: values(count) }));
/** A series with errors, runs that are left out, and figures that are missing. */
const series = fc
  .record({
    sides,
    rule: fc.oneof(fc.constant<SeriesRule>({ kind: 'open' }), fc.integer({ min: 1, max: 9 }).map(declared)),
    kind: fc.constantFrom('alternated', 'stored'),
    noise: fc.array(fc.record({ errors: fc.nat(40), beyond: fc.nat(60), isLeftOut: fc.nat(9) }), {
      minLength: 18,
      maxLength: 18,
    }),
  })
  .map(({ sides: figures, rule, kind, noise }): SeriesInput => {
    const runs = madeRuns(figures, 'p95', (run, index) => {
      const { errors, beyond, isLeftOut } = noise[index] ?? { errors: 0, beyond: 300, isLeftOut: 1 };
      const change = (endpoint: SeriesRun['endpoints'][number]) => ({
        ...endpoint,
        errors,
        figures: { p95: { value: endpoint.figures.p95?.value ?? null, requestsBeyond: beyond } },
      });
      return {
        ...run,
        session: kind === 'stored' && run.side === 'A' ? `stored ${index % 5}` : 'today',
        excluded: isLeftOut === 0 ? 'late' : null,
        endpoints: run.endpoints.map(change),
      };
    });
    return { runs, kind, rule };
  });

const p95Of = ({ cells }: SeriesVerdict): SeriesCell => {
  const cell = cells.find(({ figure }) => figure === 'p95');
  if (cell === undefined) throw new Error('no p95');
  return cell;
};
const swapped = (run: SeriesRun): SeriesRun => ({ ...run, side: run.side === 'A' ? 'B' : 'A' });
const scaled =
  (factor: number) =>
  (run: SeriesRun): SeriesRun => ({
    ...run,
    endpoints: run.endpoints.map((endpoint) => ({
      ...endpoint,
      figures: { p95: { value: (endpoint.figures.p95?.value ?? 0) * factor, requestsBeyond: 300 } },
    })),
  });

describe('the verdict of a series', () => {
  it('is a document that JSON can hold, with a sentence for every cell, whatever the runs are', () => {
    fc.assert(
      fc.property(series, (input) => {
        const found = judgeSeries(input);
        expect(seriesVerdictSchema.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
        for (const { sentence } of [...found.cells, found])
          expect(sentence).toMatch(/^(?:[A-Z]|shop ).*[.]$/);
        for (const { sentence } of found.cells) expect(sentence).not.toMatch(/NaN|Infinity|undefined|null/);
      }),
      RUNS,
    );
  });

  it('does not depend on the order in which the runs are stored', () => {
    fc.assert(
      fc.property(series, fc.infiniteStream(fc.nat()), (input, keys) => {
        const shuffled = input.runs
          .map((run) => ({ run, key: keys.next().value }))
          .toSorted((one, other) => Number(one.key) - Number(other.key))
          .map(({ run }) => run);
        expect(judgeSeries({ ...input, runs: shuffled })).toEqual(judgeSeries(input));
      }),
      RUNS,
    );
  });

  it('turns round where the sides are swapped', () => {
    fc.assert(
      fc.property(sides, (figures) => {
        const runs = madeRuns(figures);
        const [one, other] = [
          p95Of(judgeSeries(madeInput(runs))),
          p95Of(judgeSeries(madeInput(runs.map(swapped)))),
        ];
        expect(other.estimate?.logRatio).toBeCloseTo(-(one.estimate?.logRatio ?? 0), 9);
        expect(other.estimate?.p).toBeCloseTo(one.estimate?.p ?? 0, 9);
        expect(other.odd.map(({ id }) => id)).toEqual(one.odd.map(({ id }) => id));
        const turned = { worse: 'better', better: 'worse' } as const;
        const wanted =
          one.verdict === 'worse' || one.verdict === 'better' ? turned[one.verdict] : one.verdict;
        // Percent are not even: −2.95% is +3.04% the other way round, so a change near the least that matters may cross it.
        const size = Math.abs(one.estimate?.changePercent ?? 0);
        if (one.verdict !== 'unchanged' && other.verdict !== 'unchanged' && (size < 2.9 || size > 3.1))
          expect(other.verdict).toBe(wanted);
      }),
      RUNS,
    );
  });

  it('does not change with the unit of the figures', () => {
    fc.assert(
      fc.property(sides, fc.double({ min: 0.01, max: 100, noNaN: true }), (figures, factor) => {
        const runs = madeRuns(figures);
        const [one, other] = [runs, runs.map(scaled(factor))].map((of) => p95Of(judgeSeries(madeInput(of))));
        expect(other?.estimate?.logRatio).toBeCloseTo(one?.estimate?.logRatio ?? 0, 9);
        expect(other?.estimate?.p).toBeCloseTo(one?.estimate?.p ?? 0, 9);
        expect(other?.needed).toEqual(one?.needed);
        expect(other?.verdict).toBe(one?.verdict);
      }),
      RUNS,
    );
  });

  it('takes out any straight drift', () => {
    fc.assert(
      fc.property(sides, fc.double({ min: -0.2, max: 0.2, noNaN: true }), (figures, perRun) => {
        const runs = madeRuns(figures);
        const drifting = runs.map((run, index) => scaled(Math.exp(perRun * index))(run));
        const [one, other] = [runs, drifting].map((of) => p95Of(judgeSeries(madeInput(of))).estimate);
        expect(other?.logRatio).toBeCloseTo(one?.logRatio ?? 0, 9);
        expect(other?.standardError).toBeCloseTo(one?.standardError ?? 0, 9);
      }),
      RUNS,
    );
  });

  it('never believes that runs which are all alike prove anything', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 12 }),
        fc.double({ min: 1, max: 9_999, noNaN: true }),
        (count, value) => {
          const same = Array.from({ length: count }, () => value);
          const cell = p95Of(judgeSeries(madeInput(madeRuns({ a: same, b: same }))));
          expect(cell.estimate?.p).toBeGreaterThan(0.99);
          expect(cell.verdict).not.toMatch(/^(?:worse|better|changed)$/);
          expect(cell.odd).toEqual([]);
          const other = p95Of(judgeSeries(madeInput(madeRuns({ a: same, b: same.map((one) => one * 1.5) }))));
          expect(other.estimate?.p).toBeGreaterThan(0);
          expect(other.estimate?.standardError).toBeGreaterThan(0.005 / Math.sqrt(count));
        },
      ),
      RUNS,
    );
  });

  it('has an interval that leaves out nothing exactly where p passes', () => {
    fc.assert(
      fc.property(sides, (figures) => {
        const { estimate } = p95Of(judgeSeries(madeInput(madeRuns(figures))));
        if (estimate === null) throw new Error('no estimate');
        expect(estimate.lowPercent > 0 || estimate.highPercent < 0).toBe(estimate.p < 0.05);
        expect(estimate.lowPercent).toBeLessThanOrEqual(estimate.changePercent);
        expect(estimate.highPercent).toBeGreaterThanOrEqual(estimate.changePercent);
      }),
      RUNS,
    );
  });

  it('does not move between looks, whatever runs are added', () => {
    fc.assert(
      fc.property(sides, values(2), (figures, more) => {
        const rule: SeriesRule = { kind: 'open' };
        const count = figures.a.length;
        const before = judgeSeries(madeInput(madeRuns(figures), { rule }));
        const longer = { a: [...figures.a, more[0] ?? 1], b: [...figures.b, more[1] ?? 1] };
        const after = judgeSeries(madeInput(madeRuns(longer), { rule }));
        if (before.look === null || after.look !== before.look) return;
        expect(p95Of(after).estimate?.logRatio).toBeCloseTo(p95Of(before).estimate?.logRatio ?? 0, 9);
        expect(p95Of(after).verdict).toBe(p95Of(before).verdict);
        expect(after.waiting.length).toBe(2 * (count + 1 - before.look));
      }),
      RUNS,
    );
  });
});
