import type { SseScenario, WebSocketScenario } from '../../src/contract/run-plan.ts';
import type { FailureCount, SeriesCounts, StreamSecond } from '../../src/contract/tick.ts';
import { wholeCaps } from '../../src/workers/engine/load/divide-caps.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { type MeteredSecond, ThreadMeter } from '../../src/workers/engine/measure/meter.ts';
import type { Clock } from '../../src/workers/engine/time/clock.ts';
import { NO_OTHER_PARTS } from '../../src/workers/engine/users/run-setups.ts';
import type { ScenarioContext, ScenarioRunner } from '../../src/workers/engine/users/scenario-runner.ts';
import { type BareSeries, makePlan, makeSeries, type PlanChange } from './made-plan.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Series of the plans made here, in the order of their numbers. */
export const STREAM_SERIES = ['connect', 'roundTrip', 'ping', 'firstMessage', 'session', 'setup'] as const;
export const SSE_SERIES = ['firstEvent', 'headers', 'gap', 'setup'] as const;

export interface StreamContext {
  readonly context: ScenarioContext;
  readonly meter: ThreadMeter;
}

/** A context for one stream scenario, with a series for all that can be measured. */
export function streamContext(
  clock: Clock,
  scenario: WebSocketScenario | SseScenario,
  change: PlanChange & { thread?: { index: number; count: number } } = {},
): StreamContext {
  const { thread = { index: 0, count: 1 }, ...rest } = change;
  const names = scenario.kind === 'websocket' ? STREAM_SERIES : SSE_SERIES;
  const series = names.map(
    (endpoint): BareSeries =>
      makeSeries({ endpoint, protocol: scenario.kind, clock: isOpen(endpoint) ? 'intended' : 'actual' }),
  );
  const plan = makePlan({ scenarios: [scenario], series, ...rest });
  const meter = new ThreadMeter(plan.series, 0, plan.seed);
  const caps = wholeCaps(plan.limits);
  const context = {
    plan,
    clock,
    meter,
    thread,
    caps,
    setups: NO_OTHER_PARTS,
    secrets: {},
    userAgent: 'plimsoll/test',
  };
  return { context, meter };
}

function isOpen(endpoint: string): boolean {
  return endpoint === 'roundTrip' || endpoint === 'ping';
}

/** All that was measured, seconds added up. */
export class StreamResult {
  readonly seconds: { readonly metered: MeteredSecond; readonly stream: StreamSecond }[] = [];

  add(metered: MeteredSecond, stream: StreamSecond): void {
    this.seconds.push({ metered, stream });
  }

  counts(series: number): SeriesCounts {
    const sum: Record<string, number> = {};
    for (const { metered } of this.seconds) {
      const second = metered.series.find((candidate) => candidate.series === series);
      if (second === undefined) continue;
      for (const [name, count] of Object.entries(second.counts)) sum[name] = (sum[name] ?? 0) + count;
      sum.waiting = second.counts.waiting;
      sum.inFlight = second.counts.inFlight;
    }
    return sum as unknown as SeriesCounts;
  }

  histogram(series: number, name: 'response' | 'service' | 'failed' | 'wait' = 'response'): Histogram {
    const sum = new Histogram();
    for (const { metered } of this.seconds) {
      const bytes = metered.series.find((candidate) => candidate.series === series)?.histograms[name];
      if (bytes !== null && bytes !== undefined) sum.mergeEncoded(bytes);
    }
    return sum;
  }

  lag(): Histogram {
    const sum = new Histogram();
    for (const { stream } of this.seconds)
      if (stream.deliveryLag !== null) sum.mergeEncoded(stream.deliveryLag);
    return sum;
  }

  /** Failures of a series by code. */
  failures(series: number): Record<string, number> {
    return tally(
      this.seconds.flatMap(({ metered }) => metered.failures.filter((failure) => failure.series === series)),
    );
  }

  failureOf(code: string): FailureCount['failure'] | undefined {
    return this.seconds
      .flatMap(({ metered }) => metered.failures)
      .find((candidate) => candidate.failure.code === code)?.failure;
  }

