import { describe, expect, it } from 'vitest';
import { bandStartUs, LATENCY_BANDS } from '../../../../../../src/contract/latency-bands.ts';
import { PHASES } from '../../../../../../src/contract/tick.ts';
import { rankCauses } from '../../../../../../src/main/services/analysis/causes/rank-causes.ts';
import { seededRandom, standardNormal } from '../../../../../support/seeded-random.ts';
import { type MadeRequest, observedOf } from '../../../../../support/slow-runs/kept-rows.ts';
import { namedFirst, namedInClean } from '../../../../../support/slow-runs/named.ts';
import { madeRun } from '../../../../../support/slow-runs/slow-runs.ts';

describe('causes of slowness', () => {
  it.each(['receive', 'address'] as const)(
    'names what was planted of a selection of eight seconds: %s',
    (planted) => {
      expect(namedFirst(4_711, { planted, delay: 'long', seconds: 8 })).toBe(true);
    },
  );

  it('names what one endpoint alone has in a stretch that is no slower than the rest', () => {
    const { observed } = madeRun(4_711, { planted: 'wait', delay: 'long' });
    const countsOf = (endpoint: number) => {
      const counts = observed.countsOf(endpoint).slice();
      for (const second of endpoint === 7 ? [100, 101] : []) {
        const at = second * LATENCY_BANDS;
        const all = counts.subarray(at, at + LATENCY_BANDS).reduce((sum, here) => sum + here, 0);
        counts.fill(0, at, at + LATENCY_BANDS).fill(all, at + 60, at + 61);
      }
      return counts;
    };
    const area = { fromSecond: 90, toSecond: 129, fromBand: 0, toBand: LATENCY_BANDS - 1 };
    const [first] = rankCauses({ ...observed, countsOf }, area).causes;
    expect(first).toMatchObject({ kind: 'burst', endpoint: 7, span: [100, 101], isPeculiar: true });
  });

  it('names what makes some slow all along, beside a second in which many more were slow', () => {
    const random = seededRandom(4_711);
    const requests = Array.from({ length: 12_000 }, (_, number): MadeRequest => {
      const second = Math.floor(number / 1_000);
      const connection = number % 50;
      // Of connection 7 every fifth, of all others a fifth of second 9.
      const isSlow = random() < (connection === 7 || second === 9 ? 0.2 : 0);
      const waitUs = (isSlow ? 150_000 : 5_000) * Math.exp(0.35 * standardNormal(random));
      const phasesUs = PHASES.map((phase) => (phase === 'wait' ? waitUs : 0));
      const common = { endpoint: 0, address: 0, isNew: false, status: 200, bytes: 500 };
      return { ...common, second, connection, durationUs: waitUs, phasesUs };
    });
    const run = { endpoints: 1, seconds: 12, disturbed: new Uint8Array(12), gauges: [] };
    const { causes } = rankCauses(observedOf(requests, run, random), null);
    expect(causes.map(({ kind, value, span }) => [kind, value, span])).toEqual([
      ['burst', '', [9, 9]],
      ['connection', '7', null],
    ]);
    expect(causes[1]?.share).toBeLessThan(0.33);
  });

  it.each([[36], [25]])('names a second kind far from the first by %i requests', (dripping) => {
    const random = seededRandom(4_711);
    const requests = Array.from({ length: 1_600 }, (_, number): MadeRequest => {
      const isDripping = number % 40 === 7 && number < 40 * dripping;
      const [waitUs, receiveUs] = [
        5_000 * Math.exp(0.35 * standardNormal(random)),
        (isDripping ? 600_000 : 100) * Math.exp(0.05 * standardNormal(random)),
      ];
      const phasesUs = PHASES.map((phase) =>
        phase === 'wait' ? waitUs : phase === 'receive' ? receiveUs : 0,
      );
      const common = {
        endpoint: 0,
        address: 0,
        connection: number % 19,
        isNew: false,
        status: 200,
        bytes: 500,
      };
      return { ...common, second: Math.floor(number / 40), durationUs: waitUs + receiveUs, phasesUs };
    });
    const run = { endpoints: 1, seconds: 40, disturbed: new Uint8Array(40), gauges: [] };
    const { causes } = rankCauses(observedOf(requests, run, random), null);
    expect(causes.map(({ kind, value, behind }) => [kind, value, behind])).toEqual([
      ['phase', 'receive', dripping],
    ]);
  });

  it('names no comb that timers of whole milliseconds make of one kind', () => {
    const random = seededRandom(4_711);
    // What a server that answers after 5 ms, more or less, took in quarters of an octave from band 16 on.
    const bands = [4, 142, 28, 4, 256, 1_081, 53, 2_642, 1_170, 1_868, 1_814, 1_014, 630, 200, 75, 21, 1];
    const waits = bands.flatMap((count, place) =>
      Array.from({ length: count }, (_, nth) => bandStartUs(16 + place) * (1 + (0.18 * nth) / count)),
    );
    const requests = waits.map((waitUs, number): MadeRequest => {
      const phasesUs = PHASES.map((phase) => (phase === 'wait' ? waitUs : 0));
      const common = {
        endpoint: 0,
        address: 0,
        connection: number % 12,
        isNew: false,
        status: 200,
        bytes: 500,
      };
      // Spread over the run, whatever they took.
      return { ...common, second: (number * 7) % 12, durationUs: waitUs, phasesUs };
    });
    const run = { endpoints: 1, seconds: 12, disturbed: new Uint8Array(12), gauges: [] };
    expect(rankCauses(observedOf(requests, run, random), null).causes).toEqual([]);
  });

  it('names none in a clean run, nor in a stretch of it', () => {
    expect(namedInClean(4_711)).toEqual([]);
    expect(namedInClean(4_711, 8)).toEqual([]);
  });

  it('says how far the time of the slow went to one phase', () => {
    const { observed } = madeRun(4_711, { planted: 'status', delay: 'long' });
    const [first] = rankCauses(observed, null).causes;
    // 200 to 900 ms were added to half of those with the status, in the wait.
    expect(first?.phase?.name).toBe('wait');
    expect(first?.phase?.share).toBeGreaterThan(0.95);
    expect(first?.phase?.excessUs).toBeGreaterThan(500_000);
    expect(first?.phase?.excessUs).toBeLessThan(620_000);
    expect(first?.association.precision).toBeGreaterThan(0.4);
    expect(first?.association.precision).toBeLessThan(0.6);
  });
});
