import type { SseScenario } from '../../src/contract/protocols/sse.ts';
import type { WebSocketScenario } from '../../src/contract/protocols/websocket.ts';
import type { FailureCount, SeriesCounts, StreamSecond } from '../../src/contract/tick.ts';
import { wholeCaps } from '../../src/workers/engine/load/divide-caps.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { type MeteredSecond, ThreadMeter } from '../../src/workers/engine/measure/meter.ts';
import type { Clock } from '../../src/workers/engine/time/clock.ts';
import type { ScenarioRunner } from '../../src/workers/engine/users/scenario-runner.ts';
import {
  type Protocols,
  ThreadContext,
  type ThreadOptions,
} from '../../src/workers/engine/users/thread-context.ts';
import { httpProtocol } from '../../src/workers/protocols/http/protocol.ts';
import { sseProtocol } from '../../src/workers/protocols/sse/protocol.ts';
import type { SseDriver } from '../../src/workers/protocols/sse/sse-port.ts';
import { webSocketProtocol } from '../../src/workers/protocols/websocket/protocol.ts';
import type { WebSocketDriver } from '../../src/workers/protocols/websocket/websocket-port.ts';
import { PROTOCOLS } from '../../src/workers/threads/protocols.ts';
import { type BareSeries, makePlan, makeSeries, type PlanChange } from './made-plan.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Series of the plans made here, in the order of their numbers. */
export const STREAM_SERIES = ['connect', 'roundTrip', 'ping', 'firstMessage', 'session', 'setup'] as const;
export const SSE_SERIES = ['firstEvent', 'headers', 'gap', 'setup'] as const;

export interface StreamThread {
  readonly thread: ThreadContext;
  /** Of the scenario. */
  readonly runner: ScenarioRunner;
  readonly meter: ThreadMeter;
}

/** What streams are opened with; the drivers of the protocols where nothing is given. */
export interface StreamDrivers {
  readonly websocket?: WebSocketDriver;
  readonly sse?: SseDriver;
}

export function protocolsWith({ websocket, sse }: StreamDrivers): Protocols {
  return {
    ...PROTOCOLS,
    all: [
      httpProtocol,
      websocket === undefined ? webSocketProtocol() : webSocketProtocol(() => websocket),
      sse === undefined ? sseProtocol() : sseProtocol(() => sse),
    ],
  };
}

/** A thread for one stream scenario, with a series for all that can be measured. */
export function streamThread(
  clock: Clock,
  scenario: WebSocketScenario | SseScenario,
  change: PlanChange & {
    readonly share?: { readonly index: number; readonly count: number };
    readonly drivers?: StreamDrivers;
    readonly tellSetup?: ThreadOptions['tellSetup'];
  } = {},
): StreamThread {
  const { share = { index: 0, count: 1 }, drivers = {}, tellSetup, ...rest } = change;
  const names = scenario.kind === 'websocket' ? STREAM_SERIES : SSE_SERIES;
  const series = names.map(
    (endpoint): BareSeries =>
      makeSeries({ endpoint, protocol: scenario.kind, clock: isOpen(endpoint) ? 'intended' : 'actual' }),
  );
  const plan = makePlan({ scenarios: [scenario], series, ...rest });
  const meter = new ThreadMeter(plan.series, 0, plan.seed);
  const thread = new ThreadContext({
    plan,
    clock,
    meter,
    share,
    caps: wholeCaps(plan.limits),
    ...(tellSetup === undefined ? {} : { tellSetup }),
    protocols: protocolsWith(drivers),
    secrets: {},
    userAgent: 'plimsoll/test',
  });
  return { thread, runner: thread.addScenario(scenario), meter };
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
  { thread, runner, meter }: StreamThread,
  script: {
    readonly clock: VirtualClock;
    readonly durationMs: number;
    readonly atMs?: Readonly<Record<number, () => void>>;
    readonly everyTurn?: (result: StreamResult) => void;
  },
): Promise<StreamResult> {
  const { clock, durationMs, atMs = {} } = script;
  if (thread.clock !== clock) throw new Error('the thread has another clock');
  const result = new StreamResult();
  const startUs = clock.nowUs();
  let isDone = false;
  void runner.done.then(() => {
    isDone = true;
  });
  const flush = (boundaryUs: number): void => {
    thread.settle(boundaryUs);
    const stream = runner.takeStream();
    if (stream !== null) result.add(meter.flush(), stream);
  };
  meter.begin(startUs);
  thread.begin(startUs, startUs + durationMs * 1_000);
  for (let ms = 0; !isDone; ms += 1) {
    if (ms > durationMs + 120_000) throw new Error('the scenario does not end');
    const nowUs = startUs + ms * 1_000;
    clock.advanceTo(nowUs);
    if (ms > 0 && ms % 1_000 === 0) flush(nowUs);
    thread.tick(nowUs);
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
export async function runLive({ thread, runner, meter }: StreamThread, durationMs: number): Promise<LiveRun> {
  const { clock } = thread;
  const result = new StreamResult();
  await thread.prepareScenarios();
  meter.flush();
  const startUs = clock.nowUs();
  meter.begin(startUs);
  thread.begin(startUs, startUs + durationMs * 1_000);
  let boundaryUs = startUs + 1_000_000;
  const flush = (atUs: number): void => {
    thread.settle(atUs);
    const stream = runner.takeStream();
    if (stream !== null) result.add(meter.flush(), stream);
  };
  let over = false;
  const turn = (): void => {
    if (over) return;
    const nowUs = clock.nowUs();
    for (; boundaryUs <= nowUs; boundaryUs += 1_000_000) flush(boundaryUs);
    thread.tick(nowUs);
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
