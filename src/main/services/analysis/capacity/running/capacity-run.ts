import type { CapacityDocument, CapacityStage } from '../../../../../contract/capacity.ts';
import type { CapacitySearchPlan } from '../../../../../contract/capacity-search.ts';
import type { Failure } from '../../../../../contract/failure.ts';
import type { SetCap } from '../../../../../contract/run-caps.ts';
import type { MeasuredPlan } from '../../../../../contract/run-plan.ts';
import type { RunSecond } from '../../../../../contract/tick.ts';
import type { Millis } from '../../../../../contract/units.ts';
import { Recovery } from '../recovery/recovery.ts';
import { ladderLevels, UserLadder } from '../scaling/user-ladder.ts';
import { CapacitySearch } from '../search.ts';
import type { SearchResult } from '../search-settings.ts';
import { ladderWithin, overloadWithin, usualTop } from './after-search.ts';
import { AppliedLevel, type LevelsByClass } from './applied-level.ts';
import { capacityDocument, type RefusedOrder } from './capacity-document.ts';
import { ownCap } from './own-cap.ts';
import { StageLevels } from './stage-levels.ts';
import { type CountedSecond, countedSecond } from './start-ledger.ts';

/** Until a load that was ordered is applied, and the first second begins that has it throughout. */
const ORDER_MS: Millis = 2_000;
/** Reference, overload, back, retest. */
const RECOVERY_ORDERS = 4;
/** An order is obeyed within a second or two, or refused; a thread that stands still hears of neither. */
const REFUSED_AFTER_S = 5;
/** What follows never takes more than half of the time from the search. */
const LEAST_SEARCH_SHARE = 0.5;

/** What of a run a search of its capacity is about. */
type SearchedRun = Pick<MeasuredPlan, 'load' | 'limits'> & {
  readonly capacity: CapacitySearchPlan;
  readonly precision: 'tick' | 'spin';
};

/** The search that a run carries; null: it carries none. */
export function searchOf(plan: MeasuredPlan, precision: 'tick' | 'spin'): CapacityRun | null {
  const { capacity } = plan;
  return capacity === undefined ? null : new CapacityRun({ ...plan, capacity, precision });
}

/**
 * A search of capacity in a run, from its seconds alone: told one after the other, it says which load is wanted next. Told the
 * stored seconds of that run again it says the same, so what it found is read from the run at any time. An order that is
 * refused is in the second after it, with the reason: that stage is over then, and what was found before stays found.
 *
 *     search ─▶ ladder (where it is asked for) ─▶ recovery (where a load was found) ─▶ done
 */
export class CapacityRun {
  readonly #run: SearchedRun;
  readonly #plan: CapacitySearchPlan;
  readonly #applied: AppliedLevel;
  readonly #levels: StageLevels;
  readonly #search: CapacitySearch | null;
  #ladder: UserLadder | null = null;
  #recovery: Recovery | null = null;
  #stage: 'search' | 'ladder' | 'recovery' | 'done';
  /** Why what follows a search does not. */
  #noLadder: string | null = null;
  #noRecovery: string | null = null;
  /** What the search knows; null: to be asked again. After it, it stays. */
  #searched: SearchResult | null = null;
  /** Undisturbed seconds in a row in which nothing came of what was ordered last. */
  #disobeyed = 0;
  /** In the order of time: where a ladder is refused, a recovery may still follow. */
  readonly #refused: RefusedOrder[] = [];

