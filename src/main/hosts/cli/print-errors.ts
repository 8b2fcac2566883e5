import { categoryText, failedTimeText, lineText, spanText } from '../../../contract/error-text.ts';
import type { ErrorRow, Summary } from '../../../contract/summary.ts';
import type { Terminal } from './terminal.ts';

type Colors = Terminal['colors'];

const MAX_ROWS = 10;
/** Of a head and of a body, on a line each; all of them are in the report and the document. */
const MAX_CHARS = 240;

/** The errors of a run for a terminal: by category, then by code and endpoint, with what came back. */
export function errorLines(summary: Summary, colors: Colors): string {
  const { errors, errorCategories } = summary;
  if (errors.length === 0) return '';
  const shown = errors.slice(0, MAX_ROWS).flatMap((row) => linesOf(row, summary, colors));
  const more = errors.length > MAX_ROWS ? [`  and ${errors.length - MAX_ROWS} more kinds`] : [];
  return [
    colors.bold('Errors'),
    ...errorCategories.map((row) => `  ${categoryText(row)}`),
    ...shown,
    ...more,
  ].join('\n');
}

function linesOf(row: ErrorRow, summary: Summary, colors: Colors): string[] {
  const where = `${row.service}.${row.endpoint}`;
  const details = [row.hint, failedTimeText(row, summary), ...sampleLines(row)].filter((line) => line !== '');
  return [
    `  ${row.count} × ${row.code} (${row.side}) on ${where}, ${spanText(row)}: ${row.message}`,
    ...details.map((line) => `      ${colors.dim(line)}`),
  ];
}

function sampleLines({ sample }: ErrorRow): string[] {
  if (sample === null) return [];
  const { method, url, head, body, note } = sample;
  const request = lineText(`${method} ${url}`, MAX_CHARS);
  const answer = lineText(head, MAX_CHARS);
  const remark = note === '' ? '' : ` (${note})`;
  return [answer === '' ? request : `${request} → ${answer}`, `${lineText(body, MAX_CHARS)}${remark}`.trim()];
}
