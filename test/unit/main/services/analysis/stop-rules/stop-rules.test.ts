import { describe, expect, it } from 'vitest';
import type { MeasuredPlan } from '../../../../../../src/contract/run-plan.ts';
import { parseStopRule } from '../../../../../../src/contract/stop-rule.ts';
import type { RunSecond, SeriesCounts } from '../../../../../../src/contract/tick.ts';
import { StopRules } from '../../../../../../src/main/services/analysis/stop-rules/stop-rules.ts';
import { makeHttp, makePlan, makeSeries, makeStep } from '../../../../../support/made-plan.ts';
import {
  makeGenerator,
  makeSecond,
  makeSeriesSecond,
  type SecondChange,
} from '../../../../../support/made-seconds.ts';

function rule(text: string) {
  const read = parseStopRule(text);
  if (!read.ok) throw new Error(read.failure.message);
  return read.value;
}

/** Two endpoints of `gateway`: instruments, the first series, and curves. */
function planWith(rules: readonly string[], change: Partial<MeasuredPlan> = {}): MeasuredPlan {
  const series = [makeSeries(), makeSeries({ endpoint: 'curves' })];
  const steps = [makeStep(0), makeStep(1)];
  const plan = makePlan({ series, scenarios: [makeHttp({ tasks: [{ name: 'both', weight: 1, steps }] })] });
  return { ...plan, stopRules: rules.map(rule), ...change };
}

/** Each as `[second, sentence]` where one fired. */
function firedBy(plan: MeasuredPlan, seconds: readonly RunSecond[]) {
  const rules = new StopRules(plan);
  return seconds.flatMap((second) =>
    rules.add(second).map((fired) => [second.second, fired.sentence] as const),
  );
}

const times = (ms: number, count = 100) => Array<number>(count).fill(ms);
const at = (
  index: number,
  timesMs: readonly number[],
  counts: Partial<SeriesCounts> = {},
  change: SecondChange = {},
) => makeSecond(index, [makeSeriesSecond(0, timesMs, { counts })], change);
const series = (count: number, make: (index: number) => RunSecond) =>
  Array.from({ length: count }, (_, i) => make(i));

