import { expect, test } from 'vitest';
import { bandOf } from '../../../../../src/contract/latency-bands.ts';
import type { LightRequest } from '../../../../../src/contract/light-requests.ts';
import { PHASES } from '../../../../../src/contract/tick.ts';
import { Random } from '../../../../../src/workers/engine/load/random.ts';
import { LightKeeper } from '../../../../../src/workers/engine/measure/light-keeper.ts';
import { emptySample } from '../../../../../src/workers/engine/measure/sample.ts';

const ROUNDS = 4_000;
const MANY = 10;
/** Of χ² with nine degrees of freedom, 0.1% lies above. */
const MOST = 27.88;

function requestAt(place: number, code: string | null): LightRequest {
  const of = { series: 0, thread: 0, address: null, connection: 1, isNew: false, uses: 0, ageMs: 0 };
  const what = { status: code === null ? 200 : 503, code, bytesIn: 1, bytesOut: 1, weight: 1 };
  return { ...of, ...what, startedUs: place, phasesUs: PHASES.map(() => 0) };
}

/** How often each place of a second was kept by chance, over many seconds of one keeper, against the same number for all. */
function chiSquared(kept: readonly number[]): number {
  const each = kept.reduce((sum, one) => sum + one, 0) / MANY;
  return kept.reduce((sum, one) => sum + (one - each) ** 2 / each, 0);
}

function drawn(code: string | null, isDrawn: (row: LightRequest) => boolean): number[] {
  let place = 0;
  const keeper = new LightKeeper(new Random(11), () => requestAt(place, code));
  const sample = emptySample();
  const kept = new Array<number>(MANY).fill(0);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (place = 0; place < MANY; place += 1) {
      if (code !== null) keeper.failed(sample, false);
      else keeper.succeeded(sample, { us: 1_000, band: bandOf(1_000), hasExchange: false });
    }
    for (const row of keeper.take().filter(isDrawn)) kept[row.startedUs] = (kept[row.startedUs] ?? 0) + 1;
  }
  return kept;
}

test('of a group of latencies each request is the one that is kept with the same chance', () => {
  // It stands for all but the two slowest, which are kept beside it; or it is one of them.
  const kept = drawn(null, ({ weight }) => weight >= MANY - 2);
  expect(kept.reduce((sum, one) => sum + one, 0)).toBe(ROUNDS);
  expect(chiSquared(kept)).toBeLessThan(MOST);
});

test('of failures each is one of the eight that are kept with the same chance', () => {
  const kept = drawn('http.5xx', () => true);
  expect(kept.reduce((sum, one) => sum + one, 0)).toBe(8 * ROUNDS);
  expect(chiSquared(kept)).toBeLessThan(MOST);
});
