import { counted, formatRate } from '../../../../../contract/format.ts';
import { capText, raiseCap, type SetCap } from '../../../../../contract/run-caps.ts';
import { START_SLOT_MS } from '../../../../../contract/start-counts.ts';
import { type Millis, microsToMillis, type PerSecond } from '../../../../../contract/units.ts';
import { type CapacitySecond, SETTLING_MS } from '../capacity-second.ts';
import { StartSum } from '../start-sum.ts';
import { type KneeAnswer, kneeOf } from './knee.ts';
import {
  type LadderLevel,
  MIN_LADDER_LEVELS,
  MIN_LADDER_SPAN,
  type ScalabilityLaw,
  scalabilityLaw,
} from './scalability-law.ts';

/** Few users give few answers: up to so many, a level is held longer. */
const FEW_USERS = 4;
const HOLD_FEW_MS: Millis = 26_000;
const HOLD_MS: Millis = 14_000;
/** Doubling is kept to up to here; beyond it the steps grow, so that no ladder takes more than 2.5 minutes. */
const MAX_DOUBLED = 128;
const STEPS_BEYOND_FEW = 5;

/**
 * Levels of a ladder of users: 1, 2, 4 … up to a top, at least six of them that span a factor of eight.
 * @param top whole; below 8 the ladder goes to 8. It should lie past the peak: twice the users of the found load, or 64
 */
export function ladderLevels(top: number): number[] {
  const highest = Math.max(MIN_LADDER_SPAN, Math.round(top));
  const levels = new Set([1, 2, 4, highest]);
  if (highest > MAX_DOUBLED) {
    const factor = (highest / FEW_USERS) ** (1 / STEPS_BEYOND_FEW);
    for (let step = 1; step < STEPS_BEYOND_FEW; step += 1) levels.add(Math.round(FEW_USERS * factor ** step));
  } else {
    // One that is hardly below the top would tell nothing of its own.
    for (let users = 2 * FEW_USERS; users < highest / 1.25; users *= 2) levels.add(users);
  }
  while (levels.size < MIN_LADDER_LEVELS) levels.add(amidWidestGap(levels));
  return [...levels].sort((a, b) => a - b);
}

/** Between the two neighbours that lie most apart, as a factor; of equals the highest. */
function amidWidestGap(levels: Iterable<number>): number {
  const sorted = [...levels].sort((a, b) => a - b);
  let widest = { factor: 0, amid: 0 };
  for (const [index, low] of sorted.entries()) {
    const high = sorted[index + 1];
    if (high === undefined || high - low < 2 || high / low < widest.factor) continue;
    widest = { factor: high / low, amid: Math.round(Math.sqrt(low * high)) };
  }
  return widest.amid;
}

function holdOf(users: number): Millis {
  return users <= FEW_USERS ? HOLD_FEW_MS : HOLD_MS;
}

/** What was measured at a level; the first seconds after the change are none of it. */
interface Rung {
  readonly users: number;
  readonly fromMs: Millis;
  readonly toMs: Millis;
  /** Successes of each second. */
  readonly ok: number[];
  failed: number;
  disturbed: number;
  readonly starts: StartSum;
}

export interface LadderResult {
  readonly levels: readonly LadderLevel[];
  readonly law: ScalabilityLaw;
  readonly knee: KneeAnswer;
}

/**
 * A ladder of users, told second by second what the load that it wants brings.
 *
 *     level 1 ─ 26 s (14 s beyond 4 users) since it is applied ─▶ level 2 ─▶ … ─▶ done
 *
 * Nothing is stopped early: what comes after a level that fails may still show a knee. But it ends before a level that the
 * run is too small for: where users wait for a cap of it, or send more than they may.
 */
export class UserLadder {
  /** So long it takes, once its levels are applied. */
  readonly atMostMs: Millis;
  readonly #levels: readonly number[];
  readonly #mostPerSecond: PerSecond | null;
  readonly #rungs: Rung[] = [];
  /** Index of the level that is wanted. */
  #at = 0;
  /** Nothing that was applied before is the level that is wanted now. */
  #wantedFromMs: Millis = Number.NEGATIVE_INFINITY;

  /** Why it ended before its top; null: it did not. */
  #endedBy: string | null = null;

  private constructor(levels: readonly number[], mostPerSecond: PerSecond | null) {
    this.#levels = levels;
    this.#mostPerSecond = mostPerSecond;
    this.atMostMs = levels.reduce((total, users) => total + holdOf(users), 0);
  }