describe('a stop rule', () => {
  it('fires with the second that fills its window, and once', () => {
    expect(
      firedBy(
        planWith(['p95>1s for 3s']),
        series(9, (i) => at(i, times(1_200))),
      ),
    ).toEqual([[2, 'Stopped by the rule p95>1s for 3s: p95 was 1,200 ms from 0:00 to 0:03.']]);
  });

  it('tells what it saw in numbers, too', () => {
    const rules = new StopRules(planWith(['gateway/instruments: p95>1s for 1s then fail']));
    expect(rules.add(at(0, times(1_200, 300)))).toEqual([
      {
        rule: 'gateway/instruments: p95>1s for 1s then fail',
        action: 'fail',
        service: 'gateway',
        endpoint: 'instruments',
        figure: 1_200,
        unit: 'ms',
        fromSecond: 0,
        atSecond: 1,
        sentence:
          'Failed by the rule gateway/instruments: p95>1s for 1s: p95 of gateway.instruments was 1,200 ms from 0:00 to 0:01.',
      },
    ]);
  });

  it('judges the whole window at once, never seconds one by one: percentiles are merged', () => {
    // The p50 of each second is 100 or 2,000 ms; of both together it is that of the many.
    const few = at(0, times(2_000, 10));
    const many = at(1, times(100, 1_000));
    expect(firedBy(planWith(['p50>500ms for 2s']), [few, many])).toEqual([]);
    expect(firedBy(planWith(['p50<500ms for 2s']), [few, many])).toHaveLength(1);
    expect(firedBy(planWith(['mean>118ms for 2s']), [few, many])).toEqual([
      [1, 'Stopped by the rule mean>118ms for 2s: mean was 119 ms from 0:00 to 0:02.'],
    ]);
    expect(firedBy(planWith(['max>2.1s for 2s']), [few, many])).toEqual([]);
  });

  it('is about the run, a service or an endpoint', () => {
    const both = makeSecond(0, [makeSeriesSecond(0, times(10)), makeSeriesSecond(1, times(900, 10))]);
    const fires = (text: string) => firedBy(planWith([text]), [both]).length === 1;
    expect(fires('p95>500ms for 1s')).toBe(true);
    expect(fires('p90>500ms for 1s')).toBe(false);
    expect(fires('gateway: p95>500ms for 1s')).toBe(true);
    expect(fires('gateway/curves: p50>500ms for 1s')).toBe(true);
    expect(fires('gateway/instruments: max>500ms for 1s')).toBe(false);
  });

  it('needs a sample beyond a percentile, and says where there are fewer than ten', () => {
    expect(firedBy(planWith(['p95>1s for 1s']), [at(0, times(2_000, 10))])).toEqual([]);
    expect(firedBy(planWith(['p95>1s for 2s']), [at(0, times(2_000, 10)), at(1, times(2_000, 10))])).toEqual([
      [1, 'Stopped by the rule p95>1s for 2s: p95 was ~2,000 ms from 0:00 to 0:02.'],
    ]);
  });

  it('counts failures of the target as errors, and nothing that fails on this side', () => {
    const failing = (targetErrors: number) => [at(0, times(5, 90), { errors: 10, targetErrors })];
    expect(firedBy(planWith(['errors>5% for 1s']), failing(10))).toEqual([
      [0, 'Stopped by the rule errors>5% for 1s: error rate was 10% from 0:00 to 0:01.'],
    ]);
    expect(firedBy(planWith(['errors>5% for 1s']), failing(0))).toEqual([]);
  });

  it('sees a throughput of nothing while something is in flight, and none where nothing was due', () => {
    const hangs = series(3, (i) => at(i, [], { inFlight: 7 }));
    expect(firedBy(planWith(['throughput<1/s for 3s']), hangs)).toEqual([
      [2, 'Stopped by the rule throughput<1/s for 3s: throughput was 0/s from 0:00 to 0:03.'],
    ]);
    expect(
      firedBy(
        planWith(['throughput<1/s for 3s']),
        series(3, (i) => at(i, [])),
      ),
    ).toEqual([]);
  });

  it('takes the least of what is in flight over its window', () => {
    const open = (...inFlight: number[]) => inFlight.map((count, i) => at(i, times(5), { inFlight: count }));
    expect(firedBy(planWith(['inFlight>50 for 3s']), open(60, 51, 70))).toEqual([
      [
        2,
        'Stopped by the rule inFlight>50 for 3s: number of requests in flight was at least 51 from 0:00 to 0:03.',
      ],
    ]);
    expect(firedBy(planWith(['inFlight>50 for 3s']), open(60, 50, 70))).toEqual([]);
  });

  it('begins afresh after a second that has nothing to judge, a disturbed one, and the warm-up', () => {
    const slow = (i: number) => at(i, times(2_000));
    const disturbed = (i: number) =>
      at(i, times(2_000), {}, { generators: [makeGenerator({ loopDelayMaxUs: 80_000 })] });
    const firstOf = (plan: MeasuredPlan, seconds: RunSecond[]) => firedBy(plan, seconds)[0]?.[0];
    const plan = planWith(['p95>1s for 3s']);
    expect(
      firstOf(
        plan,
        series(9, (i) => (i === 2 ? at(i, []) : slow(i))),
      ),
    ).toBe(5);
    expect(
      firstOf(
        plan,
        series(9, (i) => (i === 2 ? disturbed(i) : slow(i))),
      ),
    ).toBe(5);
    expect(firstOf(planWith(['p95>1s for 3s'], { warmupMs: 2_000 }), series(9, slow))).toBe(4);
    expect(firstOf(plan, [slow(0), slow(1), slow(3), slow(4), slow(5)])).toBe(5);
  });

  it('is not judged by what comes after the plan, nor by part of a second', () => {
    const slow = (i: number) => at(i, times(2_000));
    const short = planWith(['p95>1s for 3s'], { durationMs: 2_000 });
    expect(firedBy(short, series(5, slow))).toEqual([]);
    const partial = [slow(0), slow(1), at(2, times(2_000), {}, { lengthUs: 400_000 })];
    expect(firedBy(planWith(['p95>1s for 3s']), partial)).toEqual([]);
    const cut = [slow(0), slow(1), at(2, times(2_000), {}, { afterPlan: { atUs: 2_500_000, late: [] } })];
    expect(firedBy(planWith(['p95>1s for 3s']), cut)).toEqual([]);
  });
});

describe('several stop rules', () => {
  const slow = (i: number) => at(i, times(2_000));
  const HOLD = 'max>1s for 2s then hold';

  it('hold the load, and go on to the one that ends the run', () => {
    const fired = firedBy(planWith(['p95>1s for 4s', HOLD]), series(9, slow));
    expect(fired.map(([second, sentence]) => [second, sentence.split(' the rule ')[0]])).toEqual([
      [1, 'Load held by'],
      [3, 'Stopped by'],
    ]);
  });

  it('that come true at once: the one that fails the run is told, else the first that stops it', () => {
    const first = (rules: string[]) => firedBy(planWith(rules), series(9, slow));
    const [only, ...others] = first([
      HOLD,
      'p50>1s for 2s',
      'p95>1s for 2s then fail',
      'p90>1s for 2s then fail',
    ]);
    expect([only?.[0], only?.[1].slice(0, 27), others]).toEqual([1, 'Failed by the rule p95>1s f', []]);
    expect(first([HOLD, 'p50>1s for 2s', 'p75>1s for 2s'])).toMatchObject([
      [1, expect.stringContaining('p50')],
    ]);
    expect(first([HOLD, 'mean>1s for 2s then hold'])).toHaveLength(2);
  });
});
