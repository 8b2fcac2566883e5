import type { CapacityOutcome } from './capacity.ts';
import { formatNumber, NO_VALUE } from './format.ts';

/** What a list shows of a search: the highest load with its interval; `value` null: none is known. */
export interface CapacityHeadline {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** As it is written behind a level: `req/s`. */
  readonly unit: string;
  readonly outcome: CapacityOutcome;
}

/** What is said behind the figure, and alone where there is none. */
const WORDS: Readonly<Record<CapacityOutcome, readonly [behind: string, alone: string]>> = {
  found: ['', NO_VALUE],
  capped: [' or more', NO_VALUE],
  none: ['', 'not with one user'],
  limited: [' or more (limit of this machine)', 'limit of this machine'],
  contradicted: [' before overload, not after', 'contradicted'],
  partial: [' so far', 'not finished'],
  unmeasured: ['', NO_VALUE],
};

/** `588 req/s`. */
export function levelText(level: number | null, unit: string): string {
  return level === null ? NO_VALUE : `${formatNumber(level)} ${unit}`;
}

/** `588 req/s (567–610)`; without an interval where it is the value. */
export function highestText(
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
  unit: string,
): string {
  const range = low === high ? '' : ` (${formatNumber(low)}–${formatNumber(high)})`;
  return `${levelText(value, unit)}${range}`;
}

/** What a search came out with, for a line of a list: `588 req/s (567–610)`, `400 req/s or more`, `not with one user`. */
export function capacityHeadlineText({ value, low, high, unit, outcome }: CapacityHeadline): string {
  const [behind, alone] = WORDS[outcome];
  if (value === null) return alone;
  return `${highestText({ value, low: low ?? value, high: high ?? value }, unit)}${behind}`;
}
