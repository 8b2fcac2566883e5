import type { CapacityStage, CapacityStep, SearchOutcome } from '../../../../contract/capacity.ts';
import { levelText, searchUnit } from '../../../../contract/capacity-text.ts';
import { capText, raiseCap, type SetCap } from '../../../../contract/run-caps.ts';
import { microsToMillis } from '../../../../contract/units.ts';
import { type CapacityEstimate, failedIn } from './capacity-estimate.ts';
import { failureModes } from './failure-modes.ts';
import type { SearchHistory } from './search-history.ts';
import type { SearchEnd, SearchResult, SearchSettings, Unconfirmed } from './search-settings.ts';
import { isMissed, type SearchStep } from './search-step.ts';
import {
  firstFailingSentence,
  foundSentence,
  noneSentence,
  partialSentence,
  stepSentence,
  worstObjective,
} from './search-words.ts';

const NOT_CONFIRMED: Readonly<Record<Unconfirmed, string>> = {
  missed: 'Not confirmed: the last load tried there missed.',
  'held back': 'Not confirmed: when it was tried again, requests waited for a limit of this run.',
};

/** An interval that is wider asks for more requests. */
const WIDE = 0.05;

/** What a search knows. */
interface SearchState {
  readonly settings: SearchSettings;
  readonly history: SearchHistory;
  /** The level that was held when it was stopped. */
  readonly unfinished: SearchStep | null;
  /** Null: it goes on, or was stopped. */
  readonly end: SearchEnd | null;
  readonly stage: CapacityStage;
  readonly lo: SearchStep | null;
  readonly hi: SearchStep | null;
  /** The lowest level, below hi, at which requests waited for a cap of the run; null: none. */
  readonly ceiling: SearchStep | null;
  readonly estimate: CapacityEstimate | null;
  readonly isFaster: boolean;
  /** Why the answer rests on a load that did not meet when it was tried once more; null: it was not, or met. */
  readonly unconfirmed: Unconfirmed | null;
  /** The highest level that met once and did not later; null: none. */
  readonly lost: number | null;
}

/** What a search says, in figures and sentences. */
export function searchResult(state: SearchState): SearchResult {
  const { history, settings, unfinished, lo, hi } = state;
  const steps = unfinished === null ? history.all : [...history.all, unfinished];
  const outcome = outcomeOf(state);
  return {
    stage: state.stage,
    outcome,
    sentence: sentenceOf(state, outcome),
    remarks: remarksOf(state, outcome),
    highest: highestOf(state, outcome),
    minutesForFive: hasEstimate(outcome) ? minutesFor(state.estimate) : null,
    firstFailing: firstFailingOf(state),
    failureModes: failureModes(history.all, settings.objectives),
    steps: steps.map((step) => stepOf(step, state)),
    curve: curveOf(state),
    met: lo?.level ?? null,
    missed: hi?.level ?? null,
  };
}

function outcomeOf({ end, lo, hi }: SearchState): SearchOutcome {
  // The highest load that this run allows for meets the objectives.
  if (end === 'held back' && lo !== null && hi === null) return 'capped';
  if (end !== null && end !== 'time' && end !== 'steps' && end !== 'held back') return end;
  return lo === null && hi === null ? 'unmeasured' : 'partial';
}

function hasEstimate(outcome: SearchOutcome): boolean {
  return outcome === 'found' || outcome === 'partial';
}

function highestOf(state: SearchState, outcome: SearchOutcome): SearchResult['highest'] {
  const { lo, hi, estimate, settings } = state;
  if (lo === null || outcome === 'none' || outcome === 'contradicted') return null;
  const { level } = lo;
  if (!hasEstimate(outcome)) return { value: level, low: level, high: level };
  if (estimate === null) return { value: level, low: level, high: Math.max(level, hi?.level ?? level) };
  // The fit may lie a little beyond the lowest miss, though never beyond what may be ordered.
  const value = Math.min(estimate.value, settings.to ?? Number.POSITIVE_INFINITY);
  const { half } = estimate;
  const interval = { value, low: Math.max(0, value * (1 - half)), high: value * (1 + half) };
  return settings.by === 'rate' ? interval : whole(interval, level);
}

/** Of users the last that still meets, and never less than a level that was shown to where the estimate rounds to it. */
function whole({ value, low, high }: { value: number; low: number; high: number }, met: number) {
  const most = Math.max(1, Math.floor(value), Math.min(met, Math.round(value)));
  return {
    value: most,
    low: Math.max(1, Math.min(most, Math.floor(low))),
    high: Math.max(most, Math.floor(high)),
  };
}

/** Whole minutes, so that every output has the same figure; null: the interval is narrow enough, or there is none. */
function minutesFor(estimate: CapacityEstimate | null): number | null {
  if (estimate === null || estimate.half <= WIDE) return null;
  return Math.ceil((estimate.seconds * (estimate.half / WIDE) ** 2) / 60);
}

function sentenceOf(state: SearchState, outcome: SearchOutcome): string {
  const { settings, history, lo, hi, end, lost } = state;
  const { objectives } = settings;
  const unit = searchUnit(settings);
  switch (outcome) {
    case 'found': {
      const highest = highestOf(state, outcome);
      return highest === null ? '' : foundSentence(highest, { unit, objectives });
    }
    case 'capped':
      return cappedSentence(lo?.level ?? 0, state);
    case 'none': {
      const missed = history.all.filter(isMissed);
      const [first] = history.all;
      const lowest = missed.at(-1);
      return lowest === undefined ? '' : noneSentence(lowest, first?.fromMs ?? 0, { unit, objectives });
    }
    case 'limited':
      return lo === null
        ? 'Limit of this machine, not of the target: its load generator was disturbed at the lowest load already.'
        : `Limit of this machine, not of the target: met up to ${levelText(lo.level, unit)}, more could not be generated.`;
    case 'contradicted':
      return lostSentence(lost ?? 0, state);
    case 'partial':
    case 'unmeasured': {
      const held = heldBackBy(state);
      return held === null ? partialSentence(lo, hi, { unit, end }) : heldBackSentence(held, state);
    }
  }
}

