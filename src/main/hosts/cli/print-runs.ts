import { stripVTControlCharacters } from 'node:util';
import { showListedP95 } from '../../../contract/evidence.ts';
import { formatClock, formatNumber, formatPercent, NO_VALUE } from '../../../contract/format.ts';
import { keysOf } from '../../../contract/keys.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { gradeWord, outcomeWord, plainTable } from './print-summary.ts';
import type { Terminal } from './terminal.ts';

/** Between two columns. */
const GAP = 2;
const MIN_NAME = 12;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

type Cell = (row: RunRow, colors: Terminal['colors']) => string;

const COLUMNS = {
  run: ['run', ({ runId }) => runId],
  name: ['name', ({ name }) => name],
  state: ['state', ({ state }) => state],
  started: ['started (UTC)', ({ startedAt }) => startedAt.slice(0, 16).replace('T', ' ')],
  length: ['length', ({ durationMs }) => formatClock(durationMs)],
  requests: ['requests', ({ requests }) => formatNumber(requests)],
  failed: ['failed', listedFailures],
  p95: ['p95', (row) => showListedP95(row).text],
  outcome: [
    'outcome',
    (row, colors) => (row.state === 'running' ? NO_VALUE : outcomeWord(row.outcome, colors)),
  ],
  grade: ['grade', (row, colors) => gradeWord(row.overallGrade, colors)],
  trust: ['trust', ({ trust }) => trust],
} as const satisfies Readonly<Record<string, readonly [head: string, cell: Cell]>>;
type Column = keyof typeof COLUMNS;
/** What a narrow terminal can do without, first to go first. */
const EXPENDABLE: readonly Column[] = [
  'trust',
  'p95',
  'state',
  'length',
  'failed',
  'requests',
  'grade',
  'started',
  'name',
];

/**
 * Stored runs as a table that fits the terminal: first names are cut in their middle, then columns are left out, and
 * named. Run and outcome always stay; without a terminal, everything is there.
 */
export function printRuns(
  rows: readonly RunRow[],
  { colors, outColumns }: Pick<Terminal, 'colors' | 'outColumns'>,
): string {
  const all = keysOf(COLUMNS).map((column) => {
    const cell: Cell = COLUMNS[column][1];
    return { column, cells: rows.map((row) => cell(row, colors)) };
  });
  const left: Column[] = [];
  let shown: readonly ShownColumn[] = all;
  if (outColumns !== null) {
    while (leastWidth(shown) > outColumns) {
      const next = EXPENDABLE.find((column) => shown.some((one) => one.column === column));
      if (next === undefined) break;
      left.push(next);
      shown = shown.filter(({ column }) => column !== next);
      // What became of a run that did not end by itself is said where its outcome stands.
      if (next === 'state')
        shown = shown.map((one) =>
          one.column === 'outcome' ? { ...one, cells: endings(rows, colors) } : one,
        );
    }
    shown = shown.map((one) => (one.column === 'name' ? shortened(one, shown, outColumns) : one));
  }
  const table = plainTable(shown.map(({ column }) => COLUMNS[column][0]));
  for (const index of rows.keys()) table.push(shown.map(({ cells }) => cells[index] ?? ''));
  const names = left.map((column) => COLUMNS[column][0]).join(', ');
  const note =
    names === '' ? '' : `\n${colors.dim(`Left out here: ${names}. plimsoll runs --json - has all.`)}\n`;
  return `${table.toString()}\n${note}`;
}

interface ShownColumn {
  readonly column: Column;
  readonly cells: readonly string[];
}

function endings(rows: readonly RunRow[], colors: Terminal['colors']): string[] {
  return rows.map((row) =>
    row.state === 'completed' ? outcomeWord(row.outcome, colors) : colors.yellow(row.state),
  );
}

/** `12 (3%)`, and what is left out; the rate is an en dash where none is known. */
function listedFailures({ failed, errorRatePercent, leftOut }: RunRow): string {
  const rate = failed === 0 && errorRatePercent !== null ? '' : ` (${formatPercent(errorRatePercent)})`;
  const note = leftOut === 0 ? '' : `, ${formatNumber(leftOut)} left out`;
  return `${formatNumber(failed)}${rate}${note}`;
}

function leastWidth(columns: readonly ShownColumn[]): number {
  const widths = columns.map((one) =>
    one.column === 'name' ? Math.min(widthOf(one), MIN_NAME) : widthOf(one),
  );
  return widths.reduce((sum, width) => sum + width, 0) + GAP * (columns.length - 1);
}

function widthOf({ column, cells }: ShownColumn): number {
  return Math.max(COLUMNS[column][0].length, ...cells.map(textWidth));
}

function shortened(name: ShownColumn, shown: readonly ShownColumn[], width: number): ShownColumn {
  const others = shown.filter(({ column }) => column !== 'name');
  const taken = others.reduce((sum, one) => sum + widthOf(one) + GAP, 0);
  return { ...name, cells: name.cells.map((text) => cutInMiddle(text, width - taken)) };
}

/** Names that begin alike differ at their end. */
function cutInMiddle(text: string, width: number): string {
  const letters = [...text];
  if (textWidth(text) <= width) return text;
  for (let kept = letters.length - 1; kept > 0; kept -= 1) {
    const end = letters.slice(letters.length - Math.floor(kept / 2));
    const cut = [...letters.slice(0, Math.ceil(kept / 2)), '…', ...end].join('');
    if (textWidth(cut) <= width) return cut;
  }
  return '…';
}

/** In cells of a terminal; its colours take none. */
function textWidth(text: string): number {
  return [...stripVTControlCharacters(text)].reduce((sum, letter) => sum + (WIDE.test(letter) ? 2 : 1), 0);
}
