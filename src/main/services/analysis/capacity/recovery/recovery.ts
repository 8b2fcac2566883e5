import type { CapacityRecovery, CapacityStage } from '../../../../../contract/capacity.ts';
import { type Objective, RECOVERY_STAGES, recoveryLevel } from '../../../../../contract/capacity-search.ts';
import type { SetCap } from '../../../../../contract/run-caps.ts';
import { START_SLOT_MS, type StartSlot } from '../../../../../contract/start-counts.ts';
import { type Millis, microsToMillis, type PerSecond } from '../../../../../contract/units.ts';
import { type CapacitySecond, MOST_SPOILED, SETTLING_MS } from '../capacity-second.ts';
import { effectiveSample } from '../effective-sample.ts';
import { judgeByPoint, judgeStep } from '../judge-step.ts';
import { countedFor } from '../objective-counts.ts';
import type { SearchSettings } from '../search-settings.ts';
import { bandOf, type Recovered, type RecoveryWindow, recoveredAt } from './recovered-at.ts';
import { recoverySentence } from './recovery-words.ts';
import { type SlotRange, slotWindows, sumOf, windowSlots } from './start-windows.ts';

/** What a recovery has to know of its run before it begins. */
interface RecoverySettings extends Pick<SearchSettings, 'by' | 'counting'> {
  /** The highest load that meets the objectives. */
  readonly found: number;
  /** The load that overloads the target, about one and a half times that. */
  readonly overload: number;
  readonly objectives: readonly Objective[];
}

const STAGES = ['reference', 'overload', 'recovering', 'retest', 'done'] as const satisfies CapacityStage[];
type RecoveryStage = (typeof STAGES)[number];

const ORDERS: Readonly<Record<RecoveryStage, { readonly holdMs: Millis }>> = {
  ...RECOVERY_STAGES,
  done: { holdMs: 0 },
};

/** What a target carries that did not recover is that of its last seconds. */
const CARRIED_SECONDS = 10;
const SETTLING_SLOTS = SETTLING_MS / START_SLOT_MS;

/** When a stage began to be applied, and the slots that lie in it whole. */
interface Span extends SlotRange {
  readonly sinceMs: Millis;
}

/** The windows before the overload, and how many slots each has. */
interface Windows {
  readonly slotsEach: number;
  readonly reference: readonly RecoveryWindow[];
}

/**
 * Overload and recovery, told second by second what the load that it wants brings.
 *
 * | stage      | load         | next                                                    |
 * |------------|--------------|---------------------------------------------------------|
 * | reference  | 0.5 of found | overload after 20 s; done where no request succeeded    |
 * | overload   | 1.5 or less  | recovering after 15 s; done where the run held it back  |
 * | recovering | 0.5          | retest once recovered, or after 60 s                    |
 * | retest     | 0.9          | done when what started within 15 s is known             |
 *
 * Users and connections are raised and lowered in the same way, by whole ones.
 */
export class Recovery {
  /** So long it takes at most, once its levels are applied; what the last starts take to be known comes on top. */
  static readonly AT_MOST_MS: Millis = STAGES.reduce((total, stage) => total + ORDERS[stage].holdMs, 0);
  readonly #settings: RecoverySettings;
  readonly #slots = new Map<number, StartSlot>();
  readonly #spans = new Map<RecoveryStage, Span>();
  #stage: RecoveryStage = 'reference';
  /** Nothing that was applied before is what is wanted now. */
  #wantedFromMs: Millis = Number.NEGATIVE_INFINITY;
  /** Slots before this one are known. */
  #knownTo = 0;
  #windows: Windows | null = null;
  /** Before the overload nothing succeeded: there is nothing to come back to. */
  #isDead = false;
  #recovered: Recovered | null = null;
  #inFlight = 0;
  #backlog: number | null = null;
  /** Successes of each second of the stage. */
  #ok: number[] = [];
  #carries: PerSecond | null = null;
  #disturbed = 0;
  /** Seconds of a stage in which requests waited for a cap of the run, and for which. */
  readonly #capped = new Map<RecoveryStage, { readonly cap: SetCap; readonly seconds: number }>();

  private constructor(settings: RecoverySettings) {
    this.#settings = settings;
  }

  static of(settings: RecoverySettings): Recovery {
    return new Recovery(settings);
  }

  get stage(): RecoveryStage {
    return this.#stage;
  }

  /** The load that is to be applied, in the unit searched; null: done. */
  wanted(): number | null {
    return this.#stage === 'done' ? null : this.#levelOf(this.#stage);
  }

