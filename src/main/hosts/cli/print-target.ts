import { NO_VALUE } from '../../../contract/format.ts';
import type { Summary } from '../../../contract/summary.ts';
import { type WatchedRow, watchedNotes, watchedRows } from '../../../contract/watched-table.ts';
import { fitColumns } from './fit-columns.ts';
import { plainTable, right } from './plain-table.ts';
import type { Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

const HEADS = {
  watch: 'watched',
  cpuMean: 'CPU mean',
  cpuMax: 'CPU max',
  memory: 'memory first → last',
  inUse: 'in use at most',
} as const;
/** The same in a line, where each stands before its figures. */
const WORDS = { cpuMean: 'CPU mean', cpuMax: 'max', memory: 'memory', inUse: 'in use at most' } as const;
const COLUMNS = ['watch', 'cpuMean', 'cpuMax', 'memory', 'inUse'] as const;

/** What the target did meanwhile: a row for each watch, and what is missing of it; empty where nothing was watched. */
export function targetLines(
  summary: Pick<Summary, 'watches' | 'gauges' | 'targetSentences'>,
  { colors, outColumns: width }: Pick<Terminal, 'colors' | 'outColumns'>,
): string {
  const rows = watchedRows(summary);
  if (rows.length === 0) return '';
  const wrapped = (text: string) => wrapText(`  ${text}`, { width, indent: 4 });
  return [
    colors.bold('Target'),
    ...(summary.targetSentences ?? []).map(wrapped),
    tableOf(rows, width) ?? rows.map((row) => wrapped(rowLine(row))).join('\n'),
    ...watchedNotes(summary).map((note) => colors.dim(wrapped(note))),
  ].join('\n');
}

/** Null: it is wider than the terminal. Names of watches stay whole: what is cut may be what tells two of them apart. */
function tableOf(rows: readonly WatchedRow[], width: number | null): string | null {
  const columns = COLUMNS.map((name) => ({ name, head: HEADS[name], cells: rows.map((row) => row[name]) }));
  const { shown, left } = fitColumns(columns, { width, cut: 'watch', expendable: ['inUse'] });
  const isCut = shown.some(({ cells }, at) => cells.some((text, row) => text !== columns[at]?.cells[row]));
  if (left.length > 0 || isCut) return null;
  const table = plainTable(shown.map(({ head }) => head));
  for (const at of rows.keys()) {
    const texts = shown.map(({ name, cells }) => ({ name, text: cells[at] ?? '' }));
    table.push(texts.map(({ name, text }) => (name === 'watch' || name === 'inUse' ? text : right(text))));
  }
  return table.toString();
}

/** `gateway: CPU mean 0.52 cores · max 0.61 of 2 cores · memory 96 MiB → 128 MiB` */
function rowLine({ watch, ...row }: WatchedRow): string {
  const parts = COLUMNS.flatMap((name) =>
    name === 'watch' || row[name] === NO_VALUE ? [] : [`${WORDS[name]} ${row[name]}`],
  );
  return `${watch}: ${parts.length === 0 ? NO_VALUE : parts.join(' · ')}`;
}
