import type { Outcome } from './outcome.ts';
import type { GradeResult } from './threshold.ts';

/** Made once: a locale that is looked up for every number takes longer than all the rest of writing it. */
const WHOLE = new Intl.NumberFormat('en-US');

/** How numbers are written, once, for screens, terminal and reports. Text without evidence is an en dash. */
export const NO_VALUE = '–';

/** `0.85 ms`, `12.3 ms`, `952 ms`, `1.25 s`: three significant digits, seconds from 10,000 ms on. */
export function formatMs(ms: number | null): string {
  if (ms === null) return NO_VALUE;
  if (Math.round(ms) >= 10_000) return `${formatNumber(ms / 1_000)} s`;
  return `${formatNumber(ms)} ms`;
}

/** A whole number with thousands separators: `12,345`. */
export function formatCount(value: number): string {
  return WHOLE.format(Math.round(value));
}

/** Three significant digits below 1,000; whole numbers with thousands separators above. */
export function formatNumber(value: number | null): string {
  if (value === null) return NO_VALUE;
  const size = Math.abs(value);
  // Rounded first: 999.7 is a whole number of four digits.
  if (size >= 100) return WHOLE.format(Math.round(value));
  if (size >= 10) return trimZeros(value.toFixed(1));
  return trimZeros(value.toFixed(2));
}

/** `1 user`, `1,000 users`; `2 entries` by a plural of its own. */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : many}`;
}

/** `0.25%`; a share is rounded neither to nothing nor to all: `<0.01%`, `>99.9%`. */
export function formatPercent(percent: number | null): string {
  if (percent === null) return NO_VALUE;
  if (percent > 0 && percent < 0.01) return '<0.01%';
  if (percent < 100 && percent >= 99.95) return '>99.9%';
  return `${formatNumber(percent)}%`;
}

/** A change: `+12%`, `−4.2%`, `0%`, `>+10,000%`; whole numbers from 10 on, below it one digit after the point. */
export function formatChange(percent: number): string {
  const size = Math.abs(percent);
  if (percent > 10_000) return '>+10,000%';
  const text = size >= 9.95 ? WHOLE.format(Math.round(size)) : trimZeros(size.toFixed(1));
  if (text === '0') return '0%';
  return `${percent < 0 ? '−' : '+'}${text}%`;
}

/** `12.5/s`. */
export function formatRate(perSecond: number | null): string {
  return perSecond === null ? NO_VALUE : `${formatNumber(perSecond)}/s`;
}

/** What is graded, in its unit. */
export function formatValue(value: number | null, unit: 'ms' | '%' | '1/s'): string {
  if (unit === 'ms') return formatMs(value);
  return unit === '%' ? formatPercent(value) : formatRate(value);
}

/** `512 B`, `4.2 kB`, `1.3 MB`: powers of 1,000. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  // What would be rounded to a thousand of a unit is one of the next.
  if (bytes < 999_500) return `${formatNumber(bytes / 1_000)} kB`;
  if (bytes < 999_500_000) return `${formatNumber(bytes / 1_000_000)} MB`;
  return `${formatNumber(bytes / 1_000_000_000)} GB`;
}

/** `0:05`, `12:30`, `1:02:03`. */
export function formatClock(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1_000));
  const hours = Math.floor(total / 3_600);
  const minutes = Math.floor((total % 3_600) / 60);
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** A text, or its beginning and that there is more. */
export function shortened(text: string, most = 60): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** From the best to what says least: tables of runs sort by this order. */
export const GRADE_WORDS: Readonly<Record<GradeResult, string>> = {
  excellent: 'Excellent',
  good: 'Good',
  acceptable: 'Acceptable',
  poor: 'Poor',
  'not-gradable': 'Not gradable',
  'not-applicable': 'Not applicable',
  'no-data': 'No data',
};

/** The three ways a run can come out, as they stand wherever a run is listed. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  passed: 'Passed',
  failed: 'Failed',
  'not gradable': 'Not gradable',
};

interface ListedOutcome {
  readonly outcome: Outcome;
  readonly overallGrade: GradeResult;
  /** Absent: the run searched for no capacity. */
  readonly capacity?: unknown;
}

/** What became of a listed run, with its grade where that says more: `Failed, Poor`. */
export function outcomeText(row: ListedOutcome): string {
  const words = [OUTCOME_WORDS[row.outcome], ...(listsGrade(row) ? [GRADE_WORDS[row.overallGrade]] : [])];
  return [...new Set(words)].join(', ');
}

/** Whether a grade says more than the outcome beside it: a search is graded by nothing, its answer stands in its place. */
export function listsGrade({ outcome, overallGrade, capacity }: ListedOutcome): boolean {
  return capacity === undefined && GRADE_WORDS[overallGrade] !== OUTCOME_WORDS[outcome];
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
