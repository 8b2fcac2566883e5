/**
 * Memory over time at 5,000 requests per second.
 * Run: `node test/bench/soak-memory.bench.ts [--minutes 10] [--rate 5000]`. Bound: resident memory in the last tenth of
 * the run (the last of ten minutes) at most 1.05 times that of the third.
 */
import { parseArgs } from 'node:util';
import { readGauge } from '../../src/contract/gauges.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import { startCalibratedServer } from '../support/calibrated-server.ts';
import { numberedPlan } from '../support/truth-plan.ts';
import { TruthReport } from '../support/truth-report.ts';
import { runPlan } from '../support/truth-run.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '5000' } },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
const TENTHS = 10;
const MIB = 1_048_576;

const report = new TruthReport('soak');
const server = await startCalibratedServer({ delay: { kind: 'fixed', ms: 2 }, logCapacity: 1 });
const rss: number[] = [];
const sums = { planned: 0, sent: 0, ok: 0, errors: 0, dropped: 0 };
/** Seconds are counted and let go: the product writes them away, too. */
const onSecond = (second: RunSecond): void => {
  const { series } = second;
  rss.push((readGauge(second, 'process.rss') ?? 0) / MIB);
  for (const { counts } of series) {
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += counts[name];
  }
};
const end = await runPlan(numberedPlan(server.url, { ratePerSecond: rate, seconds: minutes * 60 }), {
  onSecond,
});
const { requests } = await server.counts();
await server.close();

const tenth = Math.floor(rss.length / TENTHS);
const means = Array.from({ length: TENTHS }, (_, index) => {
  const part = rss.slice(index * tenth, (index + 1) * tenth);
  return part.reduce((sum, mib) => sum + mib, 0) / part.length;
});
report.note('resident memory by tenth of the run', `${means.map((mib) => mib.toFixed(0)).join(' ')} MiB`);
report.note(
  'requests',
  Object.entries(sums)
    .map(([name, count]) => `${name} ${count}`)
    .join(', '),
);
const [third = Number.NaN, last = Number.NaN] = [means[2], means[TENTHS - 1]];
report.check('last against third', `${(last / third).toFixed(3)} over ${minutes} minutes`, {
  bound: '<= 1.05',
  met: last <= 1.05 * third,
});
report.check('received by the server', `${requests} of ${sums.sent}`, {
  bound: 'all',
  met: requests === sums.sent && end.end.state === 'completed',
});
report.finish();
