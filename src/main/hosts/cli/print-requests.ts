import {
  counted,
  formatBytes,
  formatCount,
  formatMs,
  formatPercent,
  NO_VALUE,
} from '../../../contract/format.ts';
import { keysOf } from '../../../contract/keys.ts';
import { DROPPED_WORDS, MAX_USES } from '../../../contract/light-requests.ts';
import { momentText } from '../../../contract/moment-text.ts';
import type { RequestPage, RequestRow } from '../../../contract/request-rows.ts';
import { PHASES } from '../../../contract/tick.ts';
import { type Asked, askedText } from './asked-area.ts';
import { fitColumns } from './fit-columns.ts';
import { plainTable } from './plain-table.ts';
import type { Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

type Colors = Terminal['colors'];
type Cell = (row: RequestRow, colors: Colors, place: number) => string;

const COLUMNS = {
  number: ['#', ({ hasExchange }, _, place) => `${place + 1}${hasExchange ? '*' : ''}`],
  at: ['at', ({ startedUs }) => momentText(startedUs)],
  endpoint: ['endpoint', ({ service, endpoint }) => `${service}.${endpoint}`],
  took: ['took', ({ durationUs }) => formatMs(durationUs / 1_000)],
  mostly: ['mostly', mostlyText],
  result: ['result', resultText],
  connection: ['connection', connectionText],
  received: ['received', ({ bytesIn }) => formatBytes(bytesIn)],
  address: ['address', ({ address }) => address ?? NO_VALUE],
} as const satisfies Readonly<Record<string, readonly [head: string, cell: Cell]>>;
type Column = keyof typeof COLUMNS;
/** What a narrow terminal can do without, first to go first. */
const EXPENDABLE: readonly Column[] = ['address', 'received', 'connection', 'mostly', 'result', 'endpoint'];

const CONNECTION_WORDS =
  'connection: its thread and number there, and how many requests it had carried before this one.';

/** As many as one page holds. */
export const MAX_LISTED = 1_000;

/** What `plimsoll requests` has to say. */
interface SaidRequests {
  readonly asked: Asked;
  readonly page: RequestPage;
  /** Why the list is empty. */
  readonly none: string;
}

/** Kept requests as a table that fits the terminal, the slowest first. */
export function printRequests(
  { asked, page, none }: SaidRequests,
  { colors, outColumns }: Pick<Terminal, 'colors' | 'outColumns'>,
): string {
  const { rows, kept, standFor, isEstimate, wereDropped } = page;
  const title = `${colors.bold(asked.row.name)}  ${colors.dim(asked.row.runId)}`;
  const wrapped = (line: string) => wrapText(line, { width: outColumns, indent: 0 });
  const dropped = wereDropped ? [DROPPED_WORDS] : [];
  if (kept === 0) return `${title}\n${askedText(asked)}\n\n${[none, ...dropped].map(wrapped).join('\n')}\n`;
  const most = rows.length < kept ? `the slowest ${formatCount(rows.length)} of them` : 'the slowest first';
  // Some are kept for their texts alone, and stand for none.
  const many = counted(Math.max(kept, standFor), 'request');
  const count = `${formatCount(kept)} of ${isEstimate && standFor > kept ? 'about ' : ''}${many} kept, ${most}`;
  const head = `${title}\n${wrapped(`${askedText(asked)}: ${count}`)}`;
  const all = keysOf(COLUMNS).map((name) => {
    const [word, cell]: readonly [string, Cell] = COLUMNS[name];
    return { name, head: word, cells: rows.map((request, place) => cell(request, colors, place)) };
  });
  const { shown, left } = fitColumns<Column>(all, {
    width: outColumns,
    cut: 'endpoint',
    expendable: EXPENDABLE,
  });
  const table = plainTable(shown.map((column) => column.head));
  for (const index of rows.keys()) table.push(shown.map(({ cells }) => cells[index] ?? ''));
  const isShown = (column: Column) => shown.some(({ name }) => name === column);
  const notes = [
    ...dropped,
    ...(rows.length < Math.min(kept, MAX_LISTED) ? ['--slowest N lists more.'] : []),
    ...(isShown('connection') ? [CONNECTION_WORDS] : []),
    ...(left.length === 0 ? [] : [`Left out here: ${left.join(', ')}. plimsoll requests --json - has all.`]),
    ...(rows.some(({ hasExchange }) => hasExchange)
      ? ['* kept with what was sent: of an HTTP request, --curl N prints the command that sends it again.']
      : []),
  ];
  const said = notes.map((line) => colors.dim(wrapped(line)));
  const note = said.length === 0 ? '' : `\n${said.join('\n')}\n`;
  return `${head}\n\n${table.toString()}\n${note}`;
}

/** `wait 98%` */
function mostlyText({ phasesUs, durationUs }: RequestRow): string {
  const most = Math.max(...phasesUs);
  const name = PHASES[phasesUs.indexOf(most)];
  return name === undefined || durationUs <= 0
    ? NO_VALUE
    : `${name} ${formatPercent(Math.round((100 * most) / durationUs))}`;
}

function resultText({ code, status }: RequestRow, colors: Colors): string {
  const answered = status === null ? '' : `${status}`;
  return code === null ? answered || NO_VALUE : colors.red(answered === '' ? code : `${answered} ${code}`);
}

/** `0.17 new`, `0.17 after 12`; beyond what is counted, `0.17 after 65,535+` */
function connectionText({ connection, isNew, uses }: RequestRow): string {
  if (connection === '') return NO_VALUE;
  return `${connection} ${isNew ? 'new' : `after ${formatCount(uses)}${uses >= MAX_USES ? '+' : ''}`}`;
}
