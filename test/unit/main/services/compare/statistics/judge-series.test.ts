import { describe, expect, it } from 'vitest';
import {
  type SeriesCell,
  type SeriesFigure,
  seriesVerdictSchema,
} from '../../../../../../src/contract/series-verdict.ts';
import { judgeSeries } from '../../../../../../src/main/services/compare/statistics/judge-series.ts';
import type { SeriesRun } from '../../../../../../src/main/services/compare/statistics/series-input.ts';
import {
  declared,
  FIVE_RUNS,
  type MadeSides,
  madeEndpoint,
  madeInput,
  madeRuns,
  SIX_RUNS,
} from '../../../../../support/made-series.ts';

const QUIET: MadeSides = { a: [200, 203, 198, 202, 199], b: [201, 198, 202, 200, 199] };
const cellOf = (cells: readonly SeriesCell[], figure: SeriesFigure) => {
  const found = cells.find((cell) => cell.figure === figure);
  if (found === undefined) throw new Error(`no ${figure}`);
  return found;
};
const p95Of = (sides: MadeSides, made: Parameters<typeof madeInput>[1] = {}) =>
  cellOf(judgeSeries(madeInput(madeRuns(sides), made)).cells, 'p95');
/** The series with other errors of its runs. */
const withErrors = (sides: MadeSides, errors: (run: SeriesRun, index: number) => number) =>
  madeRuns(sides, 'p95', (run, index) => ({
    ...run,
    endpoints: run.endpoints.map((endpoint) => ({ ...endpoint, errors: errors(run, index) })),
  }));

describe('the verdict of a series', () => {
  it('is the document of its schema, and says the worked example in words', () => {
    const found = judgeSeries(madeInput(madeRuns(FIVE_RUNS)));
    expect(seriesVerdictSchema.parse(found)).toEqual(found);
    expect(found).toMatchObject({
      verdict: 'worse',
      look: 5,
      nextLook: null,
      more: null,
      alpha: 0.05,
      runs: { a: 5, b: 5, judgedA: 5, judgedB: 5 },
      family: { size: 1, passed: 1 },
      warnings: [],
      sentence: 'shop GET /cart: B is slower: p95 +12% (95%: +3.9% to +21%), 5 + 5 runs.',
    });
    expect(cellOf(found.cells, 'errorRate').sentence).toBe(
      'No errors; the rate lies below 0.01% of A and 0.01% of B.',
    );
  });

  it('names what was set aside, and a side that is sometimes slow', () => {
    const one = p95Of(SIX_RUNS);
    expect(one).toMatchObject({ verdict: 'cannot-tell', judgedRuns: { a: 6, b: 5 } });
    expect(one.sentence).toBe(
      'Cannot tell: p95 −4.4% to +5.7% (95%), 6 + 5 runs. Visible now: 7.1%. Set aside as odd: run 5 of B (338 ms).',
    );
    const two = p95Of({
      a: [200, 204, 198, 203, 201, 199, 202, 200],
      b: [201, 400, 199, 800, 203, 200, 202, 199],
    });
    expect(two.sentence).toContain(' of B (400 ms). B is sometimes slow.');
  });

  it.each([
    ['better', { a: FIVE_RUNS.b, b: FIVE_RUNS.a }, 'B is faster: p95 −11% (95%: −17% to −3.5%), 5 + 5 runs.'],
    ['unchanged', QUIET, 'No change beyond 3%: p95 −0.2% (95%: −1.7% to +1.3%), 5 + 5 runs.'],
    [
      'changed',
      { a: [200, 200.2, 199.8, 200.1, 200], b: [204, 204.2, 203.9, 204.1, 204] },
      'Changed, under 3%: p95 +2% (95%: +1.2% to +2.8%), 5 + 5 runs.',
    ],
    [
      'cannot-tell',
      { a: [200, 240, 210, 190, 230], b: [220, 250, 205, 200, 240] },
      'Cannot tell: p95 −11% to +22% (95%), 5 + 5 runs. Visible now: 24%. For 10%: about 28 per side (12 to 47).',
    ],
  ] as const)('%s', (verdict, sides, sentence) => {
    expect(p95Of(sides)).toMatchObject({ verdict, sentence });
  });

  it('of throughput is worse where it falls', () => {
    const runs = madeRuns({ a: FIVE_RUNS.b, b: FIVE_RUNS.a }, 'throughput');
    const found = judgeSeries(madeInput(runs, { judged: ['throughput'] }));
    expect(found.cells.map(({ figure, verdict }) => [figure, verdict])).toEqual([
      ['throughput', 'worse'],
      ['errorRate', 'no-verdict'],
    ]);
    expect(found.sentence).toBe('B carries less: throughput −11% (95%: −17% to −3.5%), 5 + 5 runs.');
  });

  it('of errors is by totals, in clumps', () => {
    const found = judgeSeries(
      madeInput(withErrors(QUIET, ({ side }, index) => (side === 'A' ? 50 : 110) + index)),
    );
    const cell = cellOf(found.cells, 'errorRate');
    expect(cell).toMatchObject({ verdict: 'worse', needed: null, spread: null });
    expect(cell.sentence).toBe('B fails more often: error rate +110% (95%: +77% to +148%), 5 + 5 runs.');
    expect(found).toMatchObject({ verdict: 'worse', family: { size: 2, passed: 1 } });
  });
});

