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
  return `${percent < 0 ? '-' : '+'}${formatNumber(Math.abs(percent))}`;
}

/** A row of the table of what is judged, the same in the terminal, in Markdown and in the window. */
interface BaselineTableRow {
  readonly name: string;
  readonly baseline: string;
  readonly run: string;
  readonly change: string;
  readonly verdict: string;
  readonly isRegressed: boolean;
}

export const BASELINE_TABLE_HEADS = ['Figure', 'Baseline', 'Run', 'Change', 'Verdict'] as const;

/** What is judged and has an interval, what regressed first. */
export function baselineTable({ cells }: BaselineVerdict): BaselineTableRow[] {
  return cells
    .filter(({ judged, verdict }) => judged && verdict !== 'no interval')
    .map((cell) => ({
      name: cellName(cell),
      baseline: formatValue(cell.baseline, cell.unit),
      run: formatValue(cell.run, cell.unit),
      change: changeText(cell),
      verdict: CELL_WORDS[cell.verdict],
      isRegressed: cell.verdict === 'regressed',
    }));
}

/** How many figures have no interval, by the reason; empty: all have. */
export function unjudgedText({ cells }: BaselineVerdict): string {
  const reasons = new Map<string, number>();
  for (const { judged, verdict, note } of cells)
    if (judged && verdict === 'no interval') reasons.set(note, (reasons.get(note) ?? 0) + 1);
  if (reasons.size === 0) return '';
  const parts = [...reasons].map(([reason, count]) => `${count} (${reason})`);
  return `Not judged: ${parts.join(', ')}.`;
}

/** `Plan: a → b`, one line for each thing that differs, what refuses first. */
export function contextLines({ context }: BaselineVerdict): string[] {
  return context.map(
    ({ aspect, baseline, run, severity }) =>
      `${severity === 'refused' ? 'Refused for it: ' : ''}${aspect}: ${baseline} → ${run}`,
  );
}
