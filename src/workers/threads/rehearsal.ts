import type { RunPlan } from '../../contract/run-plan.ts';
import { MICROS_PER_SECOND } from '../../contract/units.ts';
import { ThreadMeter } from '../engine/measure/meter.ts';
import { emptySample } from '../engine/measure/sample.ts';

const SECONDS = 10;
const SAMPLES = 200;
const NO_FAILURES: ReadonlySet<string> = new Set();

/**
 * Goes through a few made-up seconds before the run, up to the message that would be posted. What is done for the first
 * time takes milliseconds (compiling, buffers that grow), and the first second of a run ends amid requests.
 */
export function rehearse({ series, seed, capacity }: Pick<RunPlan, 'series' | 'seed' | 'capacity'>): void {
  if (series.length === 0) return;
  const meter = new ThreadMeter(series, 0, seed);
  const sample = emptySample();
  if (capacity !== undefined) meter.countStarts(capacity.counting, NO_FAILURES);
  meter.begin(0);
  for (let second = 0; second < SECONDS; second += 1) {
    for (let index = 0; index < SAMPLES; index += 1) {
      const us = second * MICROS_PER_SECOND + index * 5_000;
      sample.series = index % series.length;
      sample.intendedUs = us;
      sample.startedUs = us + 500;
      sample.sentUs = us + 510;
      sample.firstByteUs = us + 2_500 + 37 * index;
      sample.endedUs = us + 2_600 + 37 * index;
      sample.status = 200;
      sample.url = 'http://127.0.0.1/';
      meter.started(sample.series, us);
      meter.planned(sample.series, 1);
      meter.sent(sample.series, 500);
      meter.ended(sample, 500);
    }
    structuredClone({ ...meter.flush(), ...meter.takeStarts((second + 1) * MICROS_PER_SECOND, false) });
  }
}
