import type { CapacityDocument, CapacityOutcome, CapacityStep } from './capacity.ts';
import type { CapacityUnit } from './capacity-search.ts';
import { formatNumber, formatRate, NO_VALUE } from './format.ts';

/** What a list shows of a search: the highest load with its interval; `value` null: none is known. */
export interface CapacityHeadline {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** As `searchUnit` has it. */
  readonly unit: string;
  readonly outcome: CapacityOutcome;
  /** As they are asked: searches of other objectives answer other questions. */
  readonly objectives: readonly string[];
}

/** What is said behind the figure, and alone where there is none. */
const WORDS: Readonly<Record<CapacityOutcome, readonly [behind: string, alone: string]>> = {
  found: ['', 'not measured'],
  capped: [' or more', 'not measured'],
  none: ['', 'missed with one user'],
  limited: [' or more (limit of this machine)', 'limit of this machine'],
  contradicted: [' before overload, not after', 'contradicted'],
  partial: [' so far', 'not finished'],
  unmeasured: ['', 'not measured'],
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

/** What a search came out with, for a line of a list: `588 req/s (567–610)`, `400 req/s or more`, `missed with one user`. */
export function capacityHeadlineText({
  value,
  low,
  high,
  unit,
  outcome,
}: Omit<CapacityHeadline, 'objectives'>): string {
  const [behind, alone] = WORDS[outcome];
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
};

type Outcome = Pick<CapacityDocument, 'outcome' | 'recovery'>;

/** In a word, what became of a search; where only a recovery was asked for, of that. */
export function capacityOutcomeWord(capacity: Outcome): string {
  const recovered = recoveredAlone(capacity);
  if (recovered === null) return OUTCOME_WORDS[capacity.outcome];
  return recovered ? 'Recovered' : 'Not recovered';
}

/** Whether a load is known that meets the objectives, and nothing speaks against it; or, asked for alone, that it recovered. */
export function isCapacityMet(capacity: Outcome): boolean {
  const { outcome } = capacity;
  return recoveredAlone(capacity) ?? (outcome === 'found' || outcome === 'capped');
}

/** Null: a load was searched for, or it is not known yet. */
function recoveredAlone({ outcome, recovery }: Outcome): boolean | null {
  if (outcome !== 'unmeasured' || recovery === null || recovery.recovered === 'not yet') return null;
  return recovery.recovered === 'yes';
}

/** Whether the target may carry more than the highest load that is known. */
export function isOpenEnded(outcome: CapacityOutcome): boolean {
  return outcome === 'capped' || outcome === 'limited';
}
