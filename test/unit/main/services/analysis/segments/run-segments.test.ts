import { describe, expect, test } from 'vitest';
import type { LoadChange, LoadSegment } from '../../../../../../src/contract/applied-load.ts';
import type { SteeringLogEntry } from '../../../../../../src/contract/steering.ts';
import type { Summary } from '../../../../../../src/contract/summary.ts';
import { summarySchema } from '../../../../../../src/contract/summary.ts';
import type { RunSecond } from '../../../../../../src/contract/tick.ts';
import { analyseStored, createAnalysis } from '../../../../../../src/main/services/analysis/analysis.ts';
import { makeHttp, makePlan, makeSeries } from '../../../../../support/made-plan.ts';
import { makeRun, makeSecond, makeSeriesSecond } from '../../../../../support/made-seconds.ts';

const plan = makePlan({
  scenarios: [
    makeHttp({
      name: 'r',
      profile: { model: 'open', arrivals: 'constant', segments: [{ durationMs: 12_000, from: 4, to: 4 }] },
    }),
  ],
  series: [makeSeries({ clock: 'intended' })],
  durationMs: 12_000,
  thresholds: [{ service: 'gateway', metric: 'errorRate', excellent: 1, good: 5, acceptable: 10 }],
});

const hold = (startMs: number, level: number): LoadSegment => ({
  startMs,
  durationMs: 12_000 - startMs,
  from: level,
  to: level,
  cause: 'steered',
});
const entry = (atMs: number, level: number): SteeringLogEntry => ({
  atMs,
  act: { kind: 'set', unit: 'rate', level },
  by: 'hand',
  sentence: `Arrival rate set to ${level}/s.`,
});
const change = (atMs: number, level: number): LoadChange => ({ name: 'r', segments: [hold(atMs, level)] });

/** Twelve seconds: 4/s that take 10 ms, from 3.5 s on 20/s that take 100 ms, from 8 s on 6/s. */
const seconds: RunSecond[] = Array.from({ length: 12 }, (_, second) => {
  const count = second < 3 ? 4 : second === 3 ? 12 : second < 8 ? 20 : 6;
  const times = Array.from({ length: count }, () => (second < 3 ? 10 : second < 8 ? 100 : 20));
  const errors = second === 5 ? 2 : 0;
  const steered =
    second === 3
      ? { load: [change(3_500, 20)], steered: [entry(3_500, 20)] }
      : second === 8
        ? { load: [change(8_000, 6)], steered: [entry(8_000, 6)] }
        : {};
  return makeSecond(second, [makeSeriesSecond(0, times, { counts: { errors } })], steered);
});

const VIEW = {
  state: 'completed',
  endedAt: 0,
  durationMs: 12_000,
  notes: '',
  endReason: '',
  withSeconds: false,
} as const;
const summaryOf = (run = plan, all: readonly RunSecond[] = seconds, view = {}): Summary =>
  analyseStored(makeRun(run), all, { ...VIEW, ...view });

function summed({ segments }: Summary, name: 'planned' | 'sent' | 'ok' | 'errors' | 'dropped' | 'cancelled') {
  const rows = segments?.rows ?? [];
  return rows.reduce((sum, { counts }) => sum + counts[name], segments?.between.counts[name] ?? 0);
}

