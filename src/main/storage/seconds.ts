import { COUNT_NAMES, noCounts, noHistograms } from '../../contract/counts.ts';
import { snakeCase, tableOf } from '../../contract/keys.ts';
import {
  HISTOGRAM_NAMES,
  type RunSecond,
  type SeriesHistograms,
  type SeriesSecond,
} from '../../contract/tick.ts';
import { RunningCrc } from './crc.ts';
import {
  bytesAt,
  bytesIn,
  insertOf,
  numberAt,
  numberIn,
  type Queries,
  type SqlCells,
  type SqlRow,
  type SqlValue,
  textIn,
} from './database.ts';
import { decodeSideData, encodeSideData } from './side-data.ts';
import { saysDamaged } from './storage-failure.ts';

/** The column of each count, in stored order: the CRC covers them in it. */
const COUNT_COLUMNS = tableOf(COUNT_NAMES, snakeCase);

const ROW_COLUMNS = ['run', 'second', 'series', ...Object.values(COUNT_COLUMNS), ...HISTOGRAM_NAMES];
const INSERT_SECOND = insertOf('seconds', ['run', 'second', 'length_us', 'users', 'side', 'crc', 'light']);
const INSERT_ROW = insertOf('series_seconds', ROW_COLUMNS);

/** Those that every version stored: of the others, what there is follows in the CRC. */
const CRC_HISTOGRAMS = HISTOGRAM_NAMES.filter((name) => name !== 'send');

/** What stands for the length of one that there is not. */
const NO_BLOB = -1;

/** Seconds as read back. */
interface StoredSeconds {
  readonly seconds: RunSecond[];
  /** Second indices that are gone, no longer agree with their CRC, or cannot be read. */
  readonly damaged: number[];
}

/** Writes one second: a row for it and a row per series. The caller holds the transaction. */
export function writeSecond(queries: Queries, run: number, second: RunSecond): void {
  const side = encodeSideData(second);
  const series = second.series.map((row) => ({ ...row, histograms: storedOnce(row.histograms) }));
  const light = second.light ?? null;
  const crc = crcOfSecond({ ...second, series }, { side, light });
  queries(INSERT_SECOND).run(run, second.second, second.lengthUs, second.users, side, crc, light);
  const insert = queries(INSERT_ROW);
  for (const row of series) {
    insert.run(run, second.second, row.series, ...countsOf(row), ...histogramsOf(row));
  }
}

/** Which seconds of a run; both ends included. */
interface SecondRange {
  readonly from: number;
  readonly to: number;
}

/** So many are read at once: their rows, hundreds of small pieces of memory each, are alive together. */
const BATCH = 10;

/**
 * Reads seconds of a run in order, some at a time. Each is checked against its CRC; those that were changed on disk, have
 * lost a series or their own row, lie on a page that cannot be read, or are gone without a trace are left out.
 */
export function* eachSecond(queries: Queries, run: number, { from, to }: SecondRange): Generator<RunSecond> {
  for (let first = from; first <= to; first += BATCH) {
    yield* secondsIn(queries, run, { from: first, to: Math.min(to, first + BATCH - 1) });
  }
}

/**
 * All seconds of a run, and which of them are not to be had.
 * @param last the last second the run's own row knows of, −1 for none: seconds go from 0 to it without a gap
 */
export function readSeconds(queries: Queries, run: number, last: number): StoredSeconds {
  const seconds = [...eachSecond(queries, run, { from: 0, to: last })];
  const present = new Set(seconds.map((second) => second.second));
  const damaged = Array.from({ length: last + 1 }, (_, index) => index).filter(
    (index) => !present.has(index),
  );
  return { seconds, damaged };
}

function* secondsIn(queries: Queries, run: number, range: SecondRange): Generator<RunSecond> {
  let rows: SecondRows;
  try {
    rows = rowsIn(queries, run, range);
  } catch (error) {
    if (!saysDamaged(error)) throw error;
    yield* readOneByOne(queries, run, range);
    return;
  }
  yield* assembled(rows);
}

/** Where the cells of a series' row stand: its number, its second, its series, counts, lengths of histograms, all of these. */
const COUNTS_AT = 3;
const LENGTHS_AT = COUNTS_AT + COUNT_NAMES.length;
const HISTOGRAMS_AT = LENGTHS_AT + HISTOGRAM_NAMES.length;

/**
 * The histograms of a row come as one piece: each on its own is a piece of memory of its own, and of a long run there are
 * hundreds of thousands, which take longer to make than to read. `concat` leaves out what is null and takes bytes as they are.
 */
const READ_ROWS = `SELECT ${[
  ...['id', 'second', 'series', ...Object.values(COUNT_COLUMNS)],
  ...HISTOGRAM_NAMES.map((name) => `octet_length(${name})`),
  `CAST(concat(${HISTOGRAM_NAMES.join(', ')}) AS BLOB)`,
].join(', ')} FROM series_seconds WHERE run = ? AND second BETWEEN ? AND ? ORDER BY second, series`;
const READ_HEADS = 'SELECT * FROM seconds WHERE run = ? AND second BETWEEN ? AND ? ORDER BY second';

