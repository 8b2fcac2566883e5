import { describe, expect, it } from 'vitest';
import { LATENCY_BANDS } from '../../../../../../src/contract/latency-bands.ts';
import type { Observed } from '../../../../../../src/main/services/analysis/causes/observed.ts';
import { usualPhases } from '../../../../../../src/main/services/analysis/causes/phase-excess.ts';
import { type SlowSet, slowSetOf } from '../../../../../../src/main/services/analysis/causes/slow-set.ts';
import { liesInSpikes } from '../../../../../../src/main/services/analysis/causes/spikes.ts';
import { timeCauses } from '../../../../../../src/main/services/analysis/causes/time-causes.ts';
import { seededRandom } from '../../../../../support/seeded-random.ts';
import { keptFrom } from '../../../../../support/slow-runs/kept-rows.ts';
import { madeRun } from '../../../../../support/slow-runs/slow-runs.ts';

const ALL_BANDS = { fromBand: 0, toBand: LATENCY_BANDS - 1 };
const SLOW: Pick<SlowSet, 'isWholeRun' | 'isSlower'> = { isWholeRun: false, isSlower: true };

function emptyRun(endpoints: number, seconds: number): Observed {
  return {
    endpoints,
    seconds,
    first: 0,
    countsOf: () => new Uint32Array(),
    phaseBands: () => [],
    kept: keptFrom([]),
    disturbed: new Uint8Array(seconds),
    gauges: [],
  };
}

describe('a short stretch of a long run', () => {
  it('is usual by what is usual in it: twenty slow requests at any moment are no spike of it', () => {
    // In ten seconds, two hundred of half a second on other connections, and twenty on the one that is looked at.
    const kept = keptFrom(
      Array.from({ length: 220 }, (_, nth) => ({
        second: 600 + Math.floor(nth / 22),
        startedUs: 600e6 + nth * (10e6 / 220),
        durationUs: 500_000,
        connection: nth % 11 === 0 ? 1 : 2 + nth,
      })),
    );
    const slowRows = Uint32Array.from({ length: 220 }, (_, row) => row);
    const set: SlowSet = {
      ...SLOW,
      area: { fromSecond: 600, toSecond: 609, ...ALL_BANDS },
      cuts: new Uint8Array(1),
      usualBelow: new Uint8Array(1),
      seen: new Float64Array(1).fill(1_000),
      totals: new Float64Array(1),
      slow: new Float64Array(1),
      count: 220,
      expected: 1,
      rows: new Uint8Array(220).fill(2),
      slowRows,
      effectiveSizes: [],
    };
    const isMember = (row: number) => kept.connection[row] === 1;
    expect(liesInSpikes({ ...emptyRun(1, 1_200), kept }, set, isMember)).toBe(false);
    // But moments in which fifty of them are open are.
    const spiked = kept.startedUs.map((us, row) => (row % 2 === 0 ? 605e6 : us));
    const packed = { ...kept, startedUs: spiked };
    expect(liesInSpikes({ ...emptyRun(1, 1_200), kept: packed }, set, (row) => row % 4 === 0)).toBe(true);
  });

  it('has the usual phases of the run: what is slow elsewhere is not usual', () => {
    const { observed } = madeRun(4_711, { planted: 'wait', delay: 'long' });
    const whole = usualPhases(observed, slowSetOf(observed, { area: null, against: null }, 'spread'));
    const area = { fromSecond: 100, toSecond: 107, ...ALL_BANDS };
    const part = usualPhases(observed, slowSetOf(observed, { area, against: null }, 'spread'));
    for (const [place, us] of part.entries()) expect(Math.abs(us - (whole[place] ?? 0))).toBeLessThan(100);
  });
});

describe('a run of eight hours', () => {
  it('tells in seconds that slowness goes together with a gauge', { timeout: 5_000 }, () => {
    const [endpoints, seconds] = [30, 28_800];
    const random = seededRandom(3);
    const peaks = Array.from({ length: seconds / 5 }, () => random() < 0.05);
    const isHigh = (second: number) => peaks[Math.floor(second / 5)] === true;
    const values = Float32Array.from({ length: seconds }, (_, second) => (isHigh(second) ? 90 : 10));
    const slow = Float64Array.from({ length: endpoints * seconds }, (_, cell) =>
      isHigh(cell % seconds) ? 4 : 0,
    );
    const gauge = { name: 'db.connections', unit: 'count', values } as const;
    const observed: Observed = { ...emptyRun(endpoints, seconds), gauges: [gauge] };
    const set: SlowSet = {
      ...SLOW,
      area: { fromSecond: 0, toSecond: seconds - 1, ...ALL_BANDS },
      cuts: new Uint8Array(endpoints),
      usualBelow: new Uint8Array(endpoints),
      seen: new Float64Array(endpoints).fill(1_000),
      totals: new Float64Array(endpoints).fill(20 * seconds),
      slow: new Float64Array(endpoints),
      count: 1,
      expected: Number.NaN,
      rows: new Uint8Array(),
      slowRows: new Uint32Array(),
      effectiveSizes: [],
    };
    const exact = { totals: new Float64Array(endpoints * seconds).fill(20), slow };
    const [first] = timeCauses(observed, set, exact);
    expect(first).toMatchObject({ kind: 'gauge', endpoint: null, value: 'db.connections' });
  });
});
