import type { CapacityStage } from '../../../../contract/capacity.ts';
import type { Thoroughness } from '../../../../contract/capacity-search.ts';
import { MICROS_PER_MILLI, type Millis } from '../../../../contract/units.ts';
import { type CapacityEstimate, estimateCapacity } from './capacity-estimate.ts';
import type { CapacitySecond } from './capacity-second.ts';
import { holdOrder } from './hold-order.ts';
import { LevelHold } from './level-hold.ts';
import {
  bracketLevel,
  CAREFUL,
  climbFactor,
  effortAfter,
  firstLevel,
  isClosed,
  orderable,
  orderedLevel,
} from './next-level.ts';
import { Rest } from './rest.ts';
import { SearchHistory } from './search-history.ts';
import { searchResult } from './search-result.ts';
import {
  EFFORTS,
  type SearchEnd,
  type SearchResult,
  type SearchSettings,
  type Unconfirmed,
  type WantedLoad,
} from './search-settings.ts';
import { isMet, isMissed, type SearchStep, type StepPurpose } from './search-step.ts';

const MOST_STEPS = 12;
/** More of them, once, where the target got faster. */
const MORE_STEPS = 6;
const MOST_REFINES = 3;
/** One user that misses is looked at again for so long: a target may have to warm up. */
const PROBE_MS: Millis = 30_000;
/** Without a level that met, a quarter of the lowest is tried so often. */
const MOST_QUARTERS = 4;
/** From an order to the first second under it, and from the last that is needed to the next. */
const ORDER_MS: Millis = 2_000;
/** The estimate stays where it is. */
const SETTLED = 0.03;
/** Steps that look for an answer; all others are at one. */
const ON_THE_WAY: ReadonlySet<StepPurpose> = new Set(['probe', 'climb', 'bracket']);

/**
 * The search for the highest load that meets its objectives, told second by second what the load that it wants brings. Without
 * clock and chance: the same seconds give the same answer.
 *
 * | state   | what it does                                        | next                                                       |
 * |---------|-----------------------------------------------------|------------------------------------------------------------|
 * | probe   | one closed user, again for 30 s while it misses     | climb from half of what one user could send; or none       |
 * | climb   | ×4, ×2 or ×1.4                                      | bracket after a miss; capped where the highest level met   |
 * | bracket | the estimate within lo and hi, else √(lo·hi)        | refine where hi/lo ≤ 1.08                                  |
 * | (rest)  | after a miss: no load until nothing is in flight    | back                                                       |
 * | again   | lo after misses alone, hi as the first miss of all  | bracket; climb where hi meets now                          |
 * | refine  | a long step at the estimate, three at most          | done where the estimate is good and stays; hi again where it met above all misses |
 * | confirm | lo once more, where the last refine missed a cliff  | done                                                       |
 *
 * It is done after 12 steps, but for one of an end that has to be tried again. lo is below hi at all times: hi is the lowest level
 * that missed, unless a long step has met above it; lo is the highest that met below hi. A level between them at which
 * requests waited for a cap of the run decides nothing but where to look on: below it, by halves, until nothing lies between.
 */
export class CapacitySearch {
  readonly #settings: SearchSettings;
  readonly #history = new SearchHistory();
  #effort: Thoroughness;
  #hold: LevelHold;
  #rest: Rest | null = null;
  #probe: SearchStep | null = null;
  #lo: SearchStep | null = null;
  #hi: SearchStep | null = null;
  /** The lowest level, below hi, that a cap of the run held back; null: none did. */
  #ceiling: SearchStep | null = null;
  #startMs: Millis | null = null;
  #nowMs: Millis = 0;
  #mostSteps = MOST_STEPS;
  #quarters = 0;
  #refines = 0;
  #isFaster = false;
  #unconfirmed: Unconfirmed | null = null;
  #lost: number | null = null;
  #end: SearchEnd | null = null;

  constructor(settings: SearchSettings) {
    this.#settings = settings;
    this.#effort = settings.thoroughness;
    this.#hold = this.#holdOf('probe', 1);
  }