  /**
   * @param top as of `ladderLevels`
   * @param mostPerSecond more requests than this in a second, and it ends; null: it does not
   */
  static upTo(top: number, mostPerSecond: PerSecond | null = null): UserLadder {
    return new UserLadder(ladderLevels(top), mostPerSecond);
  }

  /** Users that are to be there without think time; null: done. */
  wanted(): number | null {
    return this.#endedBy === null ? (this.#levels[this.#at] ?? null) : null;
  }

  /** Seconds in order, each once. */
  see(told: CapacitySecond): void {
    this.#addStarts(told);
    const users = this.wanted();
    const { appliedSinceMs } = told;
    if (users === null || appliedSinceMs === null || appliedSinceMs < this.#wantedFromMs) return;
    const rung = this.#rungAt(users, appliedSinceMs);
    const fromMs = told.second * 1_000;
    if (fromMs >= rung.fromMs) {
      this.#endedBy = told.trusted ? this.#tooMuch(users, told) : null;
      if (this.#endedBy !== null) return;
      if (told.trusted) {
        rung.ok.push(told.ok);
        rung.failed += told.failed;
      } else rung.disturbed += 1;
    }
    if (fromMs + 1_000 < rung.toMs) return;
    this.#at += 1;
    this.#wantedFromMs = fromMs + 1_000;
  }

  #tooMuch(users: number, { ok, failed, cap = null }: CapacitySecond): string | null {
    if (cap !== null) return heldBackAt(users, cap);
    const most = this.#mostPerSecond;
    return most !== null && ok + failed > most ? beyondMost(users, most) : null;
  }

  /** Of the levels that are complete. */
  result(): LadderResult {
    const complete = this.#rungs.slice(0, this.#at);
    const levels = complete.filter(({ ok }) => ok.length > 1).map(levelOf);
    const disturbed = complete.find(({ ok, disturbed }) => disturbed >= ok.length);
    const law =
      disturbed === undefined ? scalabilityLaw(levels) : { model: null, sentence: limitOf(disturbed) };
    const sentences = [...(this.#endedBy === null ? [] : [this.#endedBy]), law.sentence];
    return {
      levels,
      law: { ...law, sentence: sentences.join(' ') },
      knee: kneeOf(
        levels.map(({ users, throughput, p95Ms }) => ({ level: users, throughput, p95Ms })),
        'throughput',
        'users',
      ),
    };
  }

  #rungAt(users: number, appliedSinceMs: Millis): Rung {
    const rung = this.#rungs[this.#at];
    if (rung !== undefined) return rung;
    const fresh: Rung = {
      users,
      fromMs: appliedSinceMs + SETTLING_MS,
      toMs: appliedSinceMs + holdOf(users),
      ok: [],
      failed: 0,
      disturbed: 0,
      starts: new StartSum(),
    };
    this.#rungs.push(fresh);
    return fresh;
  }

  /** What becomes known late belongs to the level under which it started. */
  #addStarts({ slots }: CapacitySecond): void {
    for (const slot of slots) {
      const startMs = slot.slot * START_SLOT_MS;
      const isIn = ({ fromMs, toMs }: Rung) => startMs >= fromMs && startMs + START_SLOT_MS <= toMs;
      this.#rungs.findLast(isIn)?.starts.add(slot);
    }
  }
}

function levelOf({ users, ok, failed, starts }: Rung): LadderLevel {
  const total = ok.reduce((sum, count) => sum + count, 0);
  const mean = total / ok.length;
  const variance = ok.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (ok.length - 1);
  return {
    users,
    throughput: mean,
    error: mean > 0 ? Math.sqrt(variance / ok.length) / mean : 0,
    errorShare: failed === 0 ? 0 : failed / (failed + total),
    p95Ms: microsToMillis(starts.percentile(95)),
  };
}

function heldBackAt(users: number, cap: SetCap): string {
  return `The ladder ended at ${counted(users, 'user')}, who waited for ${capText(cap)}, a limit of this run. ${raiseCap(cap)}`;
}

function beyondMost(users: number, most: PerSecond): string {
  return `The ladder ended at ${counted(users, 'user')}, who sent more than the highest load allowed, ${formatRate(most)}.`;
}

function limitOf({ users }: Rung): string {
  return `Limit of this machine, not of the target: the load generator was disturbed with ${counted(users, 'user')}.`;
}
