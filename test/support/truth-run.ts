import { setImmediate } from 'node:timers/promises';
import { BroadcastChannel, setEnvironmentData } from 'node:worker_threads';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { Trust } from '../../src/contract/summary.ts';
import type { RunSecond, SeriesCounts, SeriesHistograms } from '../../src/contract/tick.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { trustOf } from '../../src/workers/engine/verdicts/trust.ts';
import { startCrew } from '../../src/workers/threads/crew.ts';
import type { Crew, CrewEnd } from '../../src/workers/threads/crew-port.ts';
import type { StallWindow } from './stall.ts';
import { StolenTime } from './stolen-time.ts';

/** What the test-only thread entry does beside its work; see truth-thread.ts. */
export interface ThreadTroubles {
  /** Blocks the first load thread, as a long synchronous computation would. */
  readonly block?: BlockTrouble;
  /** Takes this share, 0…1, of every 10 ms of the first load thread. */
  readonly burn?: number;
  /** Certificates of the authorities to trust, PEM. */
  readonly ca?: readonly string[];
}

export interface BlockTrouble {
  readonly firstAfterMs: number;
  readonly everyMs: number;
  readonly durationMs: number;
}

export interface TruthRunOptions {
  readonly threads?: number;
  readonly precision?: 'tick' | 'spin';
  readonly troubles?: ThreadTroubles;
  /** Called when the threads have begun, with the moment of the plan's start on the monotonic clock. */
  readonly meanwhile?: (crew: Crew, startUs: number) => Promise<void> | void;
  /** Seconds are given here instead of being kept: for runs too long to be held. */
  readonly onSecond?: (second: RunSecond) => void;
}

/** A run as its reader gets it, and what only the test knows of it. */
export interface TruthRun {
  readonly plan: RunPlan;
  readonly seconds: readonly RunSecond[];
  readonly end: CrewEnd;
  /** The plan's start on the monotonic clock, which every process of the machine shares. */
  readonly startUs: number;
  /** The blocks that were made, monotonic. */
  readonly blocks: readonly StallWindow[];
  /** Requests cut by a stop before they were written: they count as sent and open here, and reached nobody. */
  readonly cutUnsent: number;
  /** Of the machine's processors, given to others while it ran; 0 … 1. */
  readonly stolenShare: number;
}

type Notice =
  | { readonly kind: 'begun'; readonly startUs: number }
  | { readonly kind: 'blocked'; readonly fromUs: number; readonly toUs: number }
  | { readonly kind: 'cut-unsent' };

let runs = 0;

/** Runs a plan on real load threads, as the product does, and keeps its seconds. */
export async function runPlan(plan: RunPlan, options: TruthRunOptions = {}): Promise<TruthRun> {
  const runId = `truth-${process.pid}-${runs++}`;
  const seconds: RunSecond[] = [];
  const blocks: StallWindow[] = [];
  let cutUnsent = 0;
  const begun = Promise.withResolvers<number>();
  const channel = new BroadcastChannel(runId);
  channel.onmessage = (event: unknown) => {
    const notice = (event as { data: Notice }).data;
    if (notice.kind === 'begun') begun.resolve(notice.startUs);
    else if (notice.kind === 'cut-unsent') cutUnsent += 1;
    else blocks.push({ fromUs: notice.fromUs, toUs: notice.toUs });
  };
  const stolen = new StolenTime();
  // Threads are given a copy as they are made, which is here.
  setEnvironmentData('troubles', options.troubles ?? {});
  const crew = startCrew({
    runId,
    plan,
    threads: options.threads ?? 1,
    threadEntry: new URL('./truth-thread.ts', import.meta.url),
    secrets: {},
    precision: options.precision ?? 'tick',
    plimsollVersion: '0.0.0',
    onSecond: options.onSecond ?? ((second) => seconds.push(second)),
  });
  try {
    const startUs = await Promise.race([begun.promise, crew.done.then(neverBegan)]);
    await options.meanwhile?.(crew, startUs);
    const end = await crew.done;
    // What a thread told before its end may still lie in the channel.
    await setImmediate();
    return { plan, seconds, end, startUs, blocks, cutUnsent, stolenShare: stolen.share() };
  } finally {
    channel.close();
  }
}

