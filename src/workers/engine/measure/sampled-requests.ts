import { bandOf } from '../../../contract/latency-bands.ts';
import type { LightRequest } from '../../../contract/light-requests.ts';
import type { Micros } from '../../../contract/units.ts';

/**
 * Fewer requests that stand for as many: evenly by what they stand for, in the order of series, latency and time (systematic
 * sampling with probabilities in proportion to size), so that sums over them come out alike. What is picked stands for a whole
 * step of what it was picked from; together for all of it, exactly. What stands for none is never picked.
 * @param most at most so many, at least 1
 */
export function sampledRequests<Row extends LightRequest>(rows: readonly Row[], most: number): Row[] {
  const keyed = rows.map((row) => ({ row, band: row.code === null ? bandOf(responseUs(row)) : -1 }));
  keyed.sort((a, b) => a.row.series - b.row.series || a.band - b.band || a.row.startedUs - b.row.startedUs);
  const step = rows.reduce((sum, { weight }) => sum + weight, 0) / most;
  const picked: Row[] = [];
  let seen = 0;
  let stoodFor = 0;
  for (const { row } of keyed) {
    const steps = Math.floor((seen + row.weight) / step + 0.5) - Math.floor(seen / step + 0.5);
    seen += row.weight;
    if (!(steps > 0)) continue;
    // Weights are whole: what one is too light is made up for by the next.
    const weight = Math.round(step * Math.floor(seen / step + 0.5)) - stoodFor;
    picked.push({ ...row, weight });
    stoodFor += weight;
  }
  return picked;
}

/** From when it was due to its end. */
export function responseUs({ phasesUs }: Pick<LightRequest, 'phasesUs'>): Micros {
  return phasesUs.reduce((sum, us) => sum + us, 0);
}
