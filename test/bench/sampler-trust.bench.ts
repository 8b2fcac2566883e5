/**
 * Whether watching changes what is believed of a run: twenty short runs with five watches and twenty without, one after the
 * other in turn. Run: `npm run bench sampler-trust`. Bounds: verdicts differ no more than by chance (Fisher's exact test,
 * 5 %), and a request costs the load thread as much CPU time, within what differs from run to run.
 */
import type { Worker } from 'node:worker_threads';
import { trustOf } from '../../src/workers/engine/verdicts/trust.ts';
import { startCalibratedServer } from '../support/calibrated-server.ts';
import { runCrew } from '../support/engine-crew.ts';
import { constantRate, httpPlan } from '../support/engine-plan.ts';
import { type FiveWatches, startFiveWatches } from '../support/five-watches.ts';
import { TruthReport } from '../support/truth-report.ts';

const RUNS = 20;
const SECONDS = 4;
const RATE = 500;
const MOST_COST = 1.05;
const CHANCE = 0.05;
const ENTRY = new URL('../../src/workers/target-watch/entry.ts', import.meta.url);

interface Kind {
  flagged: number;
  readonly reasons: Map<string, number>;
  /** Microseconds of CPU a request, of each run. */
  readonly costs: number[];
  gaps: number;
  readings: number;
}
const kinds: Record<'with' | 'without', Kind> = { with: noRuns(), without: noRuns() };

function noRuns(): Kind {
  return { flagged: 0, reasons: new Map(), costs: [], gaps: 0, readings: 0 };
}

async function oneRun(url: string, five: FiveWatches | null): Promise<void> {
  const kind = five === null ? kinds.without : kinds.with;
  const workers: Worker[] = [];
  const made = (worker: Worker) => workers.push(worker);
  process.on('worker', made);
  const looks: Promise<{ readonly user: number; readonly system: number }>[] = [];
  const plan = httpPlan({ url, profile: constantRate(RATE, SECONDS * 1_000) });
  const run = await runCrew(plan, {
    ...(five === null ? {} : { watching: { entry: ENTRY, sources: five.sources } }),
    onSecond: ({ second }) => {
      const load = workers.find((worker) => worker.threadName?.startsWith('load'));
      if (second < SECONDS - 1 && load !== undefined) looks.push(load.cpuUsage());
    },
  });
  process.off('worker', made);
  const [first, ...others] = await Promise.all(looks);
  const last = others.at(-1);
  if (first !== undefined && last !== undefined)
    kind.costs.push((last.user + last.system - first.user - first.system) / (RATE * others.length));
  const trust = trustOf(run.seconds, { warmupMs: 0 });
  if (trust.verdict !== 'trusted') kind.flagged += 1;
  for (const { code } of trust.reasons) kind.reasons.set(code, (kind.reasons.get(code) ?? 0) + 1);
  const told = run.seconds.flatMap(({ watched = [] }) => watched);
  kind.readings += told.length;
  kind.gaps += told.filter(({ gap }) => gap !== undefined).length;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Fisher's exact test, two-sided: how likely counts as unequal as these are, where the kinds do not differ. */
function likelihood(one: number, other: number, of: number): number {
  const sum = one + other;
  const ways = (n: number, k: number) => {
    let product = 1;
    for (let i = 1; i <= k; i += 1) product *= (n - k + i) / i;
    return product;
  };
  const chanceOf = (k: number) => (ways(of, k) * ways(of, sum - k)) / ways(2 * of, sum);
  let likely = 0;
  for (let k = Math.max(0, sum - of); k <= Math.min(of, sum); k += 1)
    if (chanceOf(k) <= chanceOf(one) * 1.000001) likely += chanceOf(k);
  return likely;
}

const report = new TruthReport('sampler-trust');
const server = await startCalibratedServer({ delay: { kind: 'fixed', ms: 20 } });
const five = await startFiveWatches();
for (let nth = 0; nth < RUNS; nth += 1) {
  // In turn, and each kind as often the first.
  const order = nth % 2 === 0 ? [five, null] : [null, five];
  for (const watches of order) await oneRun(server.url, watches);
}
await five.close();
await server.close();
for (const [name, kind] of Object.entries(kinds)) {
  const why = [...kind.reasons].map(([code, count]) => `${code} ${count}`).join(', ');
  report.note(`${name}: not trusted`, `${kind.flagged} of ${RUNS}${why === '' ? '' : ` (${why})`}`);
  report.note(`${name}: CPU of a request, median`, `${median(kind.costs).toFixed(1)} µs`);
}
report.note('readings that were gaps', `${kinds.with.gaps} of ${kinds.with.readings}`);
const likely = likelihood(kinds.with.flagged, kinds.without.flagged, RUNS);
// Where no run is trusted, none can be believed less.
if (kinds.without.flagged > RUNS / 2)
  report.unproven('verdicts differ by chance', 'others use this machine, no run on it is trusted');
else
  report.check('verdicts differ by chance', `p = ${likely.toFixed(2)}`, {
    bound: `at least ${CHANCE}`,
    met: likely >= CHANCE,
  });
const ratio = median(kinds.with.costs) / median(kinds.without.costs);
report.check('CPU of a request, with against without', `${ratio.toFixed(3)} ×`, {
  bound: `at most ${MOST_COST}`,
  met: ratio <= MOST_COST,
});
report.finish();