/** The level, and what requests waited for there, where a cap of the run ended it; null: none did. */
function heldBackBy({ end, ceiling, settings }: SearchState): { where: string; cap: SetCap } | null {
  if (end !== 'held back' || ceiling === null || ceiling.cap === null) return null;
  return { where: levelText(ceiling.level, searchUnit(settings)), cap: ceiling.cap };
}

/** Up to a limit that was given, or one of the run that nobody meant. */
function cappedSentence(level: number, state: SearchState): string {
  const { toCap } = state.settings;
  const held = heldBackBy(state);
  const met = `Meets up to ${levelText(level, searchUnit(state.settings))}`;
  if (held !== null)
    return `${met}; capacity not reached: at ${held.where} requests waited for ${capText(held.cap)}, a limit of this run. ${raiseCap(held.cap)}`;
  if (toCap === undefined) return `${met}, the given limit; capacity not reached.`;
  return `${met}; capacity not reached: ${capText(toCap)}, a limit of this run, allows no more. ${raiseCap(toCap)}`;
}

/** Where no answer can be given, because requests waited at home. */
function heldBackSentence(
  { where, cap }: { readonly where: string; readonly cap: SetCap },
  { settings, lo, hi }: SearchState,
): string {
  const unit = searchUnit(settings);
  const known = lo === null && hi === null ? '' : ` ${partialSentence(lo, hi, { unit, end: 'held back' })}`;
  return `Limit of this run, not of the target: at ${where} requests waited for ${capText(cap)}. ${raiseCap(cap)}${known}`;
}

function lostSentence(lost: number, { settings }: SearchState): string {
  return `Met at ${levelText(lost, searchUnit(settings))} before overload, missed after.`;
}

function remarksOf(state: SearchState, outcome: SearchOutcome): string[] {
  const { estimate, lost, lo, hi, isFaster, unconfirmed } = state;
  const minutes = hasEstimate(outcome) ? minutesFor(estimate) : null;
  const isCliff = outcome === 'found' && estimate === null && lo !== null && hi !== null;
  return [
    ...(minutes === null
      ? []
      : [
          `Too few requests to know it within 5% either way: a last step of about ${minutes} min would have enough.`,
        ]),
    ...(isCliff
      ? [
          'No gradual rise near the limit: the interval is from the last load that met to the first that missed.',
        ]
      : []),
    ...(unconfirmed === null ? [] : [NOT_CONFIRMED[unconfirmed]]),
    ...(isFaster ? ['The target got faster: a load that had missed at first met later.'] : []),
    ...(lost !== null && outcome !== 'contradicted' ? [lostSentence(lost, state)] : []),
  ];
}

/** A miss that lies so far beyond an answer at most is told beside it. */
const BESIDE = 1.2;

/** The lowest miss; of an answer the first beyond its interval, since within it a step may miss by chance. */
function tellingMiss(state: SearchState): SearchStep | null {
  const { history, hi, estimate, end } = state;
  const high = end === 'found' && estimate !== null ? highestOf(state, end)?.high : undefined;
  const beyond = high === undefined ? null : history.missedAbove(high);
  return beyond === null || high === undefined || beyond.level > BESIDE * high ? hi : beyond;
}

function firstFailingOf(state: SearchState): SearchResult['firstFailing'] {
  const { history, estimate, settings } = state;
  const ofOneUser = history.all.findLast((one) => one.purpose === 'probe' && isMissed(one));
  const step = tellingMiss(state) ?? ofOneUser ?? null;
  if (step === null || !isMissed(step)) return null;
  const { objectives } = settings;
  const failed = failedIn(step, objectives);
  const worst = worstObjective(step, objectives, ({ share }) => share ?? 1);
  const likely = estimate === null || !failed.includes(estimate.objective) ? worst : estimate.objective;
  const k = failed.includes(likely) ? likely : (failed[0] ?? likely);
  const objective = objectives[k];
  if (objective === undefined) return null;
  return {
    objective: objective.text,
    level: step.level,
    sentence: firstFailingSentence(step, k, { unit: searchUnit(settings), objectives }),
  };
}

function stepOf(step: SearchStep, { settings, history }: SearchState): CapacityStep {
  return {
    number: step.number,
    stage: step.stage,
    level: step.level,
    fromMs: step.fromMs,
    toMs: step.toMs,
    verdict: step.verdict,
    why: stepSentence(step, settings.objectives, history.isStale(step)),
    starts: step.starts,
    ...figuresOf(step),
    objectives: step.samples.map(({ share, low, high }) => ({
      share,
      low: share === null ? null : low,
      high: share === null ? null : high,
    })),
  };
}

function figuresOf({ throughput, p50Us, p95Us, errorShare }: SearchStep) {
  return {
    throughput,
    p50Ms: microsToMillis(p50Us),
    p95Ms: microsToMillis(p95Us),
    errorShare,
  };
}

/** Of each level the longest step that still holds. */
function curveOf({ history, settings }: SearchState): SearchResult['curve'] {
  const longest = new Map<number, SearchStep>();
  for (const step of history.valid) {
    if (step.purpose === 'probe' && settings.by === 'rate') continue;
    const known = longest.get(step.level);
    if (known === undefined || step.seconds >= known.seconds) longest.set(step.level, step);
  }
  return [...longest.values()]
    .sort((a, b) => a.level - b.level)
    .map((step) => ({ level: step.level, ...figuresOf(step) }));
}
