import { capacityTitle, searchVerdictWord } from '../../../contract/capacity-text.ts';
import type { Summary } from '../../../contract/summary.ts';
import { capacitySection } from '../../services/reports/capacity-section.ts';
import { plainTable, right } from './plain-table.ts';
import type { Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

/** Room the table of steps needs before its reasons. */
const STEP_COLUMNS = 110;
const LEAST_REASON = 24;

/** What a search of capacity found beside its answer, which is the last line: what has to be known of it, its steps; empty of any other run. */
export function capacityLines(
  { capacity }: Pick<Summary, 'capacity'>,
  { colors, outColumns }: Pick<Terminal, 'colors' | 'outColumns'>,
): string {
  if (capacity === undefined) return '';
  const { remarks, facts, steps, ladder } = capacitySection(capacity);
  const wrapped = (line: string, indent: number) => wrapText(line, { width: outColumns, indent });
  const width = Math.max(0, ...facts.map(([name]) => name.length));
  const parts = [
    [
      colors.bold(capacityTitle(capacity)),
      ...remarks.map((remark) => wrapped(`  ${remark}`, 2)),
      ...facts.map(([name, text]) => wrapped(`  ${name.padEnd(width)}  ${text}`, width + 4)),
    ].join('\n'),
    steps === null
      ? ''
      : tableText(steps, outColumns === null ? null : Math.max(LEAST_REASON, outColumns - STEP_COLUMNS)),
    ladder === null ? '' : `${colors.bold('Ladder')}\n${tableText(ladder, null)}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function tableText(
  { heads, rows }: NonNullable<ReturnType<typeof capacitySection>['steps']>,
  lastWidth: number | null,
): string {
  const table = plainTable(
    heads.map((head) => head.replace(/>$/, '')),
    lastWidth,
  );
  for (const row of rows)
    table.push(row.map((cell, column) => (heads[column]?.endsWith('>') === true ? right(cell) : cell)));
  return table.toString();
}

/** The last line of a search: what became of it, and the answer; null: the run was none. */
export function capacityLine(
  { capacity, overall }: Pick<Summary, 'capacity' | 'overall'>,
  colors: Terminal['colors'],
): string | null {
  if (capacity === undefined) return null;
  const { outcome, sentence } = overall;
  const paint = outcome === 'passed' ? colors.green : outcome === 'failed' ? colors.red : colors.yellow;
  return `${colors.bold(paint(searchVerdictWord({ capacity, overall })))}  ${sentence}`;
}