  /** Seconds in order, each once. */
  see(told: CapacitySecond): void {
    if (this.#stage === 'done') return;
    const nowMs = (told.second + 1) * 1_000;
    const knownAfterMs = microsToMillis(this.#settings.counting.knownAfterUs);
    this.#knownTo = Math.floor((nowMs - knownAfterMs) / START_SLOT_MS);
    for (const slot of told.slots) this.#slots.set(slot.slot, slot);
    if (!told.trusted) this.#disturbed += 1;
    const { appliedSinceMs } = told;
    if (appliedSinceMs !== null && appliedSinceMs >= this.#wantedFromMs) {
      const span = this.#begin(appliedSinceMs);
      this.#ok.push(told.ok);
      this.#noteCap(told, span);
      if (this.#isOver(nowMs, span)) this.#next(nowMs, span);
    }
    this.#inFlight = told.inFlight;
  }

  result(): CapacityRecovery {
    const recovering = this.#spans.get('recovering');
    const isJudged = this.#stage === 'retest' || this.#stage === 'done';
    const isSeen = this.#recovered !== null;
    const bandUs = this.#windows === null ? null : bandOf(this.#windows.reference);
    const heldBack = { overload: this.#heldBackIn('overload'), retest: this.#heldBackIn('retest') };
    const isComparable =
      heldBack.overload === null && !this.#isDead && (this.#windows === null || bandUs !== null);
    const figures = {
      referenceLevel: this.#levelOf('reference'),
      overloadLevel: this.#levelOf('overload'),
      retestLevel: this.#spans.has('retest') ? this.#levelOf('retest') : null,
      fellBackAtMs: recovering?.sinceMs ?? null,
      recovered: isSeen ? 'yes' : !isJudged ? 'not yet' : isComparable ? 'no' : 'unknown',
      afterMs: this.#recovered?.afterMs ?? null,
      plusMinusMs: this.#recovered?.plusMinusMs ?? null,
      bandMs: microsToMillis(bandUs),
      carries: isJudged && isComparable && !isSeen ? this.#carries : null,
      backlog: this.#backlog,
      meanwhile: this.#meanwhile(),
      peakP95Ms: this.#peakP95Ms(),
      referenceMet:
        this.#stage === 'reference' ? null : this.#meets(this.#known('reference', SETTLING_SLOTS)),
      returned: this.#returned(),
    } as const;
    const retestCarries = figures.returned === null ? null : meanOf(this.#ok.slice(SETTLING_MS / 1_000));
    const beside = { by: this.#settings.by, retestCarries, disturbed: this.#disturbed, heldBack };
    return { ...figures, sentence: recoverySentence(figures, beside) };
  }

  /** How high an overload may be is said by whoever orders it. */
  #levelOf(stage: Exclude<RecoveryStage, 'done'>): number {
    const { found, overload, by } = this.#settings;
    return stage === 'overload' ? overload : recoveryLevel(stage, found, by);
  }

  #noteCap({ second, trusted, cap = null }: CapacitySecond, { sinceMs }: Span): void {
    const atMs = second * 1_000 - sinceMs;
    if (cap === null || !trusted || atMs < SETTLING_MS || atMs >= ORDERS[this.#stage].holdMs) return;
    const known = this.#capped.get(this.#stage);
    this.#capped.set(this.#stage, { cap: known?.cap ?? cap, seconds: (known?.seconds ?? 0) + 1 });
  }

  /** The cap for which a stage never had its load; null: it had. */
  #heldBackIn(stage: 'overload' | 'retest'): SetCap | null {
    const { cap = null, seconds = 0 } = this.#capped.get(stage) ?? {};
    return seconds > (MOST_SPOILED * (ORDERS[stage].holdMs - SETTLING_MS)) / 1_000 ? cap : null;
  }

  #begin(sinceMs: Millis): Span {
    const known = this.#spans.get(this.#stage);
    if (known !== undefined) return known;
    const from = Math.ceil(sinceMs / START_SLOT_MS);
    const span = { sinceMs, from, to: Number.POSITIVE_INFINITY };
    this.#spans.set(this.#stage, span);
    if (this.#stage === 'recovering') this.#backlog = this.#inFlight;
    return span;
  }

  /** Whether the stage has seen what it is there for. */
  #isOver(nowMs: Millis, { sinceMs, from }: Span): boolean {
    const { holdMs } = ORDERS[this.#stage];
    if (this.#stage === 'retest') return this.#knownTo >= from + holdMs / START_SLOT_MS;
    if (this.#stage === 'recovering') this.#recovered = this.#find();
    return this.#recovered !== null || nowMs - sinceMs >= holdMs;
  }

  #next(nowMs: Millis, span: Span): void {
    this.#spans.set(this.#stage, { ...span, to: Math.floor(nowMs / START_SLOT_MS) });
    if (this.#stage === 'recovering') this.#carries = meanOf(this.#ok.slice(-CARRIED_SECONDS));
    this.#isDead = this.#stage === 'reference' && this.#hasNoSuccess();
    const isInVain = this.#isDead || (this.#stage === 'overload' && this.#heldBackIn('overload') !== null);
    const next = isInVain ? 'done' : (STAGES[STAGES.indexOf(this.#stage) + 1] ?? 'done');
    this.#stage = next;
    this.#wantedFromMs = nowMs;
    // Those of the last stage are what the retest carried.
    if (next !== 'done') this.#ok = [];
  }

  /** What of a stage is known. */
  #known(stage: RecoveryStage, settlingSlots = 0): SlotRange {
    const span = this.#spans.get(stage);
    if (span === undefined) return { from: 0, to: 0 };
    return { from: span.from + settlingSlots, to: Math.min(span.to, this.#knownTo) };
  }

  #find(): Recovered | null {
    const reference = this.#known('reference', SETTLING_SLOTS);
    this.#windows ??= windowsOf(this.#slots, reference);
    const { slotsEach, reference: before } = this.#windows;
    const span = this.#spans.get('recovering');
    const after = slotWindows(this.#slots, this.#known('recovering'), slotsEach);
    const found = recoveredAt(before, after, slotsEach * START_SLOT_MS);
    if (found === null || span === undefined || found.afterMs === 0) return found;
    // The first whole slot begins up to 250 ms after the load fell back.
    return { ...found, afterMs: found.afterMs + span.from * START_SLOT_MS - span.sinceMs };
  }

  /** From the begin of the overload to the recovery, as far as it is known; null: the load has not fallen back yet. */
  #troubled(): SlotRange | null {
    if (!this.#spans.has('recovering')) return null;
    const recovering = this.#known('recovering');
    const to = this.#recovered === null ? recovering.to : this.#recovered.fromMs / START_SLOT_MS;
    return { from: this.#known('overload').from, to };
  }

  #meanwhile(): CapacityRecovery['meanwhile'] {
    const troubled = this.#troubled();
    if (troubled === null) return null;
    const { ok, late, open, failures } = sumOf(this.#slots, troubled);
    return { ok: ok - late, late, failed: Object.fromEntries(failures), open };
  }

  #peakP95Ms(): Millis | null {
    const troubled = this.#troubled();
    if (troubled === null || this.#windows === null) return null;
    const windows = slotWindows(this.#slots, troubled, this.#windows.slotsEach);
    const p95s = windows.flatMap(({ p95Us }) => (p95Us === null ? [] : [p95Us]));
    return p95s.length < windows.length || p95s.length === 0 ? null : microsToMillis(Math.max(...p95s));
  }

  /** Of the requests that are known by the end of the reference. */
  #hasNoSuccess(): boolean {
    const { starts, ok } = sumOf(this.#slots, this.#known('reference', SETTLING_SLOTS));
    return starts > 0 && ok === 0;
  }

  /** The first two seconds left out. */
  #returned(): boolean | null {
    if (this.#stage !== 'done' || !this.#spans.has('retest')) return null;
    if (this.#heldBackIn('retest') !== null) return null;
    const { from } = this.#known('retest');
    const to = from + ORDERS.retest.holdMs / START_SLOT_MS;
    // Users that hang start nothing: that is no capacity either.
    return this.#meets({ from: from + SETTLING_SLOTS, to }) ?? false;
  }

  /** By the bounds of a search where they decide, else by the point estimate; null: nothing started. */
  #meets({ from, to }: SlotRange): boolean | null {
    const { objectives, counting } = this.#settings;
    const slots = [...this.#slots.values()].filter(({ slot }) => slot >= from && slot < to);
    if (slots.every(({ starts }) => starts === 0)) return null;
    const samples = objectives.map((objective) =>
      effectiveSample(slots.map((slot) => countedFor(objective, slot, counting.limitsUs))),
    );
    return (judgeStep(samples, objectives) ?? judgeByPoint(samples, objectives)) === 'met';
  }
}

function windowsOf(slots: ReadonlyMap<number, StartSlot>, range: SlotRange): Windows {
  const slotsEach = windowSlots(slots, range);
  return { slotsEach, reference: slotWindows(slots, range, slotsEach) };
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
