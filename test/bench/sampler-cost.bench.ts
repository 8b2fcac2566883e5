/**
 * What the thread that watches costs: five watches (two trees of processes, a scripted container, two pages of five hundred
 * samples) beside four hundred idle processes, for a minute. CPU time is that of its thread; processes and servers that are
 * watched are not counted. Run: `npm run bench sampler-cost`. Bounds: 1 % of a core, and every reading in time.
 */
import { setTimeout } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { WatchedSecond } from '../../src/contract/watch.ts';
import { createSystemClock } from '../../src/workers/engine/time/system-clock.ts';
import { TargetSampling } from '../../src/workers/threads/target-sampling.ts';
import { untilCalm } from '../support/calm-machine.ts';
import { startFiveWatches } from '../support/five-watches.ts';
import { TruthReport } from '../support/truth-report.ts';

const IDLE_PROCESSES = 400;
const WARM_SECONDS = 5;
const SECONDS = 60;
const MOST_SHARE = 0.01;

const report = new TruthReport('sampler-cost');
const wasCalm = await untilCalm(60_000);
const five = await startFiveWatches(IDLE_PROCESSES);
const clock = createSystemClock();
let thread: Worker | null = null;
process.on('worker', (worker) => {
  thread = worker;
});

const entries: WatchedSecond[] = [];
/** After the end of the second that a reading ends, in ms, by watch. */
const lateMs: number[][] = five.sources.map(() => []);
let startUs = 0;
const sampling: TargetSampling = new TargetSampling(
  new URL('../../src/workers/target-watch/entry.ts', import.meta.url),
  { sources: five.sources, limits: { verifyTls: true, allowedHosts: [] } },
  () => {
    for (const entry of sampling.take(0)) {
      entries.push(entry);
      lateMs[entry.watch]?.push((clock.nowUs() - startUs) / 1_000 - 1_000 * (entry.second + 1));
    }
  },
);
// Its modules are read before the run.
await setTimeout(2_000);
startUs = clock.nowUs() + 50_000;
sampling.begin(startUs);

async function usedMs(): Promise<number> {
  const { user, system } = (await thread?.cpuUsage()) ?? { user: 0, system: 0 };
  return (user + system) / 1_000;
}
await setTimeout(WARM_SECONDS * 1_000);
const before = { cpuMs: await usedMs(), atMs: performance.now() };
await setTimeout(SECONDS * 1_000);
const [cpuMs, tookMs] = [(await usedMs()) - before.cpuMs, performance.now() - before.atMs];
await sampling.end(clock.nowUs());
await five.close();

const share = cpuMs / tookMs;
report.check('CPU of the thread, of a core', `${(share * 100).toFixed(2)} %`, {
  bound: `at most ${MOST_SHARE * 100} %`,
  met: share <= MOST_SHARE,
});
report.note('… a second', `${((1_000 * cpuMs) / tookMs).toFixed(1)} ms`);
for (const [watch, source] of five.sources.entries()) {
  const sorted = (lateMs[watch] ?? []).toSorted((a, b) => a - b);
  const at = (part: number) => (sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN).toFixed(1);
  const gauges =
    entries.findLast((entry) => entry.watch === watch && entry.gauges.length > 0)?.gauges.length ?? 0;
  report.note(
    `${watch}: ${source.kind}, ${gauges} gauges, heard after`,
    `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, at most ${at(1)} ms`,
  );
}
const gaps = entries.filter(({ gap }) => gap !== undefined);
for (const gap of new Set(gaps.map((one) => `${one.watch}: ${one.gap}`))) report.note('gap', gap);
const told = `${entries.length - gaps.length} of ${entries.length} readings`;
const isWhole = gaps.length === 0 && entries.length >= five.sources.length * (SECONDS + WARM_SECONDS);
if (wasCalm || isWhole) report.check('readings in time', told, { bound: 'all', met: isWhole });
else report.unproven('readings in time', `${told}, on a machine that others use`);
report.finish();
