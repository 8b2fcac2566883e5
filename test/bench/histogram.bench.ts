/**
 * What a second of latencies costs: recording, encoding for the tick, merging into a total, reading percentiles.
 * Run: `node test/bench/histogram.bench.ts`
 */

import { Random } from '../../src/workers/engine/load/random.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';

const random = new Random(1);
/** Log-normal around 20 ms: a web service. */
const latencies = Float64Array.from({ length: 10_000 }, () => {
  const normal = Math.sqrt(2 * random.exponential()) * Math.cos(2 * Math.PI * random.next());
  return Math.round(20_000 * Math.exp(0.5 * normal));
});

function filled(count: number): Histogram {
  const histogram = new Histogram();
  for (let index = 0; index < count; index += 1) histogram.record(latencies[index] as number);
  return histogram;
}

/** Mean microseconds of a call, best of five rounds. */
function timeUs(calls: number, body: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1) {
    const start = process.hrtime.bigint();
    for (let call = 0; call < calls; call += 1) body();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1_000 / calls);
  }
  return best;
}

const recorder = new Histogram();
let at = 0;
const recordNs = 1_000 * timeUs(1_000_000, () => recorder.record(latencies[at++ % 10_000] as number));
console.log(`record                         ${recordNs.toFixed(1)} ns`);
for (const count of [50, 1_000, 10_000]) {
  const histogram = filled(count);
  const bytes = histogram.encode();
  const total = filled(10_000);
  console.log(
    [
      `${String(count).padStart(6)} values a second:`,
      `${bytes.length} B,`,
      `encode ${timeUs(200, () => histogram.encode()).toFixed(1)} µs,`,
      `merge encoded ${timeUs(200, () => total.mergeEncoded(bytes)).toFixed(1)} µs,`,
      `p99 ${timeUs(200, () => histogram.percentile(99)).toFixed(1)} µs`,
    ].join(' '),
  );
}
