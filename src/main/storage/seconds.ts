import { COUNT_NAMES, noCounts, noHistograms } from '../../contract/counts.ts';
import { snakeCase, tableOf } from '../../contract/keys.ts';
import {
  HISTOGRAM_NAMES,
  type RunSecond,
  type SeriesHistograms,
  type SeriesSecond,
} from '../../contract/tick.ts';
import { RunningCrc } from './crc.ts';
import { bytesIn, insertOf, numberIn, type Queries, type SqlRow, type SqlValue, textIn } from './database.ts';
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

/** Numbers of a series' row, as they stand in one text: where it is, its counts, lengths of its histograms. */
const NUMBERS = [
  ...['id', 'series', ...Object.values(COUNT_COLUMNS)],
  ...HISTOGRAM_NAMES.map((name) => `coalesce(octet_length(${name}), ${NO_BLOB})`),
];

/**
 * All rows of a second as one text and one piece of bytes: of a long run there are tens of thousands of rows with a dozen
 * numbers and up to ten histograms each, which take far longer to be made one by one than to be read. `concat` and
 * `group_concat` take bytes as they are and leave out what is null; rows are gone through in the same order for both.
 */
const READ_ROWS = `SELECT second, group_concat(concat_ws(',', ${NUMBERS.join(', ')}), ';') AS numbers,
  CAST(group_concat(concat(${HISTOGRAM_NAMES.join(', ')}), '') AS BLOB) AS histograms
  FROM series_seconds WHERE run = ? AND second BETWEEN ? AND ? GROUP BY second ORDER BY second`;
const READ_HEADS = 'SELECT * FROM seconds WHERE run = ? AND second BETWEEN ? AND ? ORDER BY second';

interface SecondRows {
  readonly heads: readonly SqlRow[];
  /** By second. */
  readonly rows: ReadonlyMap<unknown, SqlRow>;
}

function rowsIn(queries: Queries, run: number, { from, to }: SecondRange): SecondRows {
  const rows = queries(READ_ROWS).all(run, from, to);
  const heads = queries(READ_HEADS).all(run, from, to);
  return { heads, rows: new Map(rows.map((row) => [row.second, row])) };
}

/** One at a time: of each hundreds of objects are made, and those of one that nobody holds any more are soon forgotten. */
function* assembled({ heads, rows }: SecondRows): Generator<RunSecond> {
  for (const head of heads) {
    const read = secondOf(head, rows.get(head.second));
    if (read !== null) yield read;
  }
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
function secondOf(head: SqlRow, rows: SqlRow | undefined): RunSecond | null {
  try {
    const side = textIn(head, 'side');
    const light = bytesIn(head, 'light');
    const bare = {
      second: numberIn(head, 'second'),
      lengthUs: numberIn(head, 'length_us'),
      users: numberIn(head, 'users'),
      series: rows === undefined ? [] : seriesIn(rows),
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
 * The series of a second in the order in which they were written.
 * @throws TypeError where the row is not what `READ_ROWS` makes of whole ones
 */
function seriesIn(row: SqlRow): SeriesSecond[] {
  const numbers = new NumberText(textIn(row, 'numbers'));
  const bytes = bytesIn(row, 'histograms') ?? new Uint8Array();
  const found: { readonly id: number; readonly series: SeriesSecond }[] = [];
  let used = 0;
  while (!numbers.atEnd) {
    const id = numbers.next();
    const series = numbers.next();
    // Filled in, not put together name by name: a long run has tens of thousands of these.
    const counts = noCounts();
    for (const name of COUNT_NAMES) counts[name] = numbers.next();
    const histograms = noHistograms();
    for (const name of HISTOGRAM_NAMES) {
      const length = numbers.next();
      if (length === NO_BLOB) continue;
      histograms[name] = new Uint8Array(bytes.buffer, bytes.byteOffset + used, length);
      used += length;
      if (used > bytes.length) throw new TypeError('longer histograms than there are bytes');
    }
    found.push({ id, series: { series, counts, histograms } });
  }
  if (used !== bytes.length) throw new TypeError('histograms of another length');
  // They come in the order of an index, which is nearly always that in which they were written.
  return found.sort((a, b) => a.id - b.id).map(({ series }) => series);
}

/** Whole numbers, each but the last with a sign behind it that is no digit. */
class NumberText {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** @throws TypeError where none stands there */
  next(): number {
    const text = this.#text;
    const isNegative = text.charCodeAt(this.#at) === MINUS;
    if (isNegative) this.#at += 1;
    const from = this.#at;
    let value = 0;
    for (; this.#at < text.length; this.#at += 1) {
      const digit = text.charCodeAt(this.#at) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (this.#at === from) throw new TypeError('no number where one was');
    this.#at += 1;
    return isNegative ? -value : value;
  }
}

const MINUS = '-'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

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
