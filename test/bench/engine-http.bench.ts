/**
 * What the engine costs: processor time per request in this process (load threads and the crew, not the server, which
 * has a process of its own) once the first second is over, how late requests leave, and whether the run judges itself
 * trustworthy.
 * Run: `node test/bench/engine-http.bench.ts [rate …]`; default 1000 5000 10000.
 */
import type { RunPlan } from '../../src/contract/run-plan.ts';
import { trustOf } from '../../src/workers/engine/verdicts/trust.ts';
import { startCalibratedServer } from '../support/calibrated-server.ts';
import { type CrewRun, checkBooks, runCrew } from '../support/engine-crew.ts';
import { constantRate, constantUsers, httpPlan } from '../support/engine-plan.ts';
import { worstGauge } from '../support/worst-gauge.ts';

const SECONDS = 8;
const rates = process.argv.slice(2).map(Number);

interface Priced {
  readonly run: CrewRun;
  readonly microsPerRequest: number;
}

async function priced(plan: RunPlan, threads: number): Promise<Priced> {
  let before = process.cpuUsage();
  let spent = process.cpuUsage(before);
  const run = await runCrew(plan, {
    threads,
    onSecond: ({ second }) => {
      if (second === 0) before = process.cpuUsage();
      else if (second < SECONDS) spent = process.cpuUsage(before);
    },
  });
  const steady = run.seconds.slice(1, SECONDS).flatMap(({ series }) => series);
  const sent = steady.reduce((sum, { counts }) => sum + counts.sent, 0);
  return { run, microsPerRequest: (spent.user + spent.system) / sent };
}

function print(name: string, { run, microsPerRequest }: Priced, received: number): void {
  const { totals, response, seconds, end } = run;
  checkBooks(seconds);
  const trust = trustOf(seconds, { warmupMs: 1_000 });
  const late = worstGauge(seconds.slice(1), 'lateness.p99');
  const ms = (us: number | null) => (us === null ? '–' : (us / 1_000).toFixed(2));
  console.log(
    [
      name.padEnd(24),
      `${Math.round(totals.sent / (end.durationUs / 1e6))}/s`.padStart(9),
      `${microsPerRequest.toFixed(1)} µs/request`.padStart(18),
      `p50 ${ms(response.percentile(50))}`,
      `p99 ${ms(response.percentile(99))} ms`,
      `late p99 ${ms(late)} ms`,
      `planned ${totals.planned} = sent ${totals.sent} + dropped ${totals.dropped} + cancelled ${totals.cancelled}`,
      `server ${received}`,
      `errors ${totals.errors}`,
      trust.verdict,
      trust.reasons.map(({ sentence }) => sentence).join(' '),
    ].join('  '),
  );
}

for (const threads of [1, 2]) {
  for (const rate of rates.length > 0 ? rates : [1_000, 5_000, 10_000]) {
    const server = await startCalibratedServer({ delay: { kind: 'fixed', ms: 2 } });
    const plan = httpPlan({ url: server.url, profile: constantRate(rate, SECONDS * 1_000) });
    const cost = await priced(plan, threads);
    print(`open ${rate}/s, ${threads} thread(s)`, cost, (await server.counts()).requests);
    await server.close();
  }
}
const server = await startCalibratedServer();
const plan = httpPlan({ url: server.url, profile: constantUsers(50, SECONDS * 1_000) });
const cost = await priced(plan, 1);
print('closed, 50 users', cost, (await server.counts()).requests);
await server.close();
