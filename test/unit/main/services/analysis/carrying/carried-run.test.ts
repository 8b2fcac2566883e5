import { describe, expect, it } from 'vitest';
import { bandOf } from '../../../../../../src/contract/latency-bands.ts';
import type { GradeRow } from '../../../../../../src/contract/threshold.ts';
import type { KeptRequest } from '../../../../../../src/contract/tick.ts';
import { analyseStored, judgedSeconds } from '../../../../../../src/main/services/analysis/analysis.ts';
import { CarriedAnswers } from '../../../../../../src/main/services/analysis/carrying/carried-answers.ts';
import { coarseBuckets } from '../../../../../../src/main/services/analysis/carrying/coarse-buckets.ts';
import { carriedSecond } from '../../../../../../src/main/services/analysis/carrying/graded-seconds.ts';
import { RunGrades } from '../../../../../../src/main/services/analysis/carrying/run-grades.ts';
import { thinned } from '../../../../../../src/main/services/analysis/carrying/thinned-requests.ts';
import { EncodedRun } from '../../../../../../src/main/services/analysis/reading/encoded-run.ts';
import { heatmapOf } from '../../../../../../src/main/services/analysis/reading/heatmap.ts';
import { mediansOf } from '../../../../../../src/main/services/analysis/reading/one-request.ts';
import { keptOf, requestPage } from '../../../../../../src/main/services/analysis/reading/request-list.ts';
import { failureFor } from '../../../../../../src/workers/engine/drivers/failure-codes.ts';
import {
  lowestOfBucket,
  widthOfBucket,
} from '../../../../../../src/workers/engine/measure/encoded-histogram.ts';
import { carriedOf } from '../../../../../support/carried.ts';
import { makePlan } from '../../../../../support/made-plan.ts';
import { requestSeconds, requestsPlan } from '../../../../../support/made-requests.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../../../../support/made-seconds.ts';
import { makeSuitePlan, makeSuiteSeconds } from '../../../../../support/made-suite.ts';
import { differences } from '../../../../../support/straightforward-selection.ts';

/** As many seconds and endpoints as are carried coarsely; one second is missing. */
const SHAPE = { endpoints: 10, seconds: 620, rate: 20, seed: 5 };
const ERRORS = { service: 'gateway', metric: 'errorRate', excellent: 0.1, good: 0.5, acceptable: 1 } as const;
const WHOLE = { service: null, endpoint: null, clock: 'intended' } as const;

function made() {
  const plan = requestsPlan(SHAPE);
  const seconds = [...requestSeconds(SHAPE)].filter(({ second }) => second !== 77);
  const run = new EncodedRun({ plan, precision: 'tick' });
  for (const second of seconds) run.add(second);
  return { plan, seconds, run };
}

describe('a run that a report carries', () => {
  const { plan, seconds, run } = made();
  const carried = carriedOf(run);

  it('has every success in the cell of the window, and says which second is missing', () => {
    const [here, there] = [heatmapOf(carried, WHOLE), heatmapOf(run, WHOLE)];
    expect(carried.head.perDoubling).toBe(16);
    expect([here.count, here.cells, here.failed, here.missing]).toEqual([
      there.count,
      there.cells,
      there.failed,
      there.missing,
    ]);
    const ratios = here.p95Ms.map((ms, second) => (ms ?? 1) / (there.p95Ms[second] ?? 1));
    expect(Math.min(...ratios)).toBeGreaterThan(2 ** (-1 / 16));
    expect(Math.max(...ratios)).toBeLessThan(2 ** (1 / 16));
  });

  it('selects as many as the stored seconds have, with quantiles in the same bucket and phases exact', () => {
    // Ends of the stored buckets, of which one lies across an edge, are 0.1% apart.
    const within = 1.001 * 2 ** (1 / 16);
    const isNear = (told: number, expected: number) => told < expected * within && told > expected / within;
    expect(differences(carried, { plan, seconds, questions: 12, seed: 6, isNear })).toEqual([]);
  });

  it('lists the same requests, and tells of one what the window tells', () => {
    const asked = { filter: { endpoint: 'endpoint_3' }, from: 0, limit: 20 };
    const [here, there] = [requestPage(carried, asked), requestPage(run, asked)];
    const told = ({ rows, ...rest }: typeof here) => ({
      ...rest,
      rows: rows.map(({ id: _, startedUs, ...row }) => ({ ...row, startedUs: Math.round(startedUs) })),
    });
    expect(told(here)).toEqual(told(there));
    for (const clock of ['intended', 'actual'] as const) {
      const [row] = requestPage(carried, { ...asked, filter: { ...asked.filter, clock } }).rows;
      const detail = new CarriedAnswers(carried).request(row?.id ?? '', clock);
      expect(detail).toMatchObject({ ok: true, value: { row, ...mediansOf(run, 3, clock) } });
    }
  });

  it('has the texts of those that were kept with them, and the hidden names of codes', () => {
    const [row] = requestPage(run, { filter: { code: 'http.5xx' }, from: 0, limit: 1 }).rows;
    const [thread = 0, connection = 0] = (row?.connection ?? '').split('.').map(Number);
    const exchange = { thread, connection, startedUs: row?.startedUs ?? 0, url: '/a', method: 'GET' };
    const series = plan.series.findIndex(({ endpoint }) => endpoint === row?.endpoint);
    const small = carriedOf(run, {
      exchanges: [{ ...exchange, series, asked: 'GET /a HTTP/1.1\r\nX-Any: [secret KEY]' } as KeptRequest],
      seen: (value) => (value === 'http.5xx' ? ('http.hidden' as typeof value) : value),
    });
    const answers = new CarriedAnswers(small);
    const page = answers.requests({ filter: { code: 'http.hidden' }, from: 0, limit: 1 });
    const id = page.ok ? page.value.rows[0]?.id : '';
    expect(page).toMatchObject({ value: { rows: [{ hasExchange: true, code: 'http.hidden' }] } });
    expect(answers.request(id ?? '', 'intended')).toMatchObject({
      value: { exchange: { url: '/a' }, curl: expect.stringContaining('"$KEY"') },
    });
    expect(answers.requests({ filter: { code: 'http.5xx' }, from: 0, limit: 1 })).toMatchObject({
      value: { kept: 0 },
    });
  });
});

