import type { Distribution } from '../../../src/contract/distribution.ts';
import { categoryText, spanText } from '../../../src/contract/error-text.ts';
import { showPercentile, showTimePercentile } from '../../../src/contract/evidence.ts';
import {
  formatBytes,
  formatClock,
  formatMs,
  formatNumber,
  formatPercent,
  formatRate,
  GRADE_WORDS,
  NO_VALUE,
  OUTCOME_WORDS,
} from '../../../src/contract/format.ts';
import { PERCENTILES, type Percentile } from '../../../src/contract/percentiles.ts';
import { drainNote, failedText, leftOutText, worstEndpoint } from '../../../src/contract/rate-words.ts';
import { threeSentences } from '../../../src/contract/sentences.ts';
import type { Summary } from '../../../src/contract/summary.ts';

/**
 * The one way each kind of figure is written, given the document and the path of a value in it: what an output shows at
 * a place has to be this text, and nothing else. Paths are those of the document, steps set apart by dots; a step that
 * has dots of its own is found by name in `closedBy`.
 */
export const WRITE = {
  ms: ofNumber(formatMs),
  number: ofNumber(formatNumber),
  /** Counts that a terminal writes without thousands separators, so that they can be added up. */
  digits: ofNumber((value) => (value === null ? NO_VALUE : String(value))),
  percent: ofNumber(formatPercent),
  rate: ofNumber(formatRate),
  bytes: ofNumber((value) => (value === null ? NO_VALUE : formatBytes(value))),
  clock: ofNumber((value) => (value === null ? NO_VALUE : formatClock(value))),
  /** As JSON has it; nothing for null. */
  raw: (summary: Summary, path: string) => rawText(valueAt(summary, path)),
  word: (summary: Summary, path: string) => rawText(valueAt(summary, path)),
  percentile: percentileText,
  grade: (summary: Summary, path: string) =>
    GRADE_WORDS[valueAt(summary, path) as Summary['overall']['grade']],
  outcome: (summary: Summary, path: string) =>
    OUTCOME_WORDS[valueAt(summary, path) as Summary['overall']['outcome']],
  /** In the unit of its row: `grades.3.value`. */
  graded: gradedText,
  margin: signedMargin,
  spare: spareMargin,
  failed: (summary: Summary, path: string) => failedText(rowAt(summary, path) as Summary['rates']),
  leftOut: (summary: Summary, path: string) => leftOutText(rowAt(summary, path) as Summary['rates']),
  /** When the failures of a row were seen: `errors.2.firstAt` with its `lastAt`. */
  span: (summary: Summary, path: string) => spanText(rowAt(summary, path) as Summary['errors'][number]),
  /** The whole line of a category, its count, share, rate and times: `errorCategories.0.count`. */
  category: (summary: Summary, path: string) =>
    categoryText(rowAt(summary, path) as Summary['errorCategories'][number]),
  drain: (summary: Summary) => drainNote(summary.drain),
  worst: (summary: Summary) => worstEndpoint(summary)?.text ?? '',
  sentence: (summary: Summary, path: string) =>
    threeSentences(summary)[['grade', 'load', 'trust'].indexOf(path.replace('sentence.', ''))] ?? '',
} as const;
export type Write = keyof typeof WRITE;

/** What an output shows at a place: the path of the value there, how it is to be written, and the text that is there. */
export interface Shown {
  readonly path: string;
  readonly write: Write;
  readonly text: string;
}

/** A figure that is not the document's, or is not there. */
export interface Difference {
  readonly seed: number;
  readonly output: string;
  readonly place: string;
  readonly shown: string;
  readonly expected: string;
}

export const MISSING = '(not shown)';
const NO_PLACE = '(no such place in the document)';

