import type { StepVerdict } from '../../../../contract/capacity.ts';
import type { SetCap } from '../../../../contract/run-caps.ts';
import { START_SLOT_MS, type StartSlot, startBucketUs } from '../../../../contract/start-counts.ts';
import { MICROS_PER_MILLI, type Micros, type Millis, type PerSecond } from '../../../../contract/units.ts';
import { type CapacitySecond, MOST_SPOILED, SETTLING_MS } from './capacity-second.ts';
import { type EffectiveSample, effectiveSample } from './effective-sample.ts';
import type { HoldOrder } from './hold-order.ts';
import { queueGrowth } from './hopeless.ts';
import { isProvisionallyMet, judgeByPoint, judgeStep } from './judge-step.ts';
import { type Counted, countedFor, isOfTarget } from './objective-counts.ts';
import type { SearchSettings } from './search-settings.ts';
import type { SearchStep } from './search-step.ts';
import { StartSum } from './start-sum.ts';

/** A look is due when so little is missing: what is known is told once a second, in quarters of a second. */
const NEARLY_MS: Millis = 500;
/** Seconds over which the last throughput of a level is taken, and those that have to be undisturbed to judge its queue. */
const LAST_SECONDS = 3;

/** Of a second that was wholly under the level. */
interface HeldSecond {
  readonly inFlight: number;
  readonly ok: number;
  readonly trusted: boolean;
  readonly cap?: SetCap | null;
}

/**
 * A level while it is held: starts as they become known, the first two seconds left out, judged at each look.
 * Starts belong to the second in which they were to start, whatever the level is by the time they are known.
 */
export class LevelHold {
  readonly order: HoldOrder;
  readonly #settings: SearchSettings;
  readonly #slots: StartSlot[] = [];
  readonly #seconds: HeldSecond[] = [];
  readonly #disturbed = new Set<number>();
  /** Seconds in which requests waited for a cap of the run, and which one. */
  readonly #capped = new Map<number, SetCap>();
  #fromMs: Millis | null = null;
  #toMs: Millis = 0;
  #knownMs: Millis = 0;
  #looked = 0;

  constructor(order: HoldOrder, settings: SearchSettings) {
    this.order = order;
    this.#settings = settings;
  }

  get isApplied(): boolean {
    return this.#fromMs !== null;
  }

  /** A second that ended. @returns the step, where it decided something */
  see(second: CapacitySecond): SearchStep | null {
    const { appliedSinceMs } = second;
    if (appliedSinceMs === null) return null;
    this.#fromMs ??= Math.max(appliedSinceMs, this.order.notBeforeMs);
    const fromMs = this.#fromMs;
    this.#toMs = (second.second + 1) * 1_000;
    this.#knownMs = this.#toMs - this.#settings.counting.knownAfterUs / MICROS_PER_MILLI - fromMs;
    if (second.second * 1_000 >= fromMs) this.#seconds.push(second);
    if (!second.trusted) this.#disturbed.add(second.second);
    const { cap = null } = second;
    // What a disturbance of this machine brings with it is no matter of the level.
    if (cap !== null && second.trusted) this.#capped.set(second.second, cap);
    for (const slot of second.slots)
      if (slot.slot * START_SLOT_MS >= fromMs + SETTLING_MS) this.#slots.push(slot);
    const growth = this.#growth();
    if (growth !== null) return this.finish('missed', { growth });
    return this.#look();
  }