  /** Sum of the counts; the states are the last ones. */
  stream(): StreamSecond {
    const first = this.seconds[0]?.stream;
    if (first === undefined) throw new Error('no second was reported');
    const sum = structuredClone(first);
    for (const { stream } of this.seconds.slice(1)) {
      Object.assign(sum.states, stream.states);
      for (const name of COUNTS) sum[name] += stream[name];
      for (const [cause, count] of Object.entries(stream.closedBy)) {
        sum.closedBy[cause] = (sum.closedBy[cause] ?? 0) + count;
      }
      for (const [topic, seen] of Object.entries(stream.topics)) {
        const before = sum.topics[topic] ?? { count: 0, bytes: 0 };
        sum.topics[topic] = { count: before.count + seen.count, bytes: before.bytes + seen.bytes };
      }
    }
    return sum;
  }
}

const COUNTS = [
  'attempted',
  'opened',
  'failed',
  'closed',
  'reconnects',
  'messagesIn',
  'messagesOut',
  'missed',
  'duplicates',
  'outOfOrder',
] as const;

function tally(failures: readonly FailureCount[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { failure, count } of failures) sum[failure.code] = (sum[failure.code] ?? 0) + count;
  return sum;
}

/** Runs a scenario on a virtual clock, a turn a millisecond, until it is done; `act` happens at its time. */
export async function runVirtual(
  runner: ScenarioRunner,
  { context, meter }: StreamContext,
  script: {
    readonly clock: VirtualClock;
    readonly durationMs: number;
    readonly atMs?: Readonly<Record<number, () => void>>;
    readonly everyTurn?: (result: StreamResult) => void;
  },
): Promise<StreamResult> {
  const { clock, durationMs, atMs = {} } = script;
  if (context.clock !== clock) throw new Error('the context has another clock');
  const result = new StreamResult();
  const startUs = clock.nowUs();
  let isDone = false;
  void runner.done.then(() => {
    isDone = true;
  });
  const flush = (boundaryUs: number): void => {
    runner.settle(boundaryUs);
    const stream = runner.takeStream();
    if (stream !== null) result.add(meter.flush(), stream);
  };
  meter.begin(startUs);
  runner.start(startUs, startUs + durationMs * 1_000);
  for (let ms = 0; !isDone; ms += 1) {
    if (ms > durationMs + 120_000) throw new Error('the scenario does not end');
    const nowUs = startUs + ms * 1_000;
    clock.advanceTo(nowUs);
    if (ms > 0 && ms % 1_000 === 0) flush(nowUs);
    runner.tick?.(nowUs);
    atMs[ms]?.();
    script.everyTurn?.(result);
    // `done` is a promise: let it be heard.
    if (ms >= durationMs || Object.keys(atMs).some((at) => ms >= Number(at))) await Promise.resolve();
  }
  flush(clock.nowUs());
  return result;
}

export interface LiveRun {
  readonly runner: ScenarioRunner;
  readonly result: StreamResult;
  /** Resolves when the runner is done and its last second is in the result. */
  readonly done: Promise<StreamResult>;
}

/** Runs a scenario in this process on a real clock, with the pulse of a load thread: a turn a millisecond. */
export async function runLive(
  runner: ScenarioRunner,
  { context, meter }: StreamContext,
  durationMs: number,
): Promise<LiveRun> {
  const { clock } = context;
  const result = new StreamResult();
  await runner.prepare?.();
  meter.flush();
  const startUs = clock.nowUs();
  meter.begin(startUs);
  runner.start(startUs, startUs + durationMs * 1_000);
  let boundaryUs = startUs + 1_000_000;
  const flush = (atUs: number): void => {
    runner.settle(atUs);
    const stream = runner.takeStream();
    if (stream !== null) result.add(meter.flush(), stream);
  };
  let over = false;
  const turn = (): void => {
    if (over) return;
    const nowUs = clock.nowUs();
    for (; boundaryUs <= nowUs; boundaryUs += 1_000_000) flush(boundaryUs);
    runner.tick?.(nowUs);
    clock.setTimer(nowUs + 1_000, turn);
  };
  turn();
  const done = runner.done.then(() => {
    over = true;
    flush(clock.nowUs());
    return result;
  });
  return { runner, result, done };
}
