import { describe, expect, it } from 'vitest';
import { LATENCY_BANDS } from '../../../../../../src/contract/latency-bands.ts';
import type { Observed } from '../../../../../../src/main/services/analysis/causes/observed.ts';
import { INSIDE, SLOW, type SlowSet } from '../../../../../../src/main/services/analysis/causes/slow-set.ts';
import { liesInStandstills } from '../../../../../../src/main/services/analysis/causes/spikes.ts';
import { keptFrom } from '../../../../../support/slow-runs/kept-rows.ts';

const SECONDS = 60;
const PER_SECOND = 100;
const NEW = 1;

/** Of a minute, requests on other connections, evenly but for where none got through; and some on new ones, which are slow. */
function isStandstill(
  usualUs: number,
  slow: readonly (readonly [startedUs: number, us: number])[],
  still = 0,
) {
  const others = Array.from({ length: SECONDS * PER_SECOND }, (_, nth) => (nth * 1e6) / PER_SECOND)
    .filter((us) => us < 30e6 || us >= 30e6 + still)
    .map((startedUs) => ({ startedUs, durationUs: usualUs, connection: 2 }));
  const members = slow.map(([startedUs, durationUs]) => ({ startedUs, durationUs, connection: NEW }));
  const rows = [...members, ...others].map((row) => ({ ...row, second: Math.floor(row.startedUs / 1e6) }));
  const kept = keptFrom(rows);
  const set: SlowSet = {
    isWholeRun: true,
    isSlower: true,
    area: { fromSecond: 0, toSecond: SECONDS - 1, fromBand: 0, toBand: LATENCY_BANDS - 1 },
    cuts: new Uint8Array(1),
    usualBelow: new Uint8Array(1),
    seen: new Float64Array(1),
    totals: new Float64Array(1),
    slow: new Float64Array(1),
    count: slow.length,
    expected: Number.NaN,
    rows: Uint8Array.from(rows, ({ connection }) => (connection === NEW ? SLOW : INSIDE)),
    slowRows: Uint32Array.from(slow, (_, row) => row),
    effectiveSizes: [],
  };
  const observed: Observed = {
    endpoints: 1,
    seconds: SECONDS,
    first: 0,
    countsOf: () => new Uint32Array(),
    phaseBands: () => [],
    kept,
    disturbed: new Uint8Array(SECONDS),
    gauges: [],
  };
  return liesInStandstills(observed, set, (row) => kept.connection[row] === NEW);
}

describe('slow requests on new connections', () => {
  const allAlong = (us: number) => Array.from({ length: 300 }, (_, nth) => [nth * 2e5, us] as const);
  const inOneMoment = Array.from({ length: 30 }, (_, nth) => [30e6 + nth * 1e4, 1_500_000] as const);

  it('lie in a standstill where nothing else got through, however long others take', () => {
    expect(isStandstill(4_000, inOneMoment, 1_500_000)).toBe(true);
    expect(isStandstill(1_000_000, inOneMoment, 1_500_000)).toBe(true);
    expect(isStandstill(4_000, inOneMoment)).toBe(false);
  });

  it('lie in none where others take nearly as long and got through as ever', () => {
    expect(isStandstill(1_000_000, allAlong(1_250_000))).toBe(false);
    expect(isStandstill(400_000, allAlong(700_000))).toBe(false);
    expect(isStandstill(4_000, allAlong(1_250_000))).toBe(false);
  });
});
