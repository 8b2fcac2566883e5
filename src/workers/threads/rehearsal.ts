import type { RunPlan } from '../../contract/run-plan.ts';
import { ThreadMeter } from '../engine/measure/meter.ts';
import { emptySample } from '../engine/measure/sample.ts';

const SECONDS = 10;
const SAMPLES = 200;

/**
 * Goes through a few made-up seconds before the run, up to the message that would be posted. What is done for the first
 * time takes milliseconds (compiling, buffers that grow), and the first second of a run ends amid requests.
 */
export function rehearse({ series, seed }: Pick<RunPlan, 'series' | 'seed'>): void {
  if (series.length === 0) return;
  const meter = new ThreadMeter(series, 0, seed);
  const sample = emptySample();
  meter.begin(0);
  for (let second = 0; second < SECONDS; second += 1) {
    for (let index = 0; index < SAMPLES; index += 1) {
      const us = second * 1_000_000 + index * 5_000;
      sample.series = index % series.length;
      sample.intendedUs = us;
      sample.startedUs = us + 500;
      sample.sentUs = us + 510;
      sample.firstByteUs = us + 2_500 + 37 * index;
      sample.endedUs = us + 2_600 + 37 * index;
      sample.status = 200;
      sample.url = 'http://127.0.0.1/';
      meter.planned(sample.series, 1);
      meter.sent(sample.series, 500);
      meter.ended(sample, 500);
    }
    structuredClone(meter.flush());
  }
}
