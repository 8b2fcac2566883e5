import type { Failure } from '../../src/contract/failure.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { SeriesCounts, ThreadTick } from '../../src/contract/tick.ts';
import { wholeCaps } from '../../src/workers/engine/load/divide-caps.ts';
import { ThreadMeter } from '../../src/workers/engine/measure/meter.ts';
import { createSystemClock } from '../../src/workers/engine/time/system-clock.ts';
import { ThreadContext, type ThreadOptions } from '../../src/workers/engine/users/thread-context.ts';
import { LoopWatch } from '../../src/workers/threads/loop-watch.ts';
import { PROTOCOLS } from '../../src/workers/threads/protocols.ts';
import { ThreadLoop } from '../../src/workers/threads/thread-loop.ts';

export interface EngineRun {
  readonly ticks: readonly ThreadTick[];
  readonly totals: SeriesCounts;
  /** Failures of the whole run by code. */
  readonly codes: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
}

export interface RunUnderWay {
  stop(kind: 'graceful' | 'now'): void;
  /** The seconds that are over by now; the list grows. */
  readonly ticks: readonly ThreadTick[];
}

/**
 * Runs the HTTP scenarios of a plan in this thread, on the real clock, as a load thread would. `meanwhile` is called
 * once the run has begun and may stop it.
 */
export async function runHere(
  plan: RunPlan,
  options: Pick<ThreadOptions, 'resolve'> & {
    readonly meanwhile?: (run: RunUnderWay) => Promise<void>;
  } = {},
): Promise<EngineRun> {
  const clock = createSystemClock();
  const meter = new ThreadMeter(plan.series, 0, plan.seed);
  const context = new ThreadContext({
    plan,
    clock,
    meter,
    share: { index: 0, count: 1 },
    caps: wholeCaps(plan.limits),
    protocols: PROTOCOLS,
    secrets: {},
    userAgent: 'plimsoll/test',
    ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
  });
  for (const scenario of plan.scenarios) if (scenario.kind === 'http') context.addScenario(scenario);
  const ticks: ThreadTick[] = [];
  const watch = new LoopWatch(clock.nowUs());
  const report = (tick: ThreadTick) => ticks.push(tick);
  const loop = new ThreadLoop({
    thread: 0,
    kind: 'http',
    context,
    meter,
    watch,
    precision: 'tick',
    report,
  });
  await context.prepareScenarios();
  const startUs = clock.nowUs() + 2_000;
  loop.begin(startUs, startUs + plan.durationMs * 1_000);
  const stop = (kind: 'graceful' | 'now') => context.stop(kind);
  await Promise.all([options.meanwhile?.({ stop, ticks }), context.done]);
  loop.end();
  watch.close();
  return { ticks, ...summed(ticks) };
}

function summed(ticks: readonly ThreadTick[]): Omit<EngineRun, 'ticks'> {
  const totals = {} as Record<keyof SeriesCounts, number>;
  const codes: Record<string, number> = {};
  const failures: Failure[] = [];
  for (const tick of ticks) {
    for (const { counts } of tick.series) {
      for (const [name, count] of Object.entries(counts) as [keyof SeriesCounts, number][]) {
        // The gauges are levels, not flows: the last one stands.
        totals[name] = name === 'inFlight' || name === 'waiting' ? 0 : (totals[name] ?? 0) + count;
      }
    }
    for (const { failure, count } of tick.failures) {
      codes[failure.code] = (codes[failure.code] ?? 0) + count;
      failures.push(failure);
    }
  }
  for (const { counts } of ticks.at(-1)?.series ?? []) {
    totals.inFlight += counts.inFlight;
    totals.waiting += counts.waiting;
  }
  return { totals, codes, failures };
}
