/**
 * What the analysis of a live run costs: adding a second, reading the whole document, and recomputing a stored run.
 * 40 series with 9 latencies each where the suite has 24: the seconds are laid twice beside each other.
 */

import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import { analyseStored, createAnalysis } from '../../src/main/services/analysis/analysis.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';
import { makeSuitePlan, makeSuiteSeconds } from '../support/made-suite.ts';

const SECONDS = 300;
const SERIES = 40;

function widen(plan: RunPlan, seconds: RunSecond[]): { plan: RunPlan; seconds: RunSecond[] } {
  const n = plan.series.length;
  const more = plan.series
    .slice(0, SERIES - n)
    .map((series) => ({ ...series, endpoint: `${series.endpoint}_2` }));
  return {
    plan: { ...plan, series: [...plan.series, ...more] },
    seconds: seconds.map((second) => ({
      ...second,
      series: [
        ...second.series,
        ...second.series
          .filter((entry) => entry.series < more.length)
          .map((entry) => ({ ...entry, series: entry.series + n })),
      ],
    })),
  };
}

const { plan, seconds } = widen(makeSuitePlan(SECONDS * 1_000), makeSuiteSeconds(SECONDS));
const run = makeRun(plan);
const live = createAnalysis(run);
const cost = { add: [] as number[], read: [] as number[] };
for (const second of seconds) {
  const started = performance.now();
  live.add(second);
  const added = performance.now();
  live.summary({ ...COMPLETED, state: 'running', withSeconds: false });
  cost.add.push(added - started);
  cost.read.push(performance.now() - added);
}
const started = performance.now();
analyseStored(run, seconds, COMPLETED);
const stored = performance.now() - started;

const figure = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2);
  return `median ${at(0.5)} ms, p99 ${at(0.99)} ms`;
};
console.log(`${plan.series.length} series, ${SECONDS} s`);
console.log(`add a second:        ${figure(cost.add)}`);
console.log(`read the document:   ${figure(cost.read)}`);
console.log(`stored run, whole:   ${stored.toFixed(0)} ms`);