function neverBegan({ reason }: CrewEnd): never {
  throw new Error(`the run ended before it began: ${reason}`);
}

/** Counts of all seconds added up; the two gauges are those of the last second. One series, or all. */
export function totalsOf(seconds: readonly RunSecond[], series?: number): SeriesCounts {
  const totals = emptyCounts();
  for (const [index, second] of seconds.entries()) {
    for (const { counts } of second.series.filter((one) => series === undefined || one.series === series)) {
      for (const name of Object.keys(totals) as (keyof SeriesCounts)[]) {
        const isGauge = name === 'waiting' || name === 'inFlight';
        if (!isGauge || index === seconds.length - 1) totals[name] += counts[name];
      }
    }
  }
  return totals;
}

/** Histograms of all seconds (and series, or one) merged. Leaves out the seconds named in `without`. */
export function histogramOf(
  seconds: readonly RunSecond[],
  name: keyof SeriesHistograms,
  { series, without = [] }: { series?: number; without?: readonly number[] } = {},
): Histogram {
  const merged = new Histogram();
  for (const second of seconds) {
    if (without.includes(second.second)) continue;
    for (const part of second.series) {
      const encoded = series === undefined || part.series === series ? part.histograms[name] : null;
      if (encoded !== null) merged.mergeEncoded(encoded);
    }
  }
  return merged;
}

/** Failures of the run by code; one series, or all. */
export function codesOf(seconds: readonly RunSecond[], series?: number): Record<string, number> {
  const codes: Record<string, number> = {};
  for (const { series: of, failure, count } of seconds.flatMap((second) => second.failures)) {
    if (series === undefined || of === series) codes[failure.code] = (codes[failure.code] ?? 0) + count;
  }
  return codes;
}

/** The verdict the product gives. */
export function trustIn(run: TruthRun, precision: 'tick' | 'spin' = 'tick'): Trust {
  return trustOf(run.seconds, { warmupMs: run.plan.warmupMs, precision });
}

/** Whether a run can prove anything: by the product's own verdict, and by what others took of the machine. */
export interface Proof {
  readonly trusted: boolean;
  readonly stolenShare: number;
}

export function proofIn(run: TruthRun, precision: 'tick' | 'spin' = 'tick'): Proof {
  return { trusted: trustIn(run, precision).verdict === 'trusted', stolenShare: run.stolenShare };
}

/**
 * Holds every second and series to the two laws of the books (see SeriesCounts), and the seconds to their order.
 * Answers every breach as a sentence; none is what a test wants.
 */
export function breachesOf({ seconds, plan }: Pick<TruthRun, 'seconds' | 'plan'>): string[] {
  const breaches: string[] = [];
  const before = plan.series.map(() => emptyCounts());
  for (const [index, { second, series }] of seconds.entries()) {
    if (second !== index) breaches.push(`second ${second} stands at place ${index}`);
    for (const [which, was] of before.entries()) {
      const now = series.find((one) => one.series === which)?.counts ?? emptyCounts();
      const due = now.planned + was.waiting;
      const gone = now.sent + now.dropped + now.cancelled + now.waiting;
      const open = now.sent + was.inFlight;
      const ended = now.ok + now.errors + now.inFlight;
      const where = `second ${second}, series ${which}`;
      if (due !== gone) breaches.push(`${where}: ${due} due, ${gone} accounted for`);
      if (open !== ended) breaches.push(`${where}: ${open} open, ${ended} accounted for`);
      if (Object.values(now).some((count) => !Number.isInteger(count) || count < 0)) {
        breaches.push(`${where}: a count below zero or broken: ${JSON.stringify(now)}`);
      }
      before[which] = now;
    }
  }
  return breaches;
}

function emptyCounts(): SeriesCounts {
  return {
    planned: 0,
    sent: 0,
    ok: 0,
    errors: 0,
    targetErrors: 0,
    dropped: 0,
    cancelled: 0,
    waiting: 0,
    inFlight: 0,
    bytesIn: 0,
    bytesOut: 0,
    newConnections: 0,
    reusedConnections: 0,
  };
}