describe('what has no verdict', () => {
  it.each([
    [{ a: [200], b: [300] }, 'No verdict: 1 + 1 runs, and it takes 3 of each side.'],
    [{ a: [200, 201], b: [300, 302] }, 'No verdict: 2 + 2 runs, and it takes 3 of each side.'],
  ])('one or two runs a side', (sides, sentence) => {
    const cell = p95Of(sides);
    expect(cell).toMatchObject({ verdict: 'no-verdict', reason: 'too-few-runs', estimate: null, sentence });
    expect(cell.runs.map(({ value }) => value)).toContain(300);
  });

  it('a percentile with fewer than ten requests beyond it, until three runs a side have it', () => {
    const without = (few: number) =>
      madeRuns(FIVE_RUNS, 'p99', (run, index) => ({
        ...run,
        endpoints: [
          madeEndpoint({ figures: { p99: { value: 400 + index, requestsBeyond: index < few ? 9 : 10 } } }),
        ],
      }));
    const judged: readonly SeriesFigure[] = ['p99'];
    const known = judgeSeries(madeInput(without(4), { judged }));
    expect(cellOf(known.cells, 'p99')).toMatchObject({ judgedRuns: { a: 3, b: 3 }, reason: null });
    const unknown = judgeSeries(madeInput(without(5), { judged }));
    expect(cellOf(unknown.cells, 'p99')).toMatchObject({
      reason: 'figures-missing',
      estimate: null,
      sentence:
        'No verdict: only 3 + 2 runs have enough requests for a p99, and it takes 3 of each side. Lengthen the runs.',
    });
  });

  it('a fixed rate that both sides reached', () => {
    const offered = (offeredPerSecond: number) =>
      madeRuns({ a: [99.5, 99.6, 99.5], b: [98.2, 99.4, 98.3] }, 'throughput', (run) => ({
        ...run,
        endpoints: run.endpoints.map((endpoint) => ({ ...endpoint, offeredPerSecond })),
      }));
    const verdictOf = (per: number) =>
      cellOf(judgeSeries(madeInput(offered(per), { judged: ['throughput'] })).cells, 'throughput');
    expect(verdictOf(99)).toMatchObject({ verdict: 'no-verdict', reason: 'rate-reached' });
    expect(verdictOf(100).reason).toBeNull();
  });

  it('a figure outside the family has an interval', () => {
    const runs = madeRuns(FIVE_RUNS, 'p50');
    const found = judgeSeries(madeInput(runs));
    expect(cellOf(found.cells, 'p50')).toMatchObject({
      verdict: 'not-judged',
      sentence: 'Not judged: p50 +12% (95%: +3.9% to +21%), 5 + 5 runs.',
    });
    expect(found.family).toEqual({ size: 0, passed: 0 });
  });
});

