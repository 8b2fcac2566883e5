import { noCounts, noHistograms } from '../../contract/counts.ts';
import type { Gauge } from '../../contract/gauges.ts';
import { heldOrMade } from '../../contract/keys.ts';
import type { RunSecond, SeriesSecond, ThreadTick } from '../../contract/tick.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros, type SecondIndex } from '../../contract/units.ts';
import type { Steering } from './crew-port.ts';
import { LightBudget } from './light-budget.ts';
import { MergedStarts } from './merge-starts.ts';
import { mergeTicks } from './merge-ticks.ts';
import { KeptRequestPicker } from './pick-kept-requests.ts';
import type { TargetSampling } from './target-sampling.ts';

/** Longer than this, a quiet end is a part of the run: left out, the rates would be too high. */
const MOMENT_US: Micros = 100_000;

interface CountedRun {
  readonly threads: readonly number[];
  /** Of the plan. */
  readonly seconds: number;
  /** Absent: nothing is watched. */
  readonly watches?: Pick<TargetSampling, 'take' | 'hasAllOf'>;
}

/**
 * Gathers the ticks of all threads and gives each second on, merged, once every thread that is still at work has
 * reported it. Seconds leave in order, none twice. What is watched leaves with the next second after it is heard; only the
 * last second of the plan waits for its own, for no other may follow.
 */
export class SecondCounters {
  readonly #working: Set<number>;
  readonly #ticks = new Map<SecondIndex, ThreadTick[]>();
  readonly #takeMachine: () => readonly Gauge[];
  readonly #carriedOver = new CarriedOver();
  readonly #starts: MergedStarts;
  readonly #picker = new KeptRequestPicker();
  readonly #budget: LightBudget;
  readonly #emit: (second: RunSecond) => void;
  /** By the second in which they take effect. */
  readonly #steered = new Map<SecondIndex, Steering[]>();
  readonly #watches: CountedRun['watches'];
  readonly #lastOfPlan: SecondIndex;
  /** Of seconds that are over and wait. */
  readonly #machine: (readonly Gauge[])[] = [];
  #next: SecondIndex = 0;
  #lastGiven: SecondIndex = -1;

  constructor(
    { threads, seconds, watches }: CountedRun,
    takeMachine: () => readonly Gauge[],
    emit: (second: RunSecond) => void,
  ) {
    this.#working = new Set(threads);
    this.#starts = new MergedStarts(threads);
    this.#budget = new LightBudget(seconds);
    this.#lastOfPlan = seconds - 1;
    this.#watches = watches;
    this.#takeMachine = takeMachine;
    this.#emit = emit;
  }

  add(tick: ThreadTick): void {
    const known = this.#ticks.get(tick.second);
    if (known === undefined) this.#ticks.set(tick.second, [tick]);
    else known.push(tick);
    if (tick.last) this.#working.delete(tick.thread);
    this.#emitWhole();
  }