/** Holds all that an output shows against the document, and what it has to show against what it does. */
export function differencesOf(
  summary: Summary,
  { seed, output }: { readonly seed: number; readonly output: string },
  { shown, required }: { readonly shown: readonly Shown[]; readonly required: readonly string[] },
): Difference[] {
  const wrong = shown.flatMap(({ path, write, text }): Difference[] => {
    const expected = expectedText(summary, { path, write });
    return expected === text ? [] : [{ seed, output, place: path, shown: text, expected }];
  });
  const there = new Set(shown.map(({ path }) => path));
  const missing = required.filter((path) => !there.has(path));
  return [
    ...wrong,
    ...missing.map((place) => ({
      seed,
      output,
      place,
      shown: MISSING,
      expected: rawText(valueAt(summary, place)),
    })),
  ];
}

function expectedText(summary: Summary, { path, write }: Pick<Shown, 'path' | 'write'>): string {
  const isText = path.startsWith('sentence.') || write === 'drain' || write === 'worst';
  if (!isText && valueAt(summary, path) === undefined) return NO_PLACE;
  return WRITE[write](summary, path);
}

/** One line per difference. */
export function tell({ seed, output, place, shown, expected }: Difference): string {
  return `run ${seed}, ${output}, ${place}: shows ${JSON.stringify(shown)}, the document has ${JSON.stringify(expected)}`;
}

/** The value at a path; undefined where there is none. */
export function valueAt(summary: Summary, path: string): unknown {
  const named = /^(.*\.closedBy)\.(.+)$/.exec(path);
  const steps = named === null ? path.split('.') : [...(named[1] ?? '').split('.'), named[2] ?? ''];
  let here: unknown = summary;
  for (const step of steps) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, step)) return undefined;
    here = Reflect.get(here, step);
  }
  return here;
}

function ofNumber(format: (value: number | null) => string): (summary: Summary, path: string) => string {
  return (summary, path) => {
    const value = valueAt(summary, path);
    if (value !== null && typeof value !== 'number') return NO_PLACE;
    return format(value);
  };
}

function rawText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

/** The object that a value is part of. */
function rowAt(summary: Summary, path: string): unknown {
  return valueAt(summary, path.split('.').slice(0, -1).join('.'));
}

/** A percentile with what it rests on, and with what is graded on it: see contract/evidence.ts. */
function percentileText(summary: Summary, path: string): string {
  const steps = path.split('.');
  const name = steps.at(-1) as Percentile;
  if (!PERCENTILES.includes(name)) return NO_PLACE;
  const times = valueAt(summary, steps.slice(0, -1).join('.'));
  // Service times and those of failures stand beside what is graded, and are not it.
  const isBeside = path.includes('.serviceTimeMs.') || path.includes('.failedTimeMs.');
  if (isBeside) return showPercentile(times as Distribution, name).text;
  return showTimePercentile(summary, times as Distribution, name).text;
}

function gradeAt(summary: Summary, path: string): Summary['grades'][number] | undefined {
  const [root, index] = path.split('.');
  return root === 'grades' ? summary.grades[Number(index)] : undefined;
}

const UNITS = { ms: formatMs, '%': formatPercent, '1/s': formatRate } as const;

function gradedText(summary: Summary, path: string): string {
  const row = gradeAt(summary, path);
  const value = valueAt(summary, path);
  return row === undefined ? NO_PLACE : UNITS[row.unit](typeof value === 'number' ? value : null);
}

/** `+21 ms` left, `−16 ms` beyond. */
function signedMargin(summary: Summary, path: string): string {
  const row = gradeAt(summary, path);
  if (row === undefined) return NO_PLACE;
  if (row.margin === null) return NO_VALUE;
  return `${row.margin < 0 ? '−' : '+'}${UNITS[row.unit](Math.abs(row.margin))}`;
}

/** The same in words. */
function spareMargin(summary: Summary, path: string): string {
  const row = gradeAt(summary, path);
  if (row === undefined) return NO_PLACE;
  if (row.margin === null) return NO_VALUE;
  return `${UNITS[row.unit](Math.abs(row.margin))} ${row.margin < 0 ? 'beyond' : 'to spare'}`;
}
