import type { Area } from '../../../../contract/area.ts';
import { bandOf, LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import { bandsOf, type Observed, wholeOf } from './observed.ts';
import { type Cut, slowFrom } from './slow-cut.ts';

/** Where a kept row stands: not in the time asked about, in it, or slow in the area asked about. */
export const OUTSIDE = 0;
export const INSIDE = 1;
export const SLOW = 2;

/** The slow requests of an area. What counts as slow is learned outside of it; over the whole run, from all of it. */
export interface SlowSet {
  readonly area: Area;
  readonly isWhole: boolean;
  /** First slow band of each endpoint. */
  readonly cuts: Uint8Array;
  /** Exact, of each endpoint within the time: its requests, and those that are slow. */
  readonly totals: Float64Array;
  readonly slow: Float64Array;
  readonly count: number;
  /** Slow requests that the rest of the run leads to expect in the area; over the whole run NaN. */
  readonly expected: number;
  /** OUTSIDE, INSIDE or SLOW, of each kept row. */
  readonly rows: Uint8Array;
  /** The kept rows that are SLOW. */
  readonly slowRows: Uint32Array;
}

export function slowSetOf(observed: Observed, area: Area | null, cut: Cut): SlowSet {
  const { endpoints, seconds } = observed;
  const chosen = area ?? wholeOf(observed);
  const isIn = (second: number) => second >= chosen.fromSecond && second <= chosen.toSecond;
  const isWhole = chosen.fromSecond === 0 && chosen.toSecond === seconds - 1;
  const cuts = new Uint8Array(endpoints);
  const totals = new Float64Array(endpoints);
  const slow = new Float64Array(endpoints);
  let expected = 0;
  for (let endpoint = 0; endpoint < endpoints; endpoint += 1) {
    const inside = bandsOf(observed, endpoint, isIn);
    const outside = isWhole ? inside : bandsOf(observed, endpoint, (second) => !isIn(second));
    const from = Math.max(slowFrom(outside, cut), chosen.fromBand);
    cuts[endpoint] = from;
    totals[endpoint] = sum(inside, 0, LATENCY_BANDS - 1);
    slow[endpoint] = sum(inside, from, chosen.toBand);
    const usual = sum(outside, 0, LATENCY_BANDS - 1);
    expected += usual === 0 ? 0 : ((totals[endpoint] ?? 0) * sum(outside, from, chosen.toBand)) / usual;
  }
  const count = slow.reduce((all, here) => all + here, 0);
  const rows = rowsOf(observed, chosen, cuts);
  return {
    area: chosen,
    isWhole,
    cuts,
    totals,
    slow,
    count,
    expected: isWhole ? Number.NaN : expected,
    rows,
    slowRows: Uint32Array.from([...rows.keys()].filter((row) => rows[row] === SLOW)),
  };
}

function rowsOf({ kept }: Observed, area: Area, cuts: Uint8Array): Uint8Array {
  const rows = new Uint8Array(kept.length);
  for (let row = 0; row < kept.length; row += 1) {
    const second = kept.second[row] ?? 0;
    if (second < area.fromSecond || second > area.toSecond) continue;
    const band = bandOf(kept.durationUs[row] ?? 0);
    const isSlow = band >= (cuts[kept.endpoint[row] ?? 0] ?? 0) && band <= area.toBand;
    rows[row] = isSlow ? SLOW : INSIDE;
  }
  return rows;
}

function sum(bands: Float64Array, from: number, to: number): number {
  let all = 0;
  for (let band = from; band <= to; band += 1) all += bands[band] ?? 0;
  return all;
}