  #growth(): PerSecond | null {
    const { isOpen, level } = this.order;
    const limitUs = this.#settings.counting.limitsUs.at(-1);
    if (!isOpen || limitUs === undefined) return null;
    const last = this.#seconds.slice(-1 - LAST_SECONDS);
    if (last.some(({ trusted, cap = null }) => !trusted || cap !== null)) return null;
    const inFlight = this.#seconds.map((second) => second.inFlight);
    return queueGrowth({ inFlight, ok: this.#seconds.map(({ ok }) => ok) }, { rate: level, limitUs });
  }

  /** Where several looks are due at once, the last of them: it knows most. */
  #look(): SearchStep | null {
    const { looks, mayPass } = this.order;
    const isDue = (look: number) => this.#knownMs + NEARLY_MS >= look * 1_000;
    const due = looks.filter(isDue).length;
    if (due <= this.#looked) return null;
    this.#looked = due;
    if (this.#isTooMany(this.#disturbed)) return this.finish('void', {});
    if (this.#isTooMany(this.#capped)) return this.#heldBack(this.#cap());
    const { objectives } = this.#settings;
    const samples = this.#samples();
    const judged = judgeStep(samples, objectives);
    if (judged === 'missed') return this.#missed(judged);
    if (judged !== null) return this.finish(judged, {});
    if (mayPass && isProvisionallyMet(samples, objectives))
      return this.finish('probably met', { isProvisional: true });
    if (due < looks.length) return null;
    const point = judgeByPoint(samples, objectives);
    return point === 'met' ? this.finish('probably met', {}) : this.#missed('probably missed');
  }

  /**
   * Where requests waited for a cap of the run now and then, a level has missed only where the starts that waited for nothing of
   * ours show it; else it decides nothing, and the cap is why.
   */
  #missed(verdict: 'missed' | 'probably missed'): SearchStep {
    const cap = this.#cap();
    if (cap === null) return this.finish(verdict, {});
    const { objectives } = this.#settings;
    const free = this.#samples((second) => !this.#capped.has(second) && !this.#capped.has(second - 1));
    const isShown = judgeStep(free, objectives) === 'missed';
    return isShown ? this.finish('missed', {}) : this.#heldBack(cap);
  }

  /** One user before a search by rate may be faster than a rate cap, which the levels after it are not. */
  #heldBack(cap: SetCap | null): SearchStep {
    const isFast = this.order.purpose === 'probe' && this.#settings.by === 'rate';
    return this.finish(isFast ? 'unfinished' : 'void', { cap });
  }

  /**
   * Starts in disturbed seconds are left out; too many of them, and the rest says nothing. Too many in which requests waited for a
   * cap, and the level that was ordered was never there: what met may have met for that.
   */
  #isTooMany(of: { keys(): Iterable<number> }): boolean {
    const counted = Math.max(1, (this.#knownMs - SETTLING_MS) / 1_000);
    return this.#settled(of).length > MOST_SPOILED * counted;
  }

  /** Those of the seconds whose starts count, and are known by now. */
  #settled(of: { keys(): Iterable<number> }): number[] {
    const fromMs = this.#fromMs ?? 0;
    const from = Math.floor((fromMs + SETTLING_MS) / 1_000);
    return [...of.keys()].filter((second) => second >= from && second * 1_000 < fromMs + this.#knownMs);
  }

  /** What requests waited for; null: for nothing of the run, once the level had settled. */
  #cap(): SetCap | null {
    const [first] = this.#settled(this.#capped);
    return first === undefined ? null : (this.#capped.get(first) ?? null);
  }

  #counted(isTold: (second: number) => boolean = () => true): StartSlot[] {
    return this.#slots.filter(({ slot }) => {
      const second = Math.floor((slot * START_SLOT_MS) / 1_000);
      return !this.#disturbed.has(second) && isTold(second);
    });
  }

  /** @param isTold of a second; absent: all of them are */
  #samples(isTold?: (second: number) => boolean): EffectiveSample[] {
    const slots = this.#counted(isTold);
    const { objectives, counting } = this.#settings;
    return objectives.map((objective) =>
      effectiveSample(slots.map((slot): Counted => countedFor(objective, slot, counting.limitsUs))),
    );
  }

  /** The level as a step, with what is known of it by now. */
  finish(
    verdict: StepVerdict,
    {
      growth = null,
      isProvisional = false,
      cap = null,
    }: Partial<Pick<SearchStep, 'growth' | 'isProvisional' | 'cap'>>,
  ): SearchStep {
    const { number, purpose, stage, level } = this.order;
    const slots = this.#counted();
    const sum = new StartSum();
    for (const slot of slots) sum.add(slot);
    const settled = this.#seconds.slice(SETTLING_MS / 1_000);
    const failed = [...this.#failures(slots)].reduce((total, [, { count }]) => total + count, 0);
    const finished = sum.ok + failed;
    return {
      number,
      purpose,
      stage,
      level,
      fromMs: this.#fromMs ?? this.#toMs,
      toMs: this.#toMs,
      verdict,
      isProvisional,
      cap,
      growth,
      samples: this.#samples(),
      starts: sum.starts,
      seconds: Math.max(0, this.#knownMs - SETTLING_MS) / 1_000,
      throughput: meanOf(settled.length > 0 ? settled : this.#seconds),
      lastThroughput: meanOf(this.#seconds.slice(-LAST_SECONDS)),
      errorShare: finished === 0 ? null : failed / finished,
      p50Us: sum.percentile(50),
      p95Us: sum.percentile(95),
      quantilesUs: this.#settings.objectives.map((objective) =>
        objective.metric === 'latency' ? sum.percentile(100 * objective.quantile) : null,
      ),
      meanUs: meanLatency(slots),
      failures: this.#failures(slots),
    };
  }

  #failures(slots: readonly StartSlot[]): Map<string, { count: number; firstAtMs: Millis }> {
    const failures = new Map<string, { count: number; firstAtMs: Millis }>();
    for (const slot of slots)
      for (const [code, count] of Object.entries(slot.failures)) {
        if (count === 0 || !isOfTarget(code)) continue;
        const known = failures.get(code) ?? { count: 0, firstAtMs: slot.slot * START_SLOT_MS };
        failures.set(code, { ...known, count: known.count + count });
      }
    return failures;
  }
}

function meanOf(seconds: readonly HeldSecond[]): PerSecond {
  return seconds.reduce((sum, { ok }) => sum + ok, 0) / Math.max(1, seconds.length);
}

/** Of the successes; null without one. */
function meanLatency(slots: readonly StartSlot[]): Micros | null {
  let sum = 0;
  let count = 0;
  for (const { latencies } of slots)
    for (let i = 0; i + 1 < latencies.length; i += 2) {
      const here = latencies[i + 1] ?? 0;
      sum += startBucketUs(latencies[i] ?? 0) * here;
      count += here;
    }
  return count === 0 ? null : sum / count;
}