describe('runs that are left out', () => {
  const disturbed = (sides: MadeSides, at: readonly number[]) =>
    madeRuns(sides, 'p95', (run, index) => ({
      ...run,
      excluded: at.includes(index) ? 'the generator was late' : null,
    }));

  it('are listed, and a declared series is judged when they were made again', () => {
    const short = judgeSeries(madeInput(disturbed(FIVE_RUNS, [2])));
    expect(short).toMatchObject({
      excluded: [{ id: 'run 3', side: 'B', why: 'the generator was late' }],
      look: null,
      more: 1,
      runs: { a: 5, b: 4 },
      warnings: ['1 run left out before the figures were compared.'],
    });
    expect(short.sentence).toContain('No verdict yet: 4 runs per side of 5.');
    const again = [...disturbed(FIVE_RUNS, [2]), ...madeRuns({ a: [], b: [231] })].map((run, index) =>
      index < 10 ? run : { ...run, id: 'run 11', side: 'B' as const, order: 10 },
    );
    expect(judgeSeries(madeInput(again, { rule: declared(5) }))).toMatchObject({
      look: 5,
      runs: { a: 5, b: 5, judgedA: 5, judgedB: 5 },
      waiting: [],
    });
  });

  it('are not counted by an open series', () => {
    const found = judgeSeries(madeInput(disturbed(FIVE_RUNS, [0, 3]), { rule: { kind: 'open' } }));
    expect(found).toMatchObject({ look: null, nextLook: 4, verdict: 'no-verdict' });
    expect(cellOf(found.cells, 'p95').reason).toBe('not-yet');
  });
});

describe('looks', () => {
  const TEN: MadeSides = { a: [...FIVE_RUNS.a, ...QUIET.a], b: [...FIVE_RUNS.b, ...QUIET.a] };

  it('of an open series are of the first runs of each side, whatever was made since', () => {
    const open = { rule: { kind: 'open' } } as const;
    const four = p95Of({ a: TEN.a.slice(0, 4), b: TEN.b.slice(0, 4) }, open);
    const found = judgeSeries(madeInput(madeRuns({ a: TEN.a.slice(0, 5), b: TEN.b.slice(0, 5) }), open));
    const five = cellOf(found.cells, 'p95');
    expect(five.estimate?.logRatio).toBeCloseTo(four.estimate?.logRatio ?? 0, 12);
    expect(five.estimate?.levelPercent).toBe(99);
    expect(found.waiting.map(({ side }) => side).toSorted()).toEqual(['A', 'B']);
    expect(found.more).toBe(7);
    expect(five.sentence).toBe(
      'Cannot tell: p95 −1% to +26% (99%), 4 + 4 runs. Visible now: 16%. For 10%: about 10 per side (5 to 17): 7 more, up to the look at 12.',
    );
  });

  it('of a declared series are one: before it there is no interval, after it nothing moves', () => {
    const made = { rule: declared(5) };
    const early = judgeSeries(madeInput(madeRuns({ a: TEN.a.slice(0, 4), b: TEN.b.slice(0, 4) }), made));
    expect(early).toMatchObject({ look: null, nextLook: 5, more: 1, verdict: 'no-verdict' });
    expect(cellOf(early.cells, 'p95')).toMatchObject({ estimate: null, odd: [], needed: { more: 1 } });
    const late = judgeSeries(madeInput(madeRuns(TEN), made));
    expect(late.sentence).toBe(judgeSeries(madeInput(madeRuns(FIVE_RUNS))).sentence);
    expect(late.waiting).toHaveLength(10);
  });

  it('that cannot show the change say what the last one would', () => {
    const cell = p95Of({ a: [212, 280, 190, 300], b: [216, 209, 260, 180] }, { rule: { kind: 'open' } });
    expect(cell.sentence).toContain('more than the 20 of the last look, which show 34%.');
  });

  it('begin at four runs a side', () => {
    const found = judgeSeries(madeInput(madeRuns({ a: [200], b: [210] }), { rule: { kind: 'open' } }));
    expect(found.sentence).toBe('shop GET /cart: No verdict yet: 1 run per side of 4.');
    expect(found.more).toBe(3);
  });
});