describe('a run that was steered twice', () => {
  const summary = summaryOf();
  const rows = summary.segments?.rows ?? [];

  test('has three segments, each with what was applied and who wanted it', () => {
    expect(
      rows.map(({ fromMs, toMs, cause, by, sentence, levels }) => [
        fromMs,
        toMs,
        cause,
        by,
        sentence,
        levels[0]?.from,
      ]),
    ).toEqual([
      [0, 3_500, 'plan', null, '', 4],
      [3_500, 8_000, 'steered', 'hand', 'Arrival rate set to 20/s.', 20],
      [8_000, 12_000, 'steered', 'hand', 'Arrival rate set to 6/s.', 6],
    ]);
    expect(rows[0]?.levels).toEqual([{ class: 'r', unit: 'rate', from: 4, to: 4, messagesPerSecond: null }]);
    expect(summary.steering).toEqual([entry(3_500, 20), entry(8_000, 6)]);
  });

  test('a second in which the load changes is part of neither', () => {
    expect(rows.map(({ wholeSeconds, sharedSeconds }) => [wholeSeconds, sharedSeconds])).toEqual([
      [3, 1],
      [4, 1],
      [4, 0],
    ]);
    expect(rows.map(({ responseTimeMs: { count, max } }) => [count, Math.round(max ?? 0)])).toEqual([
      [12, 10],
      [80, 100],
      [24, 20],
    ]);
    expect(summary.segments?.between).toMatchObject({ seconds: 1, counts: { planned: 12, ok: 12 } });
  });

  test('its rates and grades are of its own seconds', () => {
    expect(
      rows.map(({ rates }) => [rates.throughputPerSecond, rates.offeredPerSecond, rates.errorRatePercent]),
    ).toEqual([
      [4, 4, 0],
      [20, 20.5, (2 / 82) * 100],
      [6, 6, 0],
    ]);
    expect(rows.map(({ grades }) => grades[0]?.grade)).toEqual(['excellent', 'good', 'excellent']);
  });

  test('counts of all segments and of what lies between are the totals', () => {
    for (const name of ['planned', 'sent', 'ok', 'errors', 'dropped', 'cancelled'] as const)
      expect(summed(summary, name)).toBe(summary.totals[name]);
  });

  test('the document is one by its schema', () => {
    expect(summarySchema.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
  });

  test('live, second by second, it ends with the same', () => {
    const analysis = createAnalysis(makeRun(plan));
    const begun = seconds.map((second) => {
      analysis.add(second);
      return analysis.summary({ ...VIEW, state: 'running' }).segments?.rows.length ?? 0;
    });
    expect(begun).toEqual([0, 0, 0, 2, 2, 2, 2, 2, 3, 3, 3, 3]);
    expect(analysis.summary(VIEW).segments).toEqual(summary.segments);
  });
});

test('the warm-up is counted, and in no figure', () => {
  const summary = summaryOf({ ...plan, warmupMs: 2_000 });
  const [first] = summary.segments?.rows ?? [];
  expect([
    first?.wholeSeconds,
    first?.measuredSeconds,
    first?.counts.ok,
    first?.responseTimeMs.count,
  ]).toEqual([3, 1, 12, 4]);
  expect(summed(summary, 'ok')).toBe(summary.totals.ok);
});

test('a second that a stop cuts is part of no segment', () => {
  const last = seconds
    .slice(0, 10)
    .map((second) =>
      second.second === 9
        ? { ...second, lengthUs: 400_000, afterPlan: { atUs: 9_300_000, late: [] } }
        : second,
    );
  const summary = summaryOf(plan, last, { state: 'stopped', durationMs: 9_400 });
  expect(summary.segments?.rows.at(-1)).toMatchObject({ toMs: 9_300, wholeSeconds: 1, sharedSeconds: 1 });
  expect(summary.segments?.between.seconds).toBe(2);
  expect(summed(summary, 'ok')).toBe(summary.totals.ok);
});

test('what looks a second time at what was counted is in no count, and in no latency but its own', () => {
  const [request] = plan.series;
  if (request === undefined) throw new RangeError('no series');
  const twice = {
    ...plan,
    series: [request, { ...request, endpoint: 'again', inTotals: false, primary: false }],
  };
  const looked = seconds.map((second) => ({
    ...second,
    series: [...second.series, makeSeriesSecond(1, [500, 500], { counts: {} })],
  }));
  const summary = summaryOf(twice, looked);
  const figures = (of: Summary) =>
    of.segments?.rows.map(({ counts, responseTimeMs }) => [counts, responseTimeMs]);
  expect(figures(summary)).toEqual(figures(summaryOf()));
  expect(summary.segments?.between.counts).toEqual(summaryOf().segments?.between.counts);
});

test('what still waits when a run has ended is cancelled, as it is in the totals', () => {
  const left = seconds.map((second) =>
    second.second === 11
      ? { ...second, series: [makeSeriesSecond(0, [20], { counts: { planned: 4, waiting: 3 } })] }
      : second,
  );
  const summary = summaryOf(plan, left, { state: 'stopped' });
  expect(summary.segments?.between.counts.cancelled).toBe(3);
  expect(summary.totals.cancelled).toBe(3);
});

test('an act at the very moment at which a user was to come begins a segment all the same', () => {
  const climb = Array.from({ length: 12 }, (_, index) => ({
    durationMs: 1_000,
    from: index + 1,
    to: index + 1,
  }));
  const climbing = makePlan({
    scenarios: [makeHttp({ name: 'r', profile: { model: 'closed', segments: climb } })],
    series: [makeSeries()],
    durationMs: 12_000,
  });
  const steered = seconds.map(({ load: _, steered: __, ...second }) =>
    second.second === 4 ? { ...second, load: [change(4_000, 5)], steered: [entry(4_000, 5)] } : second,
  );
  const rows = summaryOf(climbing, steered).segments?.rows ?? [];
  expect(rows.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
    [0, 4_000],
    [4_000, 12_000],
  ]);
});

