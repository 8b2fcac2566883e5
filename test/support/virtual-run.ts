import type { LoadChange } from '../../src/contract/applied-load.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { StartSlot } from '../../src/contract/start-counts.ts';
import type { SeriesCounts } from '../../src/contract/tick.ts';
import { type ThreadCaps, wholeCaps } from '../../src/workers/engine/load/divide-caps.ts';
import { type MeteredSecond, ThreadMeter } from '../../src/workers/engine/measure/meter.ts';
import { TURN_US } from '../../src/workers/engine/time/clock.ts';
import { ThreadContext } from '../../src/workers/engine/users/thread-context.ts';
import type { RunInputs } from '../../src/workers/engine/values/port.ts';
import { type FiredRequest, type ScriptedAnswer, ScriptedDriver } from './scripted-driver.ts';
import { protocolsWith, type StreamDrivers } from './stream-run.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface VirtualRunOptions {
  readonly script?: (request: FiredRequest, nth: number) => ScriptedAnswer;
  /** What WebSocket and SSE steps are opened with. */
  readonly streams?: (clock: VirtualClock) => StreamDrivers;
  readonly feeds?: RunInputs['feeds'];
  /** Of the thread; all of the plan's where nothing is given. */
  readonly caps?: ThreadCaps;
  readonly thread?: { readonly index: number; readonly count: number };
  readonly secrets?: Readonly<Record<string, string>>;
  /** As threads of one run share it. */
  readonly credentialSalt?: string;
  /** Things that happen during the run, by microseconds since its start. */
  readonly events?: readonly (readonly [atUs: number, act: (run: VirtualRun) => void])[];
  /** The loop does not turn in these stretches, microseconds since the start: a blocked thread, a sleeping machine. */
  readonly asleep?: readonly (readonly [fromUs: number, toUs: number])[];
}

/** Where virtual runs begin: not at 0, so that a time that should be relative shows. */
const START_US = 1_000_000_000;

/** The HTTP scenarios of a plan on one virtual thread with a scripted service: exact, and over in milliseconds. */
export class VirtualRun {
  readonly clock = new VirtualClock({ startUs: START_US - 1_000_000 });
  readonly driver: ScriptedDriver;
  readonly seconds: MeteredSecond[] = [];
  /** Of a plan with a search. */
  readonly starts: StartSlot[] = [];
  readonly users: number[] = [];
  readonly #context: ThreadContext;
  readonly #meter: ThreadMeter;
  readonly #options: VirtualRunOptions;
  #boundaryUs = START_US + 1_000_000;
  readonly #durationMs: number;
  #isDone = false;

  constructor(plan: RunPlan, options: VirtualRunOptions = {}) {
    const { script = () => ({ afterUs: 1_000 }), thread = { index: 0, count: 1 } } = options;
    this.#options = options;
    this.#durationMs = plan.durationMs;
    this.#meter = new ThreadMeter(plan.series, thread.index, plan.seed);
    this.driver = new ScriptedDriver(this.clock, script);
    this.#context = new ThreadContext({
      plan,
      clock: this.clock,
      meter: this.#meter,
      share: thread,
      caps: options.caps ?? wholeCaps(plan.limits),
      protocols: { ...protocolsWith(options.streams?.(this.clock) ?? {}), requests: () => this.driver },
      secrets: options.secrets ?? {},
      ...(options.credentialSalt === undefined ? {} : { credentialSalt: options.credentialSalt }),
      userAgent: 'test',
      ...(options.feeds === undefined ? {} : { feeds: options.feeds }),
    });
    for (const scenario of plan.scenarios) {
      if (scenario.kind === 'http') this.#context.addScenario(scenario);
    }
    void this.#context.done.then(() => {
      this.#isDone = true;
    });
  }

  /** As `finish`, after what the runners prepare before a run. */
  async prepareAndFinish(): Promise<this> {
    const prepared = this.#context.prepareScenarios();
    await this.clock.settleTo(START_US - 500_000);
    await prepared;
    return this.finish();
  }

  steer(changes: readonly LoadChange[]): void {
    this.#context.steer(changes);
  }

  stop(kind: 'graceful' | 'now'): void {
    this.#closeSeconds(this.clock.nowUs());
    this.#context.stop(kind);
  }

  /** Turns the loop until every scenario is done, at most `limitS` virtual seconds. */
  async finish(limitS = 600): Promise<this> {
    this.#meter.begin(START_US);
    this.clock.advanceTo(START_US);
    this.#context.begin(START_US, START_US + this.#durationMs * 1_000);
    for (const [atUs, act] of this.#options.events ?? []) this.clock.at(START_US + atUs, () => act(this));
    this.clock.setTimer(START_US, this.#turn);
    for (let second = 1; !this.#isDone && second <= limitS; second += 1) {
      await this.clock.settleTo(START_US + second * 1_000_000);
    }
    if (!this.#isDone) throw new Error(`not done after ${limitS} virtual seconds`);
    this.seconds.push(this.#meter.flush());
    this.starts.push(...(this.#meter.takeStarts(this.clock.nowUs(), true).starts ?? []));
    return this;
  }

  /** Counts of a series over the run; the gauges as they are at the end. */
  totals(series = 0): SeriesCounts {
    const all = this.seconds.flatMap((second) => second.series.filter((entry) => entry.series === series));
    const sum = { ...(all[0]?.counts ?? ({} as SeriesCounts)) };
    for (const { counts } of all.slice(1)) {
      for (const name of Object.keys(sum) as (keyof SeriesCounts)[]) sum[name] += counts[name];
    }
    const last = this.seconds.at(-1)?.series.find((entry) => entry.series === series)?.counts;
    return { ...sum, waiting: last?.waiting ?? 0, inFlight: last?.inFlight ?? 0 };
  }

  /** A count of a series, second by second. */
  perSecond(name: keyof SeriesCounts, series = 0): number[] {
    return this.seconds.map(
      (second) => second.series.find((entry) => entry.series === series)?.counts[name] ?? 0,
    );
  }

  /** Microseconds since the start at which requests were fired. */
  firedAt(): number[] {
    return this.driver.fired.map(({ atUs }) => atUs - START_US);
  }

  #closeSeconds(nowUs: number): void {
    while (nowUs >= this.#boundaryUs) {
      this.#context.settle(this.#boundaryUs);
      this.seconds.push(this.#meter.flush());
      this.starts.push(...(this.#meter.takeStarts(this.#boundaryUs, false).starts ?? []));
      this.#boundaryUs += 1_000_000;
    }
  }

  readonly #turn = (): void => {
    const nowUs = this.clock.nowUs();
    this.#closeSeconds(nowUs);
    this.#context.tick(nowUs);
    this.users.push(this.#context.users());
    if (this.#isDone) return;
    const sleep = this.#options.asleep?.find(
      ([fromUs, toUs]) => nowUs + TURN_US >= START_US + fromUs && nowUs < START_US + toUs,
    );
    this.clock.setTimer(sleep === undefined ? nowUs + TURN_US : START_US + sleep[1], this.#turn);
  };
}

export function runVirtually(plan: RunPlan, options: VirtualRunOptions = {}): Promise<VirtualRun> {
  return new VirtualRun(plan, options).finish();
}