describe('a family of endpoints', () => {
  /** The worked example, and endpoints beside it of which nothing can be said. */
  const among = (others: number) =>
    madeRuns(FIVE_RUNS, 'p95', (run, index) => ({
      ...run,
      endpoints: [
        ...run.endpoints,
        ...Array.from({ length: others }, (_, nth) =>
          madeEndpoint({
            endpoint: `GET /${nth}`,
            figures: { p95: { value: 200 + ((index * 37 + nth * 11) % 23), requestsBeyond: 300 } },
          }),
        ),
      ],
    }));
  const ofCart = { service: 'shop', endpoint: 'GET /cart', figure: 'p95' } as const;

  it('lets nothing stand that many tests would have let through by chance', () => {
    const found = judgeSeries(madeInput(among(9)));
    expect(found).toMatchObject({ family: { size: 10, passed: 0 }, verdict: 'alone-only' });
    const cart = cellOf(found.cells, 'p95');
    expect(cart.needed?.alpha).toBe(0.005);
    expect(cart.sentence).toBe(
      'Would stand alone, not among 10: p95 +12% (95%: +3.9% to +21%), 5 + 5 runs. For 10%: about 13 per side (7 to 21).',
    );
  });

  it('leaves the one that was chosen beforehand out, and tests it by itself', () => {
    const found = judgeSeries(madeInput(among(9), { primary: ofCart }));
    expect(found).toMatchObject({ family: { size: 9, passed: 0 }, verdict: 'worse' });
    expect(cellOf(found.cells, 'p95')).toMatchObject({ isPrimary: true, verdict: 'worse' });
    expect(found.sentence).toMatch(/^shop GET \/cart: B is slower: p95 \+12%/);
  });
});

describe('a baseline of other sessions', () => {
  const stored = (sessions: number, ofB: readonly number[]) => {
    const runs = Array.from({ length: 3 * sessions }, (_, index) => 200 + 3 * (index % 3) + 4 * (index % 5));
    const sides = { a: runs, b: ofB };
    let nth = 0;
    return madeRuns(sides, 'p95', (run) =>
      run.side === 'B' ? run : { ...run, session: `stored ${Math.floor(nth++ / 3)}` },
    );
  };
  const judge = (runs: readonly SeriesRun[]) => judgeSeries({ runs, kind: 'stored', rule: declared(3) });

  it('of four and more is judged by session means', () => {
    const cell = cellOf(judge(stored(4, [300, 310, 305])).cells, 'p95');
    expect(cell).toMatchObject({ verdict: 'worse', estimate: { df: 3 }, judgedRuns: { a: 12, b: 3 } });
  });

  it('of fewer has a wide interval and no verdict', () => {
    const found = judge(stored(2, [300, 310, 305]));
    const cell = cellOf(found.cells, 'p95');
    expect(cell).toMatchObject({ verdict: 'no-verdict', reason: 'few-sessions', needed: null });
    expect(cell.estimate?.standardError).toBeGreaterThan(Math.sqrt(0.02));
    expect(cell.sentence).toContain('Rerun the baseline alternately');
    expect(found.warnings).toHaveLength(1);
  });

  it('with too few runs has not even that', () => {
    expect(cellOf(judge(stored(1, [300, 310])).cells, 'p95')).toMatchObject({
      estimate: null,
      reason: 'not-yet',
    });
  });
});

it('refuses runs that are one', () => {
  const [first, second, ...rest] = madeRuns(FIVE_RUNS);
  if (first === undefined || second === undefined) throw new Error('no runs');
  expect(() => judgeSeries(madeInput([first, { ...second, id: first.id }, ...rest]))).toThrow('one id');
  expect(() => judgeSeries(madeInput([first, { ...second, order: first.order }, ...rest]))).toThrow(
    'one place',
  );
});
