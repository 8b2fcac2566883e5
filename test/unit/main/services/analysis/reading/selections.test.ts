import { describe, expect, it, vi } from 'vitest';
import { LATENCY_BANDS } from '../../../../../../src/contract/latency-bands.ts';
import { PHASES } from '../../../../../../src/contract/tick.ts';
import { BandCounts } from '../../../../../../src/main/services/analysis/reading/band-counts.ts';
import { EncodedRun } from '../../../../../../src/main/services/analysis/reading/encoded-run.ts';
import { heatmapOf } from '../../../../../../src/main/services/analysis/reading/heatmap.ts';
import { requestPage } from '../../../../../../src/main/services/analysis/reading/request-list.ts';
import { CauseSearch } from '../../../../../../src/main/services/analysis/reading/run-causes.ts';
import { selectionOf } from '../../../../../../src/main/services/analysis/reading/select.ts';
import { requestSeconds, requestsPlan } from '../../../../../support/made-requests.ts';
import { differences } from '../../../../../support/straightforward-selection.ts';

const SHAPE = { endpoints: 3, seconds: 400, rate: 60, seed: 11, warmupSeconds: 40 };
const WHOLE = { service: null, endpoint: null, clock: 'intended' } as const;

/** With one second that is missing. */
function madeRun() {
  const plan = requestsPlan(SHAPE);
  const seconds = [...requestSeconds(SHAPE)].filter(({ second }) => second !== 77);
  const run = new EncodedRun({ plan, precision: 'tick' });
  for (const second of seconds) run.add(second);
  return { plan, seconds, run };
}