  /** What load is wanted now. */
  wanted(): WantedLoad {
    if (this.#end !== null) return { kind: 'done' };
    if (this.#rest !== null) return { kind: 'level', level: 0, probe: false };
    const { level, purpose } = this.#hold.order;
    return { kind: 'level', level, probe: purpose === 'probe' };
  }

  /** A second of the run that ended; seconds are told in their order. @returns whether another load is wanted now */
  see(second: CapacitySecond): boolean {
    if (this.#end !== null) return false;
    const before = this.wanted();
    this.#startMs ??= second.second * 1_000;
    this.#nowMs = (second.second + 1) * 1_000;
    this.#pass(second);
    if (this.#end === null && this.#nowMs - this.#startMs >= this.#settings.maxMs) this.#end = 'time';
    const now = this.wanted();
    return JSON.stringify(now) !== JSON.stringify(before);
  }

  get stage(): CapacityStage {
    return this.#end !== null ? 'done' : this.#rest !== null ? 'rest' : this.#hold.order.stage;
  }

  /** What is known, at any time: of a search that is stopped, what it knew by then. */
  result(): SearchResult {
    const isCut = this.#hold.isApplied && (this.#end === null || this.#end === 'time');
    const unfinished = this.#rest === null && isCut ? this.#hold.finish('unfinished', {}) : null;
    return searchResult({
      settings: this.#settings,
      history: this.#history,
      unfinished,
      end: this.#end,
      stage: this.stage,
      lo: this.#lo,
      hi: this.#hi,
      ceiling: this.#ceiling,
      estimate: this.#estimate(),
      isFaster: this.#isFaster,
      unconfirmed: this.#unconfirmed,
      lost: this.#lost,
    });
  }

  #pass(second: CapacitySecond): void {
    if (this.#rest !== null) {
      if (!this.#rest.see(second)) return;
      this.#rest = null;
      this.#hold = this.#holdOf(this.#hold.order.purpose, this.#hold.order.level);
      return;
    }
    const step = this.#hold.see(second);
    if (step === null) return;
    this.#history.add(step);
    if (step.verdict === 'void') this.#repeatVoid(step);
    else this.#after(step);
  }

  #after(step: SearchStep): void {
    const next: Readonly<Record<StepPurpose, () => void>> = {
      probe: () => this.#probed(step),
      climb: () => this.#climbed(step),
      bracket: () => this.#bracketed(step),
      'met again': () => this.#metAgain(step),
      'missed again': () => this.#missedAgain(step),
      refine: () => this.#refined(step),
      confirm: () => this.#confirmed(step),
    };
    next[step.purpose]();
  }

  /** A step that decides nothing: disturbed once it may be chance. */
  #repeatVoid(step: SearchStep): void {
    const { cap, purpose, level } = step;
    const last = this.#history.all.at(-2);
    if (cap !== null) this.#heldBack(step);
    else if (last?.verdict === 'void' && last.level === level) this.#end = 'limited';
    else this.#order(purpose, level);
  }

  /** For a cap of the run more load only waits longer; with less, more may be known. One at an answer takes nothing from it. */
  #heldBack(step: SearchStep): void {
    const isOnTheWay = ON_THE_WAY.has(step.purpose);
    if (isOnTheWay) this.#ceiling = step;
    else if (step.purpose !== 'refine') this.#unconfirmed = 'held back';
    if (isOnTheWay) this.#narrow();
    else this.#finish();
  }

  #probed(step: SearchStep): void {
    if (isMissed(step)) {
      const first = this.#history.all.find(({ purpose }) => purpose === 'probe') ?? step;
      if (step.toMs - first.fromMs >= PROBE_MS) this.#end = 'none';
      else this.#order('probe', 1);
      return;
    }
    this.#probe = step;
    const { by, from, to } = this.#settings;
    if (by !== 'rate') this.#lo = step;
    if (by !== 'rate' && to !== null && to <= step.level) this.#end = 'capped';
    else this.#order('climb', from ?? firstLevel(step, by));
  }

