import { COUNT_NAMES } from '../../contract/counts.ts';
import { snakeCase, tableOf } from '../../contract/keys.ts';
import { HISTOGRAM_NAMES, type RunSecond, type SeriesSecond } from '../../contract/tick.ts';
import { RunningCrc } from './crc.ts';
import { bytesIn, insertOf, numberIn, type Queries, type SqlRow, type SqlValue, textIn } from './database.ts';
import { decodeSideData, encodeSideData } from './side-data.ts';
import { saysDamaged } from './storage-failure.ts';

/** The column of each count, in stored order: the CRC covers them in it. */
const COUNT_COLUMNS = tableOf(COUNT_NAMES, snakeCase);

const ROW_COLUMNS = ['run', 'second', 'series', ...Object.values(COUNT_COLUMNS), ...HISTOGRAM_NAMES];
const INSERT_SECOND = insertOf('seconds', ['run', 'second', 'length_us', 'users', 'side', 'crc']);
const INSERT_ROW = insertOf('series_seconds', ROW_COLUMNS);

/** Seconds as read back. */
interface StoredSeconds {
  readonly seconds: RunSecond[];
  /** Second indices that are gone, no longer agree with their CRC, or cannot be read. */
  readonly damaged: number[];
}

/** Writes one second: a row for it and a row per series. The caller holds the transaction. */
export function writeSecond(queries: Queries, run: number, second: RunSecond): void {
  const side = encodeSideData(second);
  const crc = crcOfSecond(second, side);
  queries(INSERT_SECOND).run(run, second.second, second.lengthUs, second.users, side, crc);
  const insert = queries(INSERT_ROW);
  for (const row of second.series) {
    insert.run(run, second.second, row.series, ...countsOf(row), ...histogramsOf(row));
  }
}

/**
 * Reads the seconds of a run in order. Each is checked against its CRC; those that were changed on disk, have lost a
 * series or their own row, lie on a page that cannot be read, or are gone without a trace are named as damaged.
 * @param last the last second the run's own row knows of, −1 for none: seconds go from 0 to it without a gap
 */
export function readSeconds(queries: Queries, run: number, last: number): StoredSeconds {
  let seconds: RunSecond[];
  try {
    const rows = queries('SELECT * FROM series_seconds WHERE run = ? ORDER BY second, id').all(run);
    const heads = queries('SELECT * FROM seconds WHERE run = ? ORDER BY second').all(run);
    seconds = assemble(heads, rows);
  } catch (error) {
    if (!saysDamaged(error)) throw error;
    seconds = readOneByOne(queries, run, last);
  }
  const present = new Set(seconds.map((second) => second.second));
  const damaged = Array.from({ length: last + 1 }, (_, index) => index).filter(
    (index) => !present.has(index),
  );
  return { seconds, damaged };
}

/** The seconds whose rows are all there and agree with their CRC. */
function assemble(heads: readonly SqlRow[], rows: readonly SqlRow[]): RunSecond[] {
  const rowsBySecond = Map.groupBy(rows, (row) => row.second);
  return heads.flatMap((head) => secondOf(head, rowsBySecond.get(head.second) ?? []) ?? []);
}

/** The slow way past a broken page: every second on its own. */
function readOneByOne(queries: Queries, run: number, last: number): RunSecond[] {
  const seconds: RunSecond[] = [];
  for (let index = 0; index <= last; index += 1) {
    try {
      const rows = queries('SELECT * FROM series_seconds WHERE run = ? AND second = ? ORDER BY id').all(
        run,
        index,
      );
      const heads = queries('SELECT * FROM seconds WHERE run = ? AND second = ?').all(run, index);
      seconds.push(...assemble(heads, rows));
    } catch (error) {
      if (!saysDamaged(error)) throw error;
    }
  }
  return seconds;
}

/** A second put together again, or null where it does not agree with its CRC. */
function secondOf(head: SqlRow, rows: readonly SqlRow[]): RunSecond | null {
  try {
    const side = textIn(head, 'side');
    const bare = {
      second: numberIn(head, 'second'),
      lengthUs: numberIn(head, 'length_us'),
      users: numberIn(head, 'users'),
      series: rows.map(seriesOf),
    };
    if (crcOfSecond(bare, side) !== head.crc) return null;
    return { ...bare, ...decodeSideData(side) };
  } catch (error) {
    // A byte that changed may have turned a number into a text.
    if (error instanceof TypeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function seriesOf(row: SqlRow): SeriesSecond {
  return {
    series: numberIn(row, 'series'),
    counts: tableOf(COUNT_NAMES, (name) => numberIn(row, COUNT_COLUMNS[name])),
    histograms: tableOf(HISTOGRAM_NAMES, (name) => bytesIn(row, name)),
  };
}

/** Covers the second's own row, its side data, and every series with counts and histograms. */
function crcOfSecond(
  second: Pick<RunSecond, 'second' | 'lengthUs' | 'users' | 'series'>,
  side: string,
): number {
  const crc = new RunningCrc();
  crc.addNumbers([second.second, second.lengthUs, second.users, second.series.length]);
  crc.addText(side);
  for (const row of second.series) {
    crc.addNumbers([row.series, ...countsOf(row)]);
    crc.addBlobs(histogramsOf(row));
  }
  return crc.value;
}

function countsOf(row: SeriesSecond): number[] {
  return COUNT_NAMES.map((name) => row.counts[name]);
}

function histogramsOf(row: SeriesSecond): (Extract<SqlValue, Uint8Array> | null)[] {
  return HISTOGRAM_NAMES.map((name) => row.histograms[name]);
}