describe('questions about a run', () => {
  const { plan, seconds, run } = madeRun();

  it('select what a straightforward merge of the stored seconds has, by time and by latency', () => {
    expect(differences(run, { plan, seconds, questions: 10, seed: 3 })).toEqual([]);
    let stretches = 0;
    while (run.rollUpNext()) stretches += 1;
    expect(stretches).toBe(7);
    expect(differences(run, { plan, seconds, questions: 20, seed: 4 })).toEqual([]);
  });

  it('read those of the oldest seconds again that are beyond what is kept in memory', () => {
    const readAgain = vi.fn((second: number) => seconds.find((one) => one.second === second) ?? null);
    const small = new EncodedRun({ plan, precision: 'tick' }, { readAgain, maxBytes: 300_000 });
    for (const second of seconds) small.add(second);
    expect(small.bytes).toBeLessThan(run.bytes - 200_000);
    expect(differences(small, { plan, seconds, questions: 10, seed: 5 })).toEqual([]);
    expect(readAgain).toHaveBeenCalled();
    expect(heatmapOf(small, WHOLE)).toEqual(heatmapOf(run, WHOLE));

    const search = (beyond?: ConstructorParameters<typeof CauseSearch>[1]) => {
      const found = new CauseSearch({ plan, precision: 'tick' }, beyond);
      for (const second of seconds) found.add(second);
      return found.found();
    };
    expect(search({ readAgain, maxBytes: 100_000 })).toEqual(search());
  });

  it('count the bands of all seconds in few bytes each', () => {
    const bands = new BandCounts(run);
    bands.of([0, 1, 2], 'response');
    expect(bands.bytes).toBeLessThan(60 * 3 * 400);
  });

  it('draw every success into one cell, and say which second is missing', () => {
    const ok = seconds
      .flatMap(({ series }) => series.map(({ counts }) => counts.ok))
      .reduce((sum, one) => sum + one);
    const heatmap = heatmapOf(run, WHOLE);
    expect(heatmap.count).toBe(ok);
    expect(heatmap.cells.reduce((sum, one) => sum + one, 0)).toBe(ok);
    expect(heatmap.cells).toHaveLength(400 * (heatmap.toBand - heatmap.fromBand + 1));
    expect(heatmap.missing).toEqual([77]);
    expect(heatmap.p99Ms[77]).toBe(null);
  });

  it('list the slowest first, with what they stand for', () => {
    const area = { fromSecond: 10, toSecond: 19, fromBand: 0, toBand: LATENCY_BANDS - 1 };
    const page = requestPage(run, { filter: { area }, from: 0, limit: 50 });
    expect(page).toMatchObject({ standFor: 600, isEstimate: false });
    const isEstimate = (filter: Parameters<typeof requestPage>[1]['filter']) =>
      requestPage(run, { filter, from: 0, limit: 1 }).isEstimate;
    expect(
      [{ area: { ...area, fromBand: 30 } }, { isNew: true }, { area, slow: [] }].map(isEstimate),
    ).toEqual([true, true, true]);
    expect(page.rows).toHaveLength(50);
    const durations = page.rows.map(({ durationUs }) => durationUs);
    expect(durations).toEqual(durations.toSorted((a, b) => b - a));
    const next = requestPage(run, { filter: { area }, from: 10, limit: 5 });
    expect(next.rows).toEqual(page.rows.slice(10, 15));
  });

  it('list the failures that the figures of the run are of, or all that failed', () => {
    const area = { fromSecond: 40, toSecond: 399, fromBand: 0, toBand: LATENCY_BANDS - 1 };
    const [first] = requestPage(run, { filter: { area, hasFailed: true }, from: 0, limit: 1 }).rows;
    const series = plan.series.map((one) => ({ ...one, primary: one.endpoint !== first?.endpoint }));
    const other = new EncodedRun({ plan: { ...plan, series }, precision: 'tick' });
    for (const second of seconds) other.add(second);
    const standFor = (primary: boolean) =>
      requestPage(other, { filter: { area, hasFailed: true, primary }, from: 0, limit: 1 }).standFor;
    const { failedHere } = selectionOf(other, new BandCounts(other), { scope: WHOLE, area }).all;
    expect(standFor(true)).toBe(failedHere);
    expect(standFor(false)).toBeGreaterThan(failedHere);
  });

  it('list a fair few: the same sample each time, in order of time, as often slow as all requests are', () => {
    const asked = { filter: { clock: 'actual' }, from: 0, limit: 200, order: 'fair' } as const;
    const page = requestPage(run, asked);
    expect(page.listed).toBe(50);
    expect(page.rows).toHaveLength(50);
    expect(requestPage(run, { ...asked, from: 20, limit: 5 }).rows).toEqual(page.rows.slice(20, 25));
    const starts = page.rows.map(({ startedUs }) => startedUs);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    // Nine in ten take less than a fifth of a second; among the kept most are slower.
    const [fair, slowest] = (['fair', 'slowest'] as const).map(
      (order) =>
        requestPage(run, { ...asked, order, limit: 5_000 }).rows.filter(
          ({ durationUs }) => durationUs < 100_000,
        ).length,
    );
    expect(fair).toBeGreaterThan(35);
    expect(slowest).toBeGreaterThan(0);
  });

  it('list by one phase, and what lies outside of an area', () => {
    const rows = requestPage(run, { filter: {}, from: 0, limit: 20, order: 'receive' }).rows;
    const receive = rows.map(({ phasesUs }) => phasesUs[PHASES.indexOf('receive')] ?? 0);
    expect(receive).toEqual(receive.toSorted((a, b) => b - a));
    const area = { fromSecond: 100, toSecond: 199, fromBand: 30, toBand: LATENCY_BANDS - 1 };
    const [all, inside, outside] = [{}, { area }, { outside: area }].map(
      (filter) => requestPage(run, { filter: { ...filter, hasFailed: false }, from: 0, limit: 1 }).kept,
    );
    expect((inside ?? 0) + (outside ?? 0)).toBe(all);
    expect(inside).toBeGreaterThan(10);
  });

  it('estimate phases of an area from what was kept of its cells', () => {
    const area = { fromSecond: 40, toSecond: 399, fromBand: 46, toBand: LATENCY_BANDS - 1 };
    const { phases, phasesFrom } = selectionOf(run, new BandCounts(run), { scope: WHOLE, area });
    expect(phasesFrom).toBeGreaterThan(100);
    const wait = phases.find(({ phase }) => phase === 'wait');
    // They were delayed by 200 to 800 ms; all else takes a quarter of a second at most, and mostly a tenth of that.
    expect(wait?.hereMs).toBeGreaterThan(450);
    expect(wait?.hereMs).toBeLessThan(600);
    expect(wait?.thereMs).toBeLessThan(60);
  });
});