  constructor(run: SearchedRun) {
    const { capacity, load } = run;
    this.#run = run;
    this.#plan = capacity;
    this.#applied = new AppliedLevel(load);
    this.#levels = new StageLevels(capacity);
    this.#stage = 'search';
    this.#search =
      capacity.recovery === 'alone' ? null : new CapacitySearch({ ...capacity, maxMs: searchMs(capacity) });
    if (this.#search === null) this.#recover(capacity.from);
    this.#order();
  }

  /** Levels that are wanted from now on, of each class that is steered; null: it is over. */
  wanted(): LevelsByClass | null {
    switch (this.#stage) {
      case 'search': {
        const wanted = this.#search?.wanted();
        if (wanted === undefined || wanted.kind === 'done') return null;
        return wanted.probe ? this.#levels.probe() : this.#levels.searched(wanted.level);
      }
      case 'ladder': {
        const users = this.#ladder?.wanted() ?? null;
        return users === null ? null : this.#levels.ladder(users);
      }
      case 'recovery': {
        const level = this.#recovery?.wanted() ?? null;
        return level === null ? null : this.#levels.searched(level);
      }
      case 'done':
        return null;
    }
  }

  /** Seconds in order, each once. */
  see(second: RunSecond): void {
    if (this.#stage === 'done') return;
    const { counting } = this.#plan;
    const told = countedSecond(second, { counting, precision: this.#run.precision });
    this.#applied.see(second.load);
    if (second.refusedOrder === undefined) {
      this.#tell(told, ownCap(second, this.#capped()));
      const isObeyed = this.#applied.sinceMs(second.second) !== null;
      // A machine that slept, or a thread that stood still, is no refusal.
      this.#disobeyed = isObeyed ? 0 : this.#disobeyed + (told.trusted ? 1 : 0);
      if (this.#disobeyed >= REFUSED_AFTER_S) this.#giveUp(null);
    } else this.#giveUp(second.refusedOrder);
    this.#moveOn();
    this.#order();
  }

  /**
   * What it ordered was not applied: this machine, or a limit of the run, does not allow for it. What was found before stays found.
   * @param failure null: nobody said why
   */
  #giveUp(failure: Failure | null): void {
    const stage = this.#stageNow();
    this.#refused.push({ stage, level: this.#level(), failure });
    this.#disobeyed = 0;
    if (this.#stage === 'ladder' && this.#plan.recovery === 'after') this.#recover(this.#found());
    else this.#stage = 'done';
  }

  /** @param isOver the run has ended: what is not known now stays unknown */
  document(isOver: boolean): CapacityDocument {
    return capacityDocument(this.#plan, {
      stage: this.#stageNow(),
      level: this.#level(),
      isOver,
      refused: this.#refused,
      noLadder: this.#noLadder,
      noRecovery: this.#noRecovery,
      search: this.#answer(),
      ladder: this.#ladder?.result() ?? null,
      recovery: this.#recovery?.result() ?? null,
    });
  }

  /** What tells whether a wait is the run's own doing. */
  #capped(): Parameters<typeof ownCap>[1] {
    const { by, objectives, counting } = this.#plan;
    const needs = by !== 'rate' || this.#stage === 'ladder' ? this.#level() : 0;
    return { limits: this.#run.limits, objectives, series: counting.series, needs };
  }

  #tell(counted: CountedSecond, cap: SetCap | null): void {
    const told = { ...counted, cap, appliedSinceMs: this.#applied.sinceMs(counted.second) };
    if (this.#stage === 'search') {
      this.#searched = null;
      this.#search?.see(told);
    } else if (this.#stage === 'ladder') this.#ladder?.see(told);
    else this.#recovery?.see(told);
  }

  #moveOn(): void {
    if (this.wanted() !== null) return;
    if (this.#stage === 'search' && this.#plan.ladder && this.#climb()) return;
    const isBefore = this.#stage === 'search' || this.#stage === 'ladder';
    if (isBefore && this.#plan.recovery === 'after') this.#recover(this.#found());
    else this.#stage = 'done';
  }

  /** @returns false: nothing allows for a ladder */
  #climb(): boolean {
    const bounds = ladderWithin(this.#plan, this.#found(), this.#run);
    if (typeof bounds === 'string') {
      this.#noLadder = bounds;
      return false;
    }
    this.#ladder = UserLadder.upTo(bounds.users, bounds.mostPerSecond);
    this.#stage = 'ladder';
    return true;
  }

  /** @param found null: there is no load to overload */
  #recover(found: number | null): void {
    this.#stage = 'done';
    if (found === null) return;
    const overload = overloadWithin(found, this.#plan);
    if (typeof overload === 'string') {
      this.#noRecovery = overload;
      return;
    }
    const { by, objectives, counting } = this.#plan;
    this.#recovery = Recovery.of({ found, overload, by, objectives, counting });
    this.#stage = 'recovery';
  }

  #answer(): SearchResult | null {
    this.#searched ??= this.#search?.result() ?? null;
    return this.#searched;
  }

  /** The load that was found, where it is an answer. */
  #found(): number | null {
    const result = this.#answer();
    return result?.outcome === 'found' ? (result.highest?.value ?? null) : null;
  }

  #order(): void {
    const wanted = this.wanted();
    if (wanted !== null) this.#applied.order(wanted);
  }

  #stageNow(): CapacityStage {
    switch (this.#stage) {
      case 'search':
        return this.#search?.stage ?? 'done';
      case 'ladder':
        return 'ladder';
      case 'recovery':
        return this.#recovery?.stage ?? 'done';
      case 'done':
        return 'done';
    }
  }

  #level(): number {
    const wanted = this.#search?.wanted();
    if (this.#stage === 'search') return wanted?.kind === 'level' ? wanted.level : 0;
    return (this.#stage === 'ladder' ? this.#ladder?.wanted() : this.#recovery?.wanted()) ?? 0;
  }
}

/** What of the time is left to the search by what follows it. */
function searchMs(plan: CapacitySearchPlan): Millis {
  const { maxMs, ladder, recovery } = plan;
  const top = usualTop(plan, null);
  const ladderMs = ladder ? UserLadder.upTo(top).atMostMs + ladderLevels(top).length * ORDER_MS : 0;
  const recoveryMs = recovery === 'none' ? 0 : Recovery.AT_MOST_MS + RECOVERY_ORDERS * ORDER_MS;
  return Math.max(LEAST_SEARCH_SHARE * maxMs, maxMs - ladderMs - recoveryMs);
}