test('two changes within a second: what lies between them has no second of its own', () => {
  const quick = seconds.map((second) =>
    second.second === 3
      ? {
          ...second,
          load: [change(3_200, 50), change(3_500, 20)],
          steered: [entry(3_200, 50), entry(3_500, 20)],
        }
      : second,
  );
  const rows = summaryOf(plan, quick).segments?.rows ?? [];
  expect(
    rows.map(({ fromMs, wholeSeconds, sharedSeconds }) => [fromMs, wholeSeconds, sharedSeconds]),
  ).toEqual([
    [0, 3, 1],
    [3_200, 0, 1],
    [3_500, 4, 1],
    [8_000, 4, 0],
  ]);
  expect(rows[1]?.responseTimeMs.count).toBe(0);
});

test('a run of one load has no segments', () => {
  const plain = seconds.map(({ load: _, steered: __, ...second }) => second);
  expect(summaryOf(plan, plain)).not.toHaveProperty('segments');
  expect(summaryOf(plan, plain)).not.toHaveProperty('steering');
});

test('a piece that begins between two microseconds is not told with the level before it', () => {
  const third = 10_000 / 3;
  const segments = [
    { durationMs: third, from: 84, to: 84 },
    { durationMs: 12_000 - third, from: 100, to: 100 },
  ];
  const stepped = makePlan({
    scenarios: [makeHttp({ name: 'r', profile: { model: 'closed', segments } })],
    series: [makeSeries()],
    durationMs: 12_000,
  });
  const plain = seconds.map(({ load: _, steered: __, ...second }) => second);
  const rows = summaryOf(stepped, plain).segments?.rows ?? [];
  expect(rows.map(({ levels }) => levels.map(({ from, to }) => [from, to]))).toEqual([
    [[84, 84]],
    [[100, 100]],
  ]);
});

test('a stop that turns out to have come after a change of load leaves the figures of before it', () => {
  const told: Readonly<Record<number, number>> = { 7: 7_900_000, 8: 8_050_000 };
  const stopped = (from: readonly RunSecond[]) =>
    from.slice(0, 9).map((second) => {
      const atUs = told[second.second];
      return atUs === undefined ? second : { ...second, afterPlan: { atUs, late: [] } };
    });
  const parts = (run: typeof plan, from: readonly RunSecond[]) =>
    summaryOf(run, stopped(from), { state: 'stopped', durationMs: 9_000 }).segments?.rows.map(
      ({ toMs, wholeSeconds, counts }) => [toMs, wholeSeconds, counts.ok],
    );
  // As planned: 7 s of 4, 4, 4, 12, 20, 20 and 20 a second.
  const segments = [
    { durationMs: 8_000, from: 4, to: 4 },
    { durationMs: 4_000, from: 6, to: 6 },
  ];
  const stepped = makePlan({
    scenarios: [makeHttp({ name: 'r', profile: { model: 'open', arrivals: 'constant', segments } })],
    series: [makeSeries({ clock: 'intended' })],
    durationMs: 12_000,
  });
  const plain = seconds.map(({ load: _, steered: __, ...second }) => second);
  const expected = [
    [8_000, 7, 84],
    [8_050, 0, 0],
  ];
  expect(parts(stepped, plain)).toEqual(expected);
  // Steered at the last moment: at the first telling of the end nobody knew of it.
  const late = seconds.map((second) => (second.second === 3 ? { ...second, load: [], steered: [] } : second));
  expect(parts(plan, late)).toEqual(expected);
});
