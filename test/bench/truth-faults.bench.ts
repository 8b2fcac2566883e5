/**
 * Every plain HTTP fault of the catalogue on real load threads: by 200 users at once, and half and half with healthy
 * traffic (100 arrivals per second each, the fault in every second stretch of 2 s, so that both kinds of stretch are of
 * one run and one machine).
 * Run: `node test/bench/truth-faults.bench.ts [fault id …]`. Bounds: category and side as listed, no uncaught error or
 * rejection, no socket left after 10 s, memory grown by less than 64 MiB, p99 of the healthy traffic moved by less
 * than 10 %.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { startCalibratedServer } from '../support/calibrated-server.ts';
import { type HostedFault, startHostedFault } from '../support/fault-server.ts';
import type { FaultCase } from '../support/faults/fault-case.ts';
import {
  type FaultLoad,
  type FaultOutcome,
  faultsPlan,
  outcomeOf,
  PLAIN_FAULTS,
} from '../support/truth-faults.ts';
import { ms, TruthReport } from '../support/truth-report.ts';
import { histogramOf, runPlan, type TruthRun, totalsOf } from '../support/truth-run.ts';

const MIB = 1_048_576;
const USERS = 200;
const RATE = 100;
const STRETCH_S = 2;
const STRETCHES = 5;
const wanted = process.argv.slice(2);
const faults = PLAIN_FAULTS.filter(({ id }) => wanted.length === 0 || wanted.includes(id));

const report = new TruthReport('faults');
const uncaught: string[] = [];
process.on('uncaughtException', (error) => uncaught.push(String(error)));
process.on('unhandledRejection', (error) => uncaught.push(String(error)));

/** Sockets the fault's server still has, at most 10 s after the run. */
async function leftOpen(hosted: HostedFault): Promise<number> {
  const until = performance.now() + 10_000;
  for (;;) {
    const { openSockets } = await hosted.counts();
    if (openSockets === 0 || performance.now() > until) return openSockets;
    await pause(50);
  }
}

/** The most resident memory during a run, beyond that at its start: threads and modules are there by then. */
async function runWatched(
  plan: TruthRun['plan'],
  hosted: HostedFault,
): Promise<{ run: TruthRun; grownMiB: number }> {
  let before = Number.NaN;
  let most = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const run = await runPlan(plan, {
    troubles: hosted.ca === undefined ? {} : { ca: [hosted.ca] },
    meanwhile: () => {
      before = process.memoryUsage.rss();
      timer = setInterval(look, 50);
      void hosted.act().catch(() => {});
    },
  });
  clearInterval(timer);
  return { run, grownMiB: (most - before) / MIB };
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
    const { run, grownMiB } = await runWatched(plan, hosted);
    const outcome = outcomeOf(run, fault);
    const left = await leftOpen(hosted);
    const clean = run.end.state === 'completed' && uncaught.length === 0;
    report.check(
      `${fault.id} ${fault.name}, ${USERS} at once`.slice(0, 46),
      `${print(outcome)}; ${left} sockets, +${grownMiB.toFixed(0)} MiB${clean ? '' : `; ${run.end.reason} ${uncaught}`}`,
      {
        bound: 'as listed, 0, < 64 MiB',
        met: outcome.wrong.length === 0 && left === 0 && grownMiB < 64 && clean,
      },
    );
  } finally {
    await hosted.close();
  }
}

async function mixed(fault: FaultCase, healthyUrl: string): Promise<void> {
  const hosted = await startHostedFault(fault.id);
  try {
    const stretches = Array.from({ length: STRETCHES }, (_, index) => ({
      shape: 'hold' as const,
      to: index % 2 === 0 ? 0 : RATE,
      duration: STRETCH_S,
    }));
    const durationMs = STRETCHES * STRETCH_S * 1_000;
    const healthy = { url: healthyUrl, load: { load: { rate: RATE, duration: durationMs / 1_000 } } };
    const load: FaultLoad = { load: { model: 'open', stages: stretches } };
    const plan = faultsPlan([{ fault, url: hosted.url, load }], {
      healthy,
      durationMs,
      maxBodyBytes: MIB / 2,
    });
    const { run, grownMiB } = await runWatched(plan, hosted);
    const outcome = outcomeOf(run, fault);
    const left = await leftOpen(hosted);
    const series = plan.series.findIndex(({ service }) => service === 'healthy');
    // What began in a stretch may end in the first second of the next one: that second is neither.
    const isFaulty = (second: number) => Math.floor(second / STRETCH_S) % 2 === 1;
    const p99 = (faulty: boolean) =>
      histogramOf(
        run.seconds.filter(({ second }) => isFaulty(second) === faulty && (faulty || second % STRETCH_S > 0)),
        'response',
        { series },
      ).percentile(99) ?? Number.NaN;
    const [alone, beside] = [p99(false), p99(true)];
    const unharmed = totalsOf(run.seconds, series).errors === 0 && run.end.state === 'completed';
    report.check(
      `${fault.id}, mixed: p99 of the healthy`.slice(0, 46),
      `${ms(alone)} -> ${ms(beside)} ms (${(100 * (beside / alone - 1)).toFixed(1)} %); ${print(outcome)}; ${left} sockets, +${grownMiB.toFixed(0)} MiB`,
      {
        bound: '< 10 %, as listed, 0, < 64 MiB',
        met: beside < 1.1 * alone && unharmed && outcome.wrong.length === 0 && left === 0 && grownMiB < 64,
      },
    );
  } finally {
    await hosted.close();
  }
}

for (const fault of faults) await atOnce(fault);
const healthy = await startCalibratedServer({ delay: { kind: 'fixed', ms: 20 }, logCapacity: 1 });
for (const fault of faults) await mixed(fault, healthy.url);
await healthy.close();
report.check('uncaught errors and unhandled rejections', String(uncaught.length), {
  bound: '0',
  met: uncaught.length === 0,
});
report.finish();