it('grades of a part of the run are those of its document, value by value within a bucket', () => {
  const seconds = makeSuiteSeconds(60);
  const plan = makeSuitePlan(60_000);
  const run = new EncodedRun({ plan, precision: 'tick' });
  const held = new RunGrades(plan, run);
  for (const second of seconds) {
    run.add(second);
    held.add(second);
  }
  const judged = Array.from(judgedSeconds(plan, seconds), ({ judged: one }) => one);
  const carried = carriedOf(run, {
    graded: { plan, seconds: judged.map((one) => carriedSecond(one, plan.series.length)) },
  });
  const told = ({ value, margin: _, note: __, ...row }: GradeRow) => row;
  for (const time of [
    { fromSecond: 0, toSecond: 59, outside: false },
    { fromSecond: 12, toSecond: 31, outside: false },
    { fromSecond: 12, toSecond: 31, outside: true },
    { fromSecond: 40, toSecond: 40, outside: false },
  ]) {
    const own = carried.gradesIn(time);
    const { grades } = analyseStored(makeRun(plan), seconds, { ...COMPLETED, withSeconds: false, ...time });
    expect(own.map(told)).toEqual(grades.map(told));
    // Held in memory, a run has all of its histograms.
    expect(held.of(time, seconds)).toEqual(grades);
    expect(own.length).toBeGreaterThan(5);
    const isNear = (here: number, there: number) => here === there || Math.abs(here / there - 1) < 0.02;
    expect(own.filter(({ value }, row) => !isNear(value ?? 0, grades[row]?.value ?? 0))).toEqual([]);
  }
});

it('grades of a run that goes on count each second once, where earlier ones are judged again too', () => {
  const plan = makePlan({ durationMs: 5_000, thresholds: [ERRORS] });
  const failure = failureFor('auth.rejected', 'status 403');
  // Each has some that were rejected; that their credential is good is known from the second on.
  const seconds = [0, 1, 2].map((at) =>
    makeSecond(at, [makeSeriesSecond(0, Array(50).fill(10), { counts: { errors: 4, targetErrors: 0 } })], {
      failures: [{ series: 0, failure, credential: 'k', count: 4, firstUs: at * 1e6, lastUs: at * 1e6 }],
      accepted: at === 1 ? [{ service: 'gateway', credential: 'k' }] : [],
    }),
  );
  const run = new EncodedRun({ plan, precision: 'tick' });
  const held = new RunGrades(plan, run);
  const time = { fromSecond: 0, toSecond: 2, outside: false };
  for (const second of seconds) {
    run.add(second);
    held.add(second);
    // All are stored meanwhile.
    held.of(time, seconds);
  }
  const { grades } = analyseStored(makeRun(plan), seconds, { ...COMPLETED, withSeconds: false, ...time });
  expect(held.of(time, seconds)).toEqual(grades);
  expect(grades).toMatchObject([{ samples: 162 }]);
});

describe('fewer requests', () => {
  const { run } = made();
  const rows = Array.from(keptOf(run), ({ second, cursor }) => ({ ...cursor.request(), second }));
  const few = thinned(rows, 2_000, ({ weight }) => weight < 0);
  const sum = (all: typeof rows) => all.reduce((total, { weight }) => total + weight, 0);
  const us = ({ phasesUs }: (typeof rows)[number]) => phasesUs.reduce((total, one) => total + one, 0);

  it('stand for as many, the slowest and every failure among them', () => {
    expect(few.length).toBeGreaterThan(1_900);
    expect(few.length).toBeLessThan(2_200);
    expect(sum(few)).toBe(sum(rows));
    const kept = new Set(few.map(({ startedUs }) => startedUs));
    const ok = rows.filter(({ code }) => code === null).toSorted((a, b) => us(b) - us(a));
    expect(ok.slice(0, 100).every(({ startedUs }) => kept.has(startedUs))).toBe(true);
    expect(rows.filter(({ code }) => code !== null).every(({ startedUs }) => kept.has(startedUs))).toBe(true);
  });

  it('tell of the others what all of them told', () => {
    const share = (all: typeof rows) => sum(all.filter(({ isNew }) => isNew)) / sum(all);
    expect(Math.abs(share(few) - share(rows))).toBeLessThan(0.01);
    expect(thinned(rows, rows.length, () => false)).toEqual(rows);
  });
});

it.each([4, 16, 64])('%i buckets to a doubling end where bands do', (perDoubling) => {
  const { of, middle } = coarseBuckets(perDoubling);
  const us = (bucket: number) => lowestOfBucket(bucket) + (widthOfBucket(bucket) - 1) / 2;
  const wrong = [...of].filter((coarse, bucket) => bandOf(us(middle[coarse] ?? 0)) !== bandOf(us(bucket)));
  expect(wrong).toEqual([]);
});
