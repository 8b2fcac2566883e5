import type { BaselineCell, BaselineVerdict } from './baseline.ts';
import { formatNumber, formatValue, NO_VALUE } from './format.ts';

/** A rise within this share of the baseline is no regression, in percent, where nobody says otherwise. */
export const DEFAULT_TOLERANCE_PERCENT = 5;

export const BASELINE_VERDICT_WORDS: Readonly<Record<BaselineVerdict['verdict'], string>> = {
  regressed: 'Regressed',
  'not regressed': 'No regression',
  'not judged': 'Not judged',
};

const CELL_WORDS: Readonly<Record<BaselineCell['verdict'], string>> = {
  regressed: 'regressed',
  alone: 'alone only',
  'not regressed': 'no regression',
  better: 'better',
  'no interval': 'not judged',
  'interval only': '',
};

/** `shop.list p95`. */
export function cellName({ service, endpoint, figure }: BaselineCell): string {
  return `${endpoint === '' ? service : `${service}.${endpoint}`} ${figure}`;
}

/** `+12% (95%: -4 to +29%)`. */
export function changeText({ changePercent, lowPercent, highPercent }: BaselineCell): string {
  if (changePercent === null) return NO_VALUE;
  const change = `${signed(changePercent)}%`;
  if (lowPercent === null || highPercent === null) return change;
  return `${change} (95%: ${signed(lowPercent)} to ${signed(highPercent)}%)`;
}

function signed(percent: number): string {
  // From a thousand percent on, a factor of ten, a digit more says nothing.
  const text = formatNumber(Math.abs(percent));
  return `${percent < 0 ? '-' : '+'}${text}`;
}

/** A row of the table of what is judged, the same in the terminal, in Markdown and in the window. */
interface BaselineTableRow {
  readonly name: string;
  readonly baseline: string;
  readonly run: string;
  readonly change: string;
  readonly verdict: string;
  readonly note: string;
  readonly isRegressed: boolean;
}

export const BASELINE_TABLE_HEADS = ['Figure', 'Baseline', 'Run', 'Change', 'Verdict', 'Note'] as const;

/** What is judged, what regressed first. @param all with the figures that have an interval only */
export function baselineTable({ cells }: BaselineVerdict, all = false): BaselineTableRow[] {
  return cells
    .filter(({ judged }) => all || judged)
    .map((cell) => ({
      name: cellName(cell),
      baseline: formatValue(cell.baseline, cell.unit),
      run: formatValue(cell.run, cell.unit),
      change: changeText(cell),
      verdict: CELL_WORDS[cell.verdict],
      note: cell.note,
      isRegressed: cell.verdict === 'regressed',
    }));
}

/** `Plan: a → b`, one line for each thing that differs, what refuses first. */
export function contextLines({ context }: BaselineVerdict): string[] {
  return context.map(
    ({ aspect, baseline, run, severity }) =>
      `${severity === 'refused' ? 'Refused for it: ' : ''}${aspect}: ${baseline} → ${run}`,
  );
}
