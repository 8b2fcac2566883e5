import type { LoadChange } from '../../src/contract/applied-load.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { RunSecond, ThreadTick } from '../../src/contract/tick.ts';
import type {
  Exchange,
  HttpConnection,
  HttpDriver,
  Origin,
} from '../../src/workers/engine/drivers/driver.ts';
import { ThreadMeter } from '../../src/workers/engine/measure/meter.ts';
import { ThreadContext } from '../../src/workers/engine/users/thread-context.ts';
import { assignThreads } from '../../src/workers/threads/assign.ts';
import { LoopWatch } from '../../src/workers/threads/loop-watch.ts';
import { SecondCounters } from '../../src/workers/threads/second-counters.ts';
import { ThreadLoop } from '../../src/workers/threads/thread-loop.ts';
import { type ScriptedAnswer, ScriptedDriver } from './scripted-driver.ts';
import { protocolsWith } from './stream-run.ts';
import { VirtualClock } from './virtual-clock.ts';

const START_US = 1_000_000_000;

/** A request as its driver saw it. Times are microseconds since the start of the run. */
export interface LoggedRequest {
  readonly thread: number;
  readonly series: number;
  /** -1: of a closed class. */
  readonly intendedUs: number;
  readonly firedUs: number;
  readonly answer: ScriptedAnswer;
  /** Infinity: it never came, or the connection was closed before. */
  answeredUs: number;
}

export interface CountedRun {
  readonly seconds: readonly RunSecond[];
  readonly requests: readonly LoggedRequest[];
  /** When each thread told its last, since the start of the run. */
  readonly endedUs: readonly number[];
}

interface CountedRunOptions {
  readonly threads: number;
  readonly script: (thread: number, nth: number) => ScriptedAnswer;
  /** What happens to the threads, in the order of time: microseconds since the start. */
  readonly stops: readonly (readonly [atUs: number, kind: 'graceful' | 'now'])[];
  /** Changes of the load, and when all threads hear of them. */
  readonly changes?: readonly (readonly [atUs: number, change: LoadChange])[];
}

/** The HTTP scenarios of a plan on several virtual threads: the product's loop, meter and merging, and a driver with a log. */
export async function runCounted(plan: RunPlan, options: CountedRunOptions): Promise<CountedRun> {
  const clock = new VirtualClock({ startUs: START_US - 1_000_000 });
  const seconds: RunSecond[] = [];
  const requests: LoggedRequest[] = [];
  const endedUs: number[] = [];
  const assignments = assignThreads(plan, options.threads, 1);
  const counters = new SecondCounters(
    { threads: assignments.map((_, thread) => thread), seconds: 60 },
    () => [],
    (second) => seconds.push(second),
  );
  const loops = assignments.map(({ kind, scenarios, share, caps }, thread) => {
    const meter = new ThreadMeter(plan.series, thread, plan.seed);
    const script = (nth: number) => options.script(thread, nth);
    const driver = new LoggingDriver({ clock, thread, script, log: requests });
    const context = new ThreadContext({
      ...{ plan, clock, meter, share, caps, secrets: {}, userAgent: 'test' },
      protocols: { ...protocolsWith({}), requests: () => driver },
    });
    for (const scenario of plan.scenarios.filter((_, index) => scenarios.includes(index)))
      context.addScenario(scenario);
    const watch = new LoopWatch(START_US);
    const report = (tick: ThreadTick) => counters.add(tick);
    const loop = new ThreadLoop({ thread, kind, context, meter, watch, precision: 'tick', report });
    return { loop, context, watch };
  });
  clock.advanceTo(START_US);
  for (const [thread, { loop, context, watch }] of loops.entries()) {
    loop.begin(START_US, START_US + plan.durationMs * 1_000);
    void context.done.then(() => {
      endedUs[thread] = loop.end() - START_US;
      watch.close();
    });
  }
  for (const [atUs, kind] of options.stops)
    clock.at(START_US + atUs, () => {
      for (const [thread, { loop }] of loops.entries()) if (endedUs[thread] === undefined) loop.stop(kind);
    });
  for (const [atUs, change] of options.changes ?? [])
    clock.at(START_US + atUs, () => loops.forEach(({ loop }) => void loop.steer([change])));
  const isOver = () => Object.keys(endedUs).length === loops.length;
  for (let ms = 100; !isOver(); ms += 100) {
    if (ms > 60_000) throw new Error('not done after a virtual minute');
    await clock.settleTo(START_US + ms * 1_000);
  }
  counters.close(Math.max(...endedUs));
  return { seconds, requests, endedUs };
}

interface LoggingParts {
  readonly clock: VirtualClock;
  readonly thread: number;
  readonly script: (nth: number) => ScriptedAnswer;
  readonly log: LoggedRequest[];
}

/** A scripted driver that writes down when each of its requests was to start, and when its answer came. */
class LoggingDriver implements HttpDriver {
  readonly #parts: LoggingParts;
  readonly #scripted: ScriptedDriver;
  #next: ScriptedAnswer = { afterUs: null };
  #fired = 0;

  constructor(parts: LoggingParts) {
    this.#parts = parts;
    this.#scripted = new ScriptedDriver(parts.clock, () => this.#next);
  }

  open(origin: Origin, address?: string | null): HttpConnection {
    const { clock, thread, script, log } = this.#parts;
    const connection = this.#scripted.open(origin, address);
    let latest: LoggedRequest | null = null;
    const { fire, close } = connection;
    return Object.assign(connection, {
      fire: (exchange: Exchange) => {
        const answer = script(this.#fired++);
        const firedUs = clock.nowUs() - START_US;
        const intendedUs = exchange.intendedUs < 0 ? -1 : exchange.intendedUs - START_US;
        // A negative delay is an answer at once.
        const answeredUs = firedUs + Math.max(0, answer.afterUs ?? Number.POSITIVE_INFINITY);
        latest = { thread, series: exchange.series, intendedUs, firedUs, answer, answeredUs };
        log.push(latest);
        this.#next = answer;
        fire(exchange);
      },
      close: () => {
        if (latest !== null && latest.answeredUs > clock.nowUs() - START_US)
          latest.answeredUs = Number.POSITIVE_INFINITY;
        close();
      },
    });
  }

  tick(): void {}

  warmUp(): Promise<void> {
    return Promise.resolve();
  }
}
