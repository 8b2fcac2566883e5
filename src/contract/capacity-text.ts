import type { CapacityDocument, CapacityOutcome, CapacityStep } from './capacity.ts';
import type { CapacityUnit } from './capacity-search.ts';
import { formatNumber, formatRate, NO_VALUE, OUTCOME_WORDS as RUN_WORDS } from './format.ts';
import type { Summary } from './summary.ts';

/**
 * What a list shows of a search: the highest load with its interval; `value` null: none is known. Where only a recovery was
 * asked for, how long it took.
 */
export interface CapacityHeadline {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** As `searchUnit` has it. */
  readonly unit: string;
  /** As the document has it; null too where only a recovery was asked for. */
  readonly requestsPerArrival: number | null;
  readonly outcome: CapacityOutcome;
  /** As they are asked: searches of other objectives answer other questions. */
  readonly objectives: readonly string[];
}

/** What is said behind the figure, and alone where there is none. */
const WORDS: Readonly<Record<CapacityOutcome, readonly [behind: string, alone: string]>> = {
  found: ['', 'not measured'],
  capped: [' or more', 'not measured'],
  none: ['', 'missed at the lowest load'],
  limited: [' or more (limit of this machine)', 'limit of this machine'],
  contradicted: [' before overload, not after', 'contradicted'],
  partial: [' so far', 'not finished'],
  unmeasured: ['', 'not measured'],
  recovered: ['', 'recovered'],
  'not recovered': ['', 'not recovered within 60 s'],
  'not returned': ['', 'recovered, but carries less'],
  'reference missed': ['', 'missed before the overload'],
};

const UNIT_TEXTS: Readonly<Record<CapacityUnit, string>> = {
  rate: 'arrivals/s',
  users: 'users',
  connections: 'connections',
};

/** What the levels of a search count, as it is written behind them. Arrivals are requests only where each is one. */
export function searchUnit({
  by,
  requestsPerArrival,
}: {
  readonly by: CapacityUnit;
  readonly requestsPerArrival: number | null;
}): string {
  return by === 'rate' && requestsPerArrival === 1 ? 'req/s' : UNIT_TEXTS[by];
}

/** What the levels of a search count. */
type Counts = Pick<CapacityHeadline, 'unit' | 'requestsPerArrival'>;

/**
 * Whether the levels of two searches are of the same thing: an arrival of two requests is not one of five, and of arrivals
 * that are not counted in requests nobody knows.
 */
export function countAlike(one: Counts, other: Counts): boolean {
  if (one.unit === UNIT_TEXTS.rate && one.requestsPerArrival === null) return false;
  return one.unit === other.unit && one.requestsPerArrival === other.requestsPerArrival;
}

const ONE: Readonly<Record<string, string>> = {
  users: 'user',
  connections: 'connection',
  'arrivals/s': 'arrival/s',
};

/** `588 req/s`, `1 user`. */
export function levelText(level: number | null, unit: string): string {
  return level === null ? NO_VALUE : `${formatNumber(level)} ${level === 1 ? (ONE[unit] ?? unit) : unit}`;
}

/** `588 req/s (567–610)`; without an interval where it is the value. */
export function highestText(
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
  unit: string,
): string {
  const range = low === high ? '' : ` (${formatNumber(low)}–${formatNumber(high)})`;
  return `${levelText(value, unit)}${range}`;
}

/** What the load of a step counts. Of a search by rate the first look and the ladder are by users all the same. */
export function stepUnit(
  { stage }: Pick<CapacityStep, 'stage'>,
  { unit, by }: Pick<CapacityDocument, 'unit' | 'by'>,
): string {
  return by === 'rate' && (stage === 'probe' || stage === 'ladder') ? 'users' : unit;
}

/** The least load of a search, in words: by connections one of them. @param unit as `searchUnit` has it */
export function oneAlone(unit: string): string {
  return unit === UNIT_TEXTS.connections ? 'one connection' : 'one user';
}

/** The load of a step: `588 req/s`, `1 user`. */
export function stepLoadText(
  step: Pick<CapacityStep, 'stage' | 'level'>,
  of: Pick<CapacityDocument, 'unit' | 'by'>,
): string {
  if (step.stage === 'rest') return NO_VALUE;
  return levelText(step.level, stepUnit(step, of));
}

/** What the steps of a search count, as heads of columns: by connections that is not only requests. */
export function countedWords({ by }: Pick<CapacityDocument, 'by'>): {
  readonly starts: string;
  readonly ok: string;
} {
  return by === 'connections' ? { starts: 'starts', ok: 'ok' } : { starts: 'requests', ok: 'requests ok' };
}