  /** The load changes: told in its second, which nobody has been given yet. */
  steer(steering: Steering): void {
    const second = Math.floor((steering.entry.atMs * MICROS_PER_MILLI) / MICROS_PER_SECOND);
    heldOrMade(this.#steered, second, () => []).push(steering);
  }

  /** A thread will report no more: it crashed or was terminated. */
  lose(thread: number): void {
    this.#working.delete(thread);
    this.#emitWhole();
  }

  /** Something was heard of what is watched. */
  hearWatches(): void {
    this.#emitWhole();
  }

  /** The load is over, and what is watched is waited for: the machine is told of up to here. */
  loadOver(): void {
    this.#machine.push(this.#takeMachine());
  }

  /** Gives out what is left, the last second with its real length. @param durationUs from start to end of the run */
  close(durationUs: Micros): void {
    const left = [...this.#ticks.keys()].sort((a, b) => a - b);
    for (const second of left) {
      const lengthUs = Math.min(MICROS_PER_SECOND, durationUs - second * MICROS_PER_SECOND);
      this.#give(second, Math.max(1, lengthUs));
    }
    this.#giveLastReadings(durationUs);
  }

  /** Where the load threads were lost, no second of theirs follows that could bring what was heard since. */
  #giveLastReadings(durationUs: Micros): void {
    const second = this.#next;
    const watched = this.#watches?.take(this.#lastGiven) ?? [];
    if (watched.length === 0) return;
    // Nothing is known of the load in it: no longer than a moment, so that rates are not of time that nobody counted.
    const lengthUs = Math.min(MOMENT_US, Math.max(1, durationUs - second * MICROS_PER_SECOND));
    this.#emitMerged([], { second, lengthUs, watched, starts: this.#starts.take([]) });
  }

  /** A second is whole when every thread at work has reported it, and nobody can be inside it any more. */
  #emitWhole(): void {
    for (;;) {
      const ticks = this.#ticks.get(this.#next);
      // Where every tick is a last one the run ends in this second; its length is known when the run is closed.
      if (ticks === undefined || ticks.every((tick) => tick.last)) return;
      const reported = new Set(ticks.map((tick) => tick.thread));
      if ([...this.#working].some((thread) => !reported.has(thread))) return;
      if (this.#mustWait()) return;
      this.#give(this.#next, MICROS_PER_SECOND);
    }
  }

  #mustWait(): boolean {
    const waits = this.#next === this.#lastOfPlan && this.#watches?.hasAllOf(this.#next) === false;
    if (waits && this.#machine.length === 0) this.#machine.push(this.#takeMachine());
    return waits;
  }

  #give(second: SecondIndex, lengthUs: Micros): void {
    const ticks = this.#ticks.get(second) ?? [];
    this.#ticks.delete(second);
    this.#next = second + 1;
    const starts = this.#starts.take(ticks);
    const isMoment = lengthUs < MOMENT_US && isEmptyEnd(ticks) && starts.every((slot) => slot.starts === 0);
    const watched = this.#watches?.take(isMoment ? second - 1 : second) ?? [];
    // What was heard of the second before it would be lost.
    if (isMoment && watched.length === 0) return;
    this.#emitMerged(ticks, { second, lengthUs, watched, starts });
  }

  #emitMerged(
    ticks: readonly ThreadTick[],
    of: Pick<Parameters<typeof mergeTicks>[1], 'second' | 'lengthUs' | 'watched' | 'starts'>,
  ): void {
    this.#lastGiven = of.second;
    const carriedOver = this.#carriedOver.beside(ticks);
    const machine = this.#machine.shift() ?? this.#takeMachine();
    const kept = { picker: this.#picker, budget: this.#budget };
    const steered = this.#steered.get(of.second) ?? [];
    this.#steered.delete(of.second);
    this.#emit(mergeTicks(ticks, { ...of, machine, carriedOver, steered, ...kept }));
  }
}

/** The moment after the last full second, in which nothing happened any more, is no second of the run. */
function isEmptyEnd(ticks: readonly ThreadTick[]): boolean {
  return ticks.every((tick) => tick.last && tick.series.length === 0 && tick.streams.every(isQuiet));
}

function isQuiet(stream: ThreadTick['streams'][number]): boolean {
  return (
    stream.attempted +
      stream.opened +
      stream.failed +
      stream.closed +
      stream.messagesIn +
      stream.messagesOut ===
    0
  );
}

/**
 * What threads left behind that report no more: requests cut by a stop, or under way when the thread was lost. They
 * stay open in every later second, or the counters of a run whose threads end in different seconds would not balance.
 * What was due and waiting on a lost thread is cancelled in the first second without it.
 */
class CarriedOver {
  readonly #lastOf = new Map<number, readonly SeriesSecond[]>();

  /** Parts to be added to a second of which these are all the ticks there are; called in the order of the seconds. */
  beside(ticks: readonly ThreadTick[]): SeriesSecond[] {
    const parts: SeriesSecond[] = [];
    const reporting = new Set(ticks.map(({ thread }) => thread));
    for (const [thread, series] of this.#lastOf) {
      if (reporting.has(thread)) continue;
      const left = series.flatMap(leftOf);
      parts.push(...left);
      this.#lastOf.set(thread, left);
    }
    for (const { thread, series } of ticks) this.#lastOf.set(thread, series);
    return parts;
  }
}

function leftOf({ series, counts: { inFlight, waiting } }: SeriesSecond): SeriesSecond[] {
  if (inFlight === 0 && waiting === 0) return [];
  return [{ series, counts: { ...noCounts(), inFlight, cancelled: waiting }, histograms: noHistograms() }];
}
