/**
 * Every HTTP fault of the catalogue at 200 connections at once, and mixed half and half with healthy traffic: does each
 * end in its category, and does the healthy half notice?
 * Run: `node test/bench/engine-faults.bench.ts [ID …]`.
 * Bounds: right category for all; no socket left after it; healthy p99 moves by less than 10 % or 2 ms; memory grows by
 * less than 64 MiB per fault.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { startCalibratedServer } from '../support/calibrated-server.ts';
import { faultPlan, fireAtFault, rightCodes } from '../support/engine-fault.ts';
import { constantRate, httpPlan } from '../support/engine-plan.ts';
import { type EngineRun, runHere } from '../support/engine-run.ts';
import { FAULTS, startHostedFault } from '../support/fault-server.ts';
import type { FaultCase } from '../support/faults/fault-case.ts';
import { TruthReport } from '../support/truth-report.ts';

const USERS = 200;
const MIXED_USERS = 20;
const MIXED_MS = 2_000;
const MIB = 1_048_576;
/** 200 uploads of 32 MiB are more than a loopback carries within the time limit. */
const NOT_AT_ONCE = new Set(['F48']);

const wanted = process.argv.slice(2);
const cases = FAULTS.filter(
  ({ id, protocol, isolation, needsLookup }) =>
    protocol === 'http' &&
    isolation === undefined &&
    needsLookup !== true &&
    (wanted.length === 0 || wanted.includes(id)),
);

const uncaught: unknown[] = [];
process.on('uncaughtException', (error) => uncaught.push(error));
process.on('unhandledRejection', (error) => uncaught.push(error));

const healthy = await startCalibratedServer({ delay: { kind: 'fixed', ms: 5 } });
const report = new TruthReport('faults at 200 connections, and beside healthy traffic');
await runHere(healthyPlan());
for (const fault of cases) {
  if (!NOT_AT_ONCE.has(fault.id)) await atOnce(fault);
  await mixed(fault);
}
await healthy.close();
report.check('uncaught exceptions and rejections', String(uncaught.length), {
  bound: '0',
  met: uncaught.length === 0,
});
report.finish();
process.exit();

async function atOnce(fault: FaultCase): Promise<void> {
  const target = await startHostedFault(fault.id);
  const before = process.memoryUsage.rss();
  const run = await fireAtFault(fault, { ...target, act: () => target.act() }, USERS);
  const grown = (process.memoryUsage.rss() - before) / MIB;
  let open = (await target.counts()).openSockets;
  for (let tries = 0; tries < 50 && open > 0; tries += 1) {
    await pause(100);
    open = (await target.counts()).openSockets;
  }
  await target.close();
  const right = wrongCodes(fault, run).length === 0 && open === 0 && grown < 64;
  report.check(
    `${fault.id} ${fault.name}, ${USERS} at once`,
    `${codesText(run)}, ${open} open, ${grown.toFixed(0)} MiB`,
    {
      bound: `${rightCodes(fault).join(' or ') || 'ok'}, 0 open, < 64 MiB`,
      met: right,
    },
  );
}

/** The same healthy traffic alone, then with the fault beside it on the same thread. */
async function mixed(fault: FaultCase): Promise<void> {
  const alone = healthyP99(await runHere(healthyPlan()), 0);
  const target = await startHostedFault(fault.id);
  const both = await runHere(mixedPlan(fault, target.url));
  await target.close();
  const beside = healthyP99(both, 0);
  report.check(`${fault.id} ${fault.name}, mixed`, `healthy p99 ${ms(alone)} → ${ms(beside)} ms`, {
    bound: '10% or 2 ms',
    met: beside - alone < Math.max(alone / 10, 2_000),
  });
}

function healthyPlan(): RunPlan {
  return httpPlan({ url: healthy.url, profile: constantRate(200, MIXED_MS) });
}

function mixedPlan(fault: FaultCase, url: string): RunPlan {
  const well = healthyPlan();
  const ill = faultPlan(fault, url, MIXED_USERS);
  const [first] = ill.scenarios;
  if (first?.kind !== 'http') throw new Error('a fault without a scenario');
  const tasks = first.tasks.map((task) => ({
    ...task,
    steps: task.steps.map((step) => ({ ...step, series: 1 })),
  }));
  const scenario = {
    ...first,
    tasks,
    iterations: null,
    thinkTime: { minMs: 100, maxMs: 100 },
    profile: {
      model: 'closed' as const,
      segments: [{ durationMs: MIXED_MS, from: MIXED_USERS, to: MIXED_USERS }],
    },
  };
  const series = [well.series[0], ill.series[0]].filter((entry) => entry !== undefined);
  // Half and half by number, not by bytes: endless bodies are cut off early, or the processor would be what is measured.
  const limits = { ...ill.limits, maxBodyBytes: Math.min(ill.limits.maxBodyBytes, 262_144) };
  return { ...ill, limits, series, scenarios: [...well.scenarios, scenario], durationMs: MIXED_MS };
}

function healthyP99(run: EngineRun, series: number): number {
  const merged = new Histogram();
  for (const tick of run.ticks) {
    for (const entry of tick.series) {
      if (entry.series === series && entry.histograms.response !== null) {
        merged.mergeEncoded(entry.histograms.response);
      }
    }
  }
  return merged.percentile(99) ?? Number.NaN;
}

function wrongCodes(fault: FaultCase, run: EngineRun): string[] {
  const right = rightCodes(fault);
  const codes = run.totals.ok > 0 && run.totals.errors === 0 ? [''] : Object.keys(run.codes);
  return codes.filter((code) => !right.includes(code));
}

function codesText(run: EngineRun): string {
  const codes = Object.entries(run.codes).map(([code, count]) => `${code} ${count}`);
  return codes.length === 0 ? `ok ${run.totals.ok}` : codes.join(', ');
}

function ms(us: number): string {
  return (us / 1_000).toFixed(1);
}
