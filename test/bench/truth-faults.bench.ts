/**
 * Every plain HTTP fault of the catalogue on real load threads: by 200 users at once, and half and half with healthy
 * traffic (100 arrivals per second each, answers after 50 ms; the fault in every second stretch of 2 s, so that both
 * kinds of stretch are of one run and one machine).
 * Run: `node test/bench/truth-faults.bench.ts [at-once | mixed] [fault id …]`. Bounds: category and side as listed, no uncaught error or
 * rejection, no socket left after 10 s, resident memory grown by less than 64 MiB from before the run to after it (its
 * peak within the run is shown beside), p99 of the healthy traffic moved by less than 10 %.
 */
import { constants, setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { startCalibratedServer } from '../support/calibrated-server.ts';
import { type HostedFault, startHostedFault } from '../support/fault-server.ts';
import type { FaultCase } from '../support/faults/fault-case.ts';
import { attemptsText, untilTrusted } from '../support/truth-attempts.ts';
import {
  type FaultLoad,
  type FaultOutcome,
  faultsPlan,
  outcomeOf,
  PLAIN_FAULTS,
} from '../support/truth-faults.ts';
import { ms, TruthReport } from '../support/truth-report.ts';
import { histogramOf, proofIn, runPlan, type TruthRun, totalsOf } from '../support/truth-run.ts';

const MIB = 1_048_576;
const USERS = 200;
const RATE = 100;
const STRETCH_S = 2;
const STRETCHES = 5;
const MODES = ['at-once', 'mixed'];
const words = process.argv.slice(2);
const wanted = words.filter((word) => !MODES.includes(word));
const modes = MODES.filter((mode) => words.includes(mode) || !words.some((word) => MODES.includes(word)));
const faults = PLAIN_FAULTS.filter(({ id }) => wanted.length === 0 || wanted.includes(id));

const report = new TruthReport('faults');
const uncaught: string[] = [];
process.on('uncaughtException', (error) => uncaught.push(String(error)));
process.on('unhandledRejection', (error) => uncaught.push(String(error)));

/** Sockets the fault's server still has, at most 10 s after the run. */
async function carriedOver(hosted: HostedFault): Promise<number> {
  const until = performance.now() + 10_000;
  for (;;) {
    const { openSockets } = await hosted.counts();
    if (openSockets === 0 || performance.now() > until) return openSockets;
    await pause(50);
  }
}

interface Watched {
  readonly run: TruthRun;
  readonly left: number;
  /** Resident memory after the run, and the most of it during the run, against before; MiB. */
  readonly grownMiB: number;
  readonly peakMiB: number;
}

async function runOnce(plan: TruthRun['plan'], hosted: HostedFault): Promise<Watched> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  const run = await runPlan(plan, {
    troubles: hosted.ca === undefined ? {} : { ca: [hosted.ca] },
    meanwhile: () => void hosted.act().catch(() => {}),
  });
  const left = await carriedOver(hosted);
  clearInterval(timer);
  const grownMiB = (process.memoryUsage.rss() - before) / MIB;
  return { run, left, grownMiB, peakMiB: (most - before) / MIB };
}

/** What is true of every run with a fault, and what is shown of it. */
function verdictOn(watched: Watched, fault: FaultCase): { met: boolean; text: string } {
  const { run, left, grownMiB, peakMiB } = watched;
  const outcome = outcomeOf(run, fault);
  const { state, reason } = run.end;
  const memory = `${grownMiB.toFixed(0)} MiB (peak ${peakMiB.toFixed(0)})`;
  return {
    met: outcome.wrong.length === 0 && left === 0 && grownMiB < 64 && state === 'completed',
    text: [print(outcome), `${left} sockets`, memory, ...(reason === '' ? [] : [reason])].join('; '),
  };
}

function print({ sent, ok, codes, wrong }: FaultOutcome): string {
  const met = [
    ...(ok > 0 ? [`ok ${ok}`] : []),
    ...Object.entries(codes).map(([code, count]) => `${code} ${count}`),
  ];
  return wrong.length > 0 ? `WRONG: ${wrong.join('; ')}` : `${sent} sent: ${met.join(', ')}`;
}