  #climbed(step: SearchStep): void {
    if (isMet(step)) {
      this.#lo = step;
      this.#climbOn(step);
      return;
    }
    this.#missed(step);
    this.#narrow();
  }

  #bracketed(step: SearchStep): void {
    if (isMet(step)) this.#lo = step;
    else {
      this.#missed(step);
      this.#ceiling = null;
    }
    this.#narrow();
  }

  #climbOn(step: SearchStep): void {
    const { to, objectives } = this.#settings;
    if (to !== null && step.level >= to) this.#end = 'capped';
    else {
      const factor = this.#isFaster ? CAREFUL : climbFactor(step, this.#probe ?? step, objectives);
      // One user is one user, whatever it is multiplied by.
      const least = this.#settings.by === 'rate' ? 0 : step.level + 1;
      this.#order('climb', Math.max(factor * step.level, least));
    }
  }

  /** The next level between lo and hi; what no longer holds is tried again first. */
  #narrow(): void {
    const { by } = this.#settings;
    const lo = this.#lo;
    const hi = this.#hi;
    if (this.#ceiling !== null) this.#narrowBelow(this.#ceiling);
    else if (hi === null) {
      if (lo !== null) this.#climbOn(lo);
    } else if (lo === null) this.#quarter(hi.level);
    else if (this.#history.isMetStale(lo, hi)) this.#order('met again', lo.level);
    else if (!isClosed(lo.level, hi.level, by)) {
      const estimate = this.#estimate()?.value ?? null;
      this.#order('bracket', bracketLevel(lo.level, hi.level, estimate, by));
    } else if (this.#history.isMissStale(hi)) this.#order('missed again', hi.level);
    else this.#refine();
  }

  /** Never by an estimate: what is above the ceiling cannot be held, so no miss there bears it out. */
  #narrowBelow({ level }: SearchStep): void {
    const { by } = this.#settings;
    if (this.#lo === null) this.#quarter(level);
    else if (isClosed(this.#lo.level, level, by)) this.#end = 'held back';
    else this.#order('bracket', bracketLevel(this.#lo.level, level, null, by));
  }

  #quarter(top: number): void {
    const level = orderable(top / 4, this.#settings.by);
    if (this.#quarters >= MOST_QUARTERS || level >= top) this.#finish();
    else {
      this.#quarters += 1;
      this.#order('bracket', level);
    }
  }

  #metAgain(step: SearchStep): void {
    if (isMet(step)) this.#lo = step;
    else {
      this.#lost = Math.max(this.#lost ?? 0, this.#history.discardMetFrom(step.level));
      this.#bindTo(step);
    }
    this.#narrow();
  }

  #missed(step: SearchStep): void {
    if (this.#hi === null) this.#effort = effortAfter(step, this.#effort, this.#settings.by);
    if (this.#lo !== null && step.level <= this.#lo.level) this.#bindTo(step);
    else if (this.#hi === null || step.level <= this.#hi.level) this.#hi = step;
  }

  /** Hi, and the highest level that met below it. */
  #bindTo(hi: SearchStep): void {
    const { by } = this.#settings;
    this.#hi = hi;
    this.#lo = this.#history.metBelow(hi.level, ({ purpose }) => by !== 'rate' || purpose !== 'probe');
  }

  #missedAgain(step: SearchStep): void {
    if (isMet(step)) {
      if (!this.#isFaster) this.#mostSteps += MORE_STEPS;
      this.#isFaster = true;
      this.#lo = this.#history.highestMet() ?? step;
      if (this.#ceiling !== null && this.#ceiling.level <= this.#lo.level) this.#ceiling = null;
      this.#history.discardMissedTo(this.#lo.level);
      this.#hi = this.#history.missedAbove(this.#lo.level);
    } else this.#missed(step);
    this.#narrow();
  }

  #refine(): void {
    const isLast = this.#refines >= MOST_REFINES || !this.#hasTime();
    if (this.#lo === null || this.#hi === null || isLast) this.#finish();
    else this.#order('refine', this.#estimate()?.value ?? Math.sqrt(this.#lo.level * this.#hi.level));
  }

  #refined(step: SearchStep): void {
    this.#refines += 1;
    if (isMissed(step)) this.#missed(step);
    else if (this.#hi !== null && step.level >= this.#hi.level) {
      // Near the limit it is chance which of two levels misses: the fit has both. With no miss above, what missed is tried again.
      const above = this.#history.missedAbove(step.level);
      if (above === null) {
        if (this.#hasTime()) this.#order('missed again', this.#hi.level);
        else this.#finish();
        return;
      }
      this.#bindTo(above);
    } else if (step.level >= (this.#lo?.level ?? 0)) this.#lo = step;
    if (this.#lo === null || this.#isOpen()) this.#narrow();
    else if (this.#isSettled(step)) this.#finish();
    else this.#refine();
  }

  /** The ends are so far apart again that a long step between them would be wasted. */
  #isOpen(): boolean {
    if (this.#lo === null || this.#hi === null || this.#estimate() !== null) return false;
    return !isClosed(this.#lo.level, this.#hi.level, this.#settings.by);
  }

  /** For one more long step: one that is cut in the middle says nothing. */
  #hasTime(): boolean {
    const { maxMs, counting } = this.#settings;
    const needsMs =
      1_000 * EFFORTS[this.#effort].refineSeconds + counting.knownAfterUs / MICROS_PER_MILLI + ORDER_MS;
    return this.#nowMs - (this.#startMs ?? 0) + needsMs <= maxMs;
  }

  #isSettled(step: SearchStep): boolean {
    const estimate = this.#estimate();
    return (
      estimate !== null &&
      estimate.standardError <= EFFORTS[this.#effort].standardError &&
      Math.abs(estimate.value / step.level - 1) < SETTLED
    );
  }

  #confirmed(step: SearchStep): void {
    if (isMet(step)) this.#lo = step;
    else {
      this.#bindTo(step);
      this.#unconfirmed = 'missed';
      if (this.#lo === null) this.#lost = step.level;
    }
    this.#finish();
  }

  #estimate(): CapacityEstimate | null {
    if (this.#lo === null || this.#hi === null) return null;
    const levels = this.#history.valid.filter(({ purpose }) => purpose !== 'probe');
    return estimateCapacity(levels, { lo: this.#lo, hi: this.#hi }, this.#settings);
  }

  /** Of a cliff there is no fit: lo is the answer, and where the last step missed it is tried once more. */
  #finish(): void {
    const last = this.#history.all.at(-1);
    if (this.#lo === null) this.#end = this.#withoutLo();
    else if (last?.purpose === 'refine' && isMissed(last) && this.#estimate() === null) {
      const isLast = this.#history.held >= this.#mostSteps || !this.#hasTime();
      if (isLast) [this.#end, this.#unconfirmed] = ['found', 'missed'];
      else this.#order('confirm', this.#lo.level);
    } else this.#end = 'found';
  }

  #order(purpose: StepPurpose, level: number): void {
    if (purpose === 'probe' || this.#history.held < this.#mostSteps) this.#begin(purpose, level);
    // What an answer would rest on though other steps speak against it is tried again before.
    else if (purpose === 'missed again') this.#begin(purpose, level);
    else if (purpose === 'bracket' && this.#hi !== null && this.#history.isMissStale(this.#hi))
      this.#begin('missed again', this.#hi.level);
    else this.#endEarly();
  }

  #begin(purpose: StepPurpose, level: number): void {
    const last = this.#history.all.at(-1);
    const isLoaded = last !== undefined && !isMet(last) && last.purpose !== 'probe';
    this.#hold = this.#holdOf(purpose, purpose === 'probe' ? level : orderedLevel(level, this.#settings));
    if (isLoaded) this.#rest = new Rest();
  }

  /** All steps are taken. */
  #endEarly(): void {
    if (this.#lo === null) this.#end = this.#withoutLo();
    else if (this.#ceiling !== null) this.#end = 'held back';
    else this.#end = this.#hi === null ? 'steps' : 'found';
  }

  #withoutLo(): SearchEnd {
    if (this.#lost !== null) return 'contradicted';
    return this.#ceiling === null ? 'none' : 'held back';
  }

  #holdOf(purpose: StepPurpose, level: number): LevelHold {
    const [number, effort] = [this.#history.all.length + 1, this.#effort];
    const order = holdOrder({ number, purpose, level, effort, notBeforeMs: this.#nowMs }, this.#settings);
    return new LevelHold(order, this.#settings);
  }
}
