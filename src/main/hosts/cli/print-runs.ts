import { capacityHeadlineText } from '../../../contract/capacity-text.ts';
import { showListedP95 } from '../../../contract/evidence.ts';
import { formatClock, formatNumber, formatPercent, NO_VALUE } from '../../../contract/format.ts';
import { keysOf } from '../../../contract/keys.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { fitColumns } from './fit-columns.ts';
import { plainTable } from './plain-table.ts';
import { gradeWord, outcomeWord } from './print-summary.ts';
import type { Terminal } from './terminal.ts';

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
  capacity: ['capacity', ({ capacity }) => (capacity === undefined ? '' : capacityHeadlineText(capacity))],
  outcome: [
    'outcome',
    (row, colors) => (row.state === 'running' ? NO_VALUE : outcomeWord(row.outcome, colors)),
  ],
  grade: ['grade', (row, colors) => (row.capacity === undefined ? gradeWord(row.overallGrade, colors) : '')],
  trust: ['trust', ({ trust }) => trust],
  ended: ['ended early because', ({ endReason = '' }) => endReason],
} as const satisfies Readonly<Record<string, readonly [head: string, cell: Cell]>>;
type Column = keyof typeof COLUMNS;
/** What a narrow terminal can do without, first to go first. */
const EXPENDABLE: readonly Column[] = [
  'ended',
  'trust',
  'p95',
  'state',
  'length',
  'failed',
  'requests',
  'grade',
  'capacity',
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
  const isShown: Readonly<Partial<Record<Column, boolean>>> = {
    ended: rows.some(({ endReason }) => endReason !== undefined),
    capacity: rows.some(({ capacity }) => capacity !== undefined),
  };
  const names = keysOf(COLUMNS).filter((name) => isShown[name] !== false);
  const all = names.map((name) => {
    const [head, cell]: readonly [string, Cell] = COLUMNS[name];
    return { name, head, cells: rows.map((row) => cell(row, colors)) };
  });
  const { shown, left } = fitColumns<Column>(all, {
    width: outColumns,
    cut: 'name',
    expendable: EXPENDABLE,
    // What became of a run that did not end by itself is said where its outcome stands.
    replace: (gone, column) =>
      gone === 'state' && column.name === 'outcome' ? { ...column, cells: endings(rows, colors) } : column,
  });
  const table = plainTable(shown.map(({ head }) => head));
  for (const index of rows.keys()) table.push(shown.map(({ cells }) => cells[index] ?? ''));
  const missing = left.join(', ');
  const note =
    missing === '' ? '' : `\n${colors.dim(`Left out here: ${missing}. plimsoll runs --json - has all.`)}\n`;
  return `${table.toString()}\n${note}`;
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