async function atOnce(fault: FaultCase): Promise<void> {
  const hosted = await startHostedFault(fault.id);
  try {
    const load: FaultLoad = { users: USERS, iterations: 1, connections: 'per-user' };
    const plan = faultsPlan([{ fault, url: hosted.url, load }], { durationMs: 3_000, maxBodyBytes: 4 * MIB });
    const { met, text } = verdictOn(await runOnce(plan, hosted), fault);
    report.check(`${fault.id} ${fault.name}, ${USERS} at once`.slice(0, 46), text, {
      bound: 'as listed, 0, < 64 MiB',
      met,
    });
  } finally {
    await hosted.close();
  }
}

/** 99th percentiles of the healthy traffic in stretches without and with the fault. */
function healthyP99({ seconds, plan }: TruthRun): { alone: number; beside: number } {
  const series = plan.series.findIndex(({ service }) => service === 'healthy');
  // What began in a stretch with the fault may end in the first second of the next: that second is neither.
  const isFaulty = (second: number) => Math.floor(second / STRETCH_S) % 2 === 1;
  const p99 = (faulty: boolean) => {
    const chosen = seconds.filter(
      ({ second }) => isFaulty(second) === faulty && (faulty || second % STRETCH_S > 0),
    );
    return histogramOf(chosen, 'response', { series }).percentile(99) ?? Number.NaN;
  };
  return { alone: p99(false), beside: p99(true) };
}

async function mixed(fault: FaultCase, healthyUrl: string): Promise<void> {
  const hosted = await startHostedFault(fault.id);
  // Both servers and the client share this machine, and it is the client that is measured.
  setPriority(hosted.pid, constants.priority.PRIORITY_LOW);
  try {
    const stages = Array.from({ length: STRETCHES }, (_, index) => ({
      shape: 'hold' as const,
      to: index % 2 === 0 ? 0 : RATE,
      duration: STRETCH_S,
    }));
    const seconds = STRETCHES * STRETCH_S;
    const healthy = { url: healthyUrl, load: { load: { rate: RATE, duration: seconds } } };
    const load: FaultLoad = { load: { model: 'open', stages } };
    const options = { healthy, durationMs: seconds * 1_000, maxBodyBytes: MIB / 2 };
    const plan = faultsPlan([{ fault, url: hosted.url, load }], options);
    const measure = async () => {
      const watched = await runOnce(plan, hosted);
      const moved = healthyP99(watched.run);
      return { watched, ...moved, ...proofIn(watched.run) };
    };
    const unmoved = ({ alone, beside }: { alone: number; beside: number }) => beside < 1.1 * alone;
    const figures = await untilTrusted(measure, unmoved, 4);
    const { watched, alone, beside } = figures;
    const series = plan.series.findIndex(({ service }) => service === 'healthy');
    const { met, text } = verdictOn(watched, fault);
    const change = `${ms(alone)} -> ${ms(beside)} ms (${(100 * (beside / alone - 1)).toFixed(1)}%)`;
    report.check(`${fault.id}, mixed: p99 of the healthy`, `${change}; ${text} (${attemptsText(figures)})`, {
      bound: '< 10%, as listed, 0, < 64 MiB',
      met: met && unmoved(figures) && totalsOf(watched.run.seconds, series).errors === 0,
    });
  } finally {
    await hosted.close();
  }
}

/** What the first run of a process takes once belongs to no fault. */
async function warmUp(url: string): Promise<void> {
  const load: FaultLoad = { users: USERS, iterations: 5, connections: 'per-user' };
  await runPlan(faultsPlan([], { healthy: { url, load }, durationMs: 3_000, maxBodyBytes: MIB }));
}

const healthy = await startCalibratedServer({ delay: { kind: 'fixed', ms: 50 }, logCapacity: 1 });
await warmUp(healthy.url);
if (modes.includes('at-once')) for (const fault of faults) await atOnce(fault);
if (modes.includes('mixed')) for (const fault of faults) await mixed(fault, healthy.url);
await healthy.close();
report.check('uncaught errors and unhandled rejections', String(uncaught.length), {
  bound: '0',
  met: uncaught.length === 0,
});
report.finish();