interface SecondRows {
  readonly heads: readonly SqlRow[];
  /** Of each of them in turn, the rows of its series. */
  readonly rows: readonly SqlCells[];
}

function rowsIn(queries: Queries, run: number, { from, to }: SecondRange): SecondRows {
  const rows = queries(READ_ROWS).cells(run, from, to);
  return { rows, heads: queries(READ_HEADS).all(run, from, to) };
}

/** One at a time: of each hundreds of objects are made, and those of one that nobody holds any more are soon forgotten. */
function* assembled({ heads, rows }: SecondRows): Generator<RunSecond> {
  let first = 0;
  for (const head of heads) {
    const second = Number(head.second);
    while (secondIn(rows[first]) < second) first += 1;
    let end = first;
    while (secondIn(rows[end]) === second) end += 1;
    const read = secondOf(head, rows.slice(first, end).sort(asWritten));
    if (read !== null) yield read;
  }
}

/** Not a number: there is no such row. */
function secondIn(row: SqlCells | undefined): number {
  return Number(row?.[1]);
}

/** They come in the order of an index, which is nearly always that of the rows. */
function asWritten([a]: SqlCells, [b]: SqlCells): number {
  return Number(a) - Number(b);
}

/** The slow way past a broken page: every second on its own. */
function* readOneByOne(queries: Queries, run: number, { from, to }: SecondRange): Generator<RunSecond> {
  for (let index = from; index <= to; index += 1) {
    let rows: SecondRows | null = null;
    try {
      rows = rowsIn(queries, run, { from: index, to: index });
    } catch (error) {
      if (!saysDamaged(error)) throw error;
    }
    if (rows !== null) yield* assembled(rows);
  }
}

/** A second put together again, or null where it does not agree with its CRC. */
function secondOf(head: SqlRow, rows: readonly SqlCells[]): RunSecond | null {
  try {
    const side = textIn(head, 'side');
    const light = bytesIn(head, 'light');
    const bare = {
      second: numberIn(head, 'second'),
      lengthUs: numberIn(head, 'length_us'),
      users: numberIn(head, 'users'),
      series: rows.map(seriesOf),
    };
    if (crcOfSecond(bare, { side, light }) !== head.crc) return null;
    for (const { histograms } of bare.series) histograms.response ??= histograms.service;
    return { ...bare, ...decodeSideData(side), ...(light === null ? {} : { light }) };
  } catch (error) {
    // A byte that changed may have turned a number into a text, or have made a length one that there is not.
    if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError)
      return null;
    throw error;
  }
}

/**
 * Filled in, not put together name by name: a long run has tens of thousands of these.
 * @throws TypeError where a cell is not what its column holds
 */
function seriesOf(row: SqlCells): SeriesSecond {
  const counts = noCounts();
  let at = COUNTS_AT;
  for (const name of COUNT_NAMES) counts[name] = numberAt(row, at++);
  const histograms = noHistograms();
  const all = bytesAt(row, HISTOGRAMS_AT);
  let end = all.byteOffset;
  for (const name of HISTOGRAM_NAMES) {
    const length = row[at++];
    if (length === null) continue;
    if (typeof length !== 'number') throw new TypeError('a length that is no number');
    histograms[name] = new Uint8Array(all.buffer, end, length);
    end += length;
  }
  if (end !== all.byteOffset + all.byteLength) throw new TypeError('histograms of another length');
  return { series: numberAt(row, 2), counts, histograms };
}

/** Covers the second's own row, its side data, and every series with counts and histograms. */
function crcOfSecond(
  second: Pick<RunSecond, 'second' | 'lengthUs' | 'users' | 'series'>,
  { side, light }: { readonly side: string; readonly light: Uint8Array | null },
): number {
  const crc = new RunningCrc();
  for (const number of [second.second, second.lengthUs, second.users, second.series.length])
    crc.addNumber(number);
  crc.addText(side);
  for (const { series, counts, histograms } of second.series) {
    crc.addNumber(series);
    for (const name of COUNT_NAMES) crc.addNumber(counts[name]);
    for (const name of CRC_HISTOGRAMS) crc.addNumber(histograms[name]?.byteLength ?? NO_BLOB);
    for (const name of CRC_HISTOGRAMS) crc.addBytes(histograms[name]);
    if (histograms.send !== null) addBlob(crc, histograms.send);
  }
  if (light !== null) addBlob(crc, light);
  return crc.value;
}

/** As many bytes as there are, then these. */
function addBlob(crc: RunningCrc, bytes: Uint8Array): void {
  crc.addNumber(bytes.byteLength);
  crc.addBytes(bytes);
}

function countsOf(row: SeriesSecond): number[] {
  return COUNT_NAMES.map((name) => row.counts[name]);
}

function histogramsOf(row: SeriesSecond): (Extract<SqlValue, Uint8Array> | null)[] {
  return HISTOGRAM_NAMES.map((name) => row.histograms[name]);
}

/** Of closed plans the response times are the service times, and are left out. */
function storedOnce(histograms: SeriesHistograms): SeriesHistograms {
  const { response, service } = histograms;
  const isSame = response !== null && service !== null && Buffer.compare(response, service) === 0;
  return isSame ? { ...histograms, response: null } : histograms;
}