/** Successes per second, whatever the load counts: `140 requests/s`; by connections `140/s`. */
export function throughputText(perSecond: number | null, { by }: Pick<CapacityDocument, 'by'>): string {
  return by === 'connections' ? formatRate(perSecond) : `${formatNumber(perSecond)} requests/s`;
}

/** The unit of a headline that says how long a recovery took. */
const SECONDS = 's';

/** What a list shows of a document. */
export function capacityHeadline(capacity: CapacityDocument): CapacityHeadline {
  const { highest, unit, requestsPerArrival, outcome, objectives, recovery } = capacity;
  if (isRecoveryAlone(capacity)) {
    const afterMs = outcome === 'recovered' ? (recovery?.afterMs ?? null) : null;
    const offMs = recovery?.plusMinusMs ?? 0;
    const secondsAt = (ms: number) => (afterMs === null ? null : Math.max(0, afterMs + ms) / 1_000);
    const interval = { low: secondsAt(-offMs), high: secondsAt(offMs) };
    const value = secondsAt(0);
    return { value, ...interval, unit: SECONDS, requestsPerArrival: null, outcome, objectives };
  }
  const { value = null, low = null, high = null } = highest ?? {};
  return { value, low, high, unit, requestsPerArrival, outcome, objectives };
}

/**
 * What a search came out with, for a line of a list: `588 req/s (567–610)`, `400 req/s or more`, `missed at the lowest load`,
 * `recovered after 2.1 s`.
 */
export function capacityHeadlineText({
  value,
  low,
  high,
  unit,
  outcome,
}: Omit<CapacityHeadline, 'objectives' | 'requestsPerArrival'>): string {
  const [behind, alone] = WORDS[outcome];
  if (outcome === 'recovered' && value !== null)
    return value === 0 ? 'recovered at once' : `recovered after ${levelText(value, unit)}`;
  if (value === null) return alone;
  return `${highestText({ value, low: low ?? value, high: high ?? value }, unit)}${behind}`;
}

const OUTCOME_WORDS: Readonly<Record<CapacityOutcome, string>> = {
  found: 'Found',
  capped: 'Met',
  none: 'Not met',
  limited: 'Limited',
  contradicted: 'Contradicted',
  partial: 'Not finished',
  unmeasured: 'Not measured',
  recovered: 'Recovered',
  'not recovered': 'Not recovered',
  'not returned': 'Carries less',
  'reference missed': 'Not met',
};

/** In a word, what became of a search; where only a recovery was asked for, of that. */
export function capacityOutcomeWord({ outcome }: Pick<CapacityDocument, 'outcome'>): string {
  return OUTCOME_WORDS[outcome];
}

/** Whether a load is known that meets the objectives, and nothing speaks against it; or, asked for alone, that it recovered. */
export function isCapacityMet({ outcome }: Pick<CapacityDocument, 'outcome'>): boolean {
  return outcome === 'found' || outcome === 'capped' || outcome === 'recovered';
}

/** Whether nothing was searched: only how a target recovers from an overload was asked. */
export function isRecoveryAlone({ recoveryAsked }: Pick<CapacityDocument, 'recoveryAsked'>): boolean {
  return recoveryAsked === 'alone';
}

/** The heading above what a search says: `Capacity`, or `Recovery` where nothing was searched. */
export function capacityTitle(capacity: Pick<CapacityDocument, 'recoveryAsked'>): string {
  return isRecoveryAlone(capacity) ? 'Recovery' : 'Capacity';
}

/**
 * What became of a run that searched, in a word: that of its search, or of the run where something else keeps one with an
 * answer from passing.
 */
export function searchVerdictWord({ capacity, overall }: SearchVerdict): string {
  return isOverruled({ capacity, overall }) ? RUN_WORDS[overall.outcome] : capacityOutcomeWord(capacity);
}

interface SearchVerdict {
  readonly capacity: Pick<CapacityDocument, 'outcome'>;
  readonly overall: Pick<Summary['overall'], 'outcome'>;
}

/** Whether a search has an answer, and its run does not pass all the same. */
export function isOverruled({ capacity, overall }: SearchVerdict): boolean {
  return isCapacityMet(capacity) && overall.outcome !== 'passed';
}

/** Whether the target may carry more than the highest load that is known. */
export function isOpenEnded(outcome: CapacityOutcome): boolean {
  return outcome === 'capped' || outcome === 'limited';
}
