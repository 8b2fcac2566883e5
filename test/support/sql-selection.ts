import Database from 'better-sqlite3';
import type { Area, Scope } from '../../src/contract/area.ts';

/** Times of a selection as anybody may work them out of the database; milliseconds, null where there is nothing. */
export interface SqlTimes {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly failed: number;
}

export interface SqlSelection {
  readonly here: SqlTimes;
  readonly there: SqlTimes;
  /** Successes of the whole scope. */
  readonly of: number;
  /** Successes in the area, of each series that has any. */
  readonly bySeries: ReadonlyMap<number, number>;
}

interface SeriesRow {
  readonly second: number;
  readonly series: number;
  readonly errors: number;
  /** Of a closed plan response times are stored as service times. */
  readonly times: Uint8Array | null;
}

interface Selected {
  readonly series: readonly number[];
  readonly clock: Scope['clock'];
  readonly area: Area;
  /** Null: the rest of the run. */
  readonly against: Area | null;
}

/**
 * A stored run asked by SQL, its histograms decoded number by number and its quantiles counted out: written from the formats'
 * descriptions, with nothing of the product. Rows are read anew for each question.
 */
export class SqlRun {
  readonly #database: Database.Database;
  readonly #run: number;

  constructor(file: string, runId: string) {
    this.#database = new Database(file, { readonly: true });
    const row = this.#database.prepare('SELECT run FROM runs WHERE run_id = ?').get(runId) as { run: number };
    this.#run = row.run;
  }

  close(): void {
    this.#database.close();
  }

  /** Cells of a heatmap: of second s and band b at `s b`. */
  cells(series: readonly number[], clock: Scope['clock']): Map<string, number> {
    const cells = new Map<string, number>();
    for (const { second, times } of this.#rows(series, clock)) {
      for (const { lowUs, highUs, count } of bucketsOf(times)) {
        const key = `${second} ${bandAt((lowUs + highUs) / 2)}`;
        cells.set(key, (cells.get(key) ?? 0) + count);
      }
    }
    return cells;
  }

  select({ series, clock, area, against }: Selected): SqlSelection {
    const [here, there] = [new Map<number, number>(), new Map<number, number>()];
    const bySeries = new Map<number, number>();
    const failed = { here: 0, there: 0 };
    let of = 0;
    for (const row of this.#rows(series, clock)) {
      const isHere = isInTime(row, area);
      const isThere = against === null ? !isHere : isInTime(row, against);
      if (isHere) failed.here += row.errors;
      if (isThere) failed.there += row.errors;
      for (const { lowUs, highUs, count } of bucketsOf(row.times)) {
        const band = bandAt((lowUs + highUs) / 2);
        const isIn = isHere && isInBands(band, area);
        of += count;
        if (isIn) {
          here.set(highUs, (here.get(highUs) ?? 0) + count);
          bySeries.set(row.series, (bySeries.get(row.series) ?? 0) + count);
        }
        if (against === null ? !isIn : isThere && isInBands(band, against)) {
          there.set(highUs, (there.get(highUs) ?? 0) + count);
        }
      }
    }
    return { here: timesOf(here, failed.here), there: timesOf(there, failed.there), of, bySeries };
  }

  #rows(series: readonly number[], clock: Scope['clock']): SeriesRow[] {
    const times = clock === 'actual' ? 'service' : 'coalesce(response, service)';
    return this.#database
      .prepare(
        `SELECT second, series, errors, ${times} AS times FROM series_seconds
         WHERE run = ? AND series IN (SELECT value FROM json_each(?))`,
      )
      .all(this.#run, JSON.stringify(series)) as SeriesRow[];
  }
}

function isInTime({ second }: SeriesRow, { fromSecond, toSecond }: Area): boolean {
  return second >= fromSecond && second <= toSecond;
}

function isInBands(band: number, { fromBand, toBand }: Area): boolean {
  return band >= fromBand && band <= toBand;
}

/** Eighty bands, four to a doubling, from 62.5 µs on; the first and the last take what lies beyond. */
function bandAt(us: number): number {
  return Math.max(0, Math.min(79, Math.floor(4 * Math.log2(us / 62.5) + 1e-9)));
}

interface Bucket {
  readonly lowUs: number;
  readonly highUs: number;
  readonly count: number;
}

/** LEB128 numbers: format, count, refused, clamped, min, max, sum; then of each bucket its distance and its count. */
function bucketsOf(bytes: Uint8Array | null): Bucket[] {
  if (bytes === null) return [];
  const numbers: number[] = [];
  let [value, scale] = [0, 1];
  for (const byte of bytes) {
    value += (byte % 128) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    numbers.push(value);
    [value, scale] = [0, 1];
  }
  const buckets: Bucket[] = [];
  let index = 0;
  for (let at = 7; at < numbers.length; at += 2) {
    index += numbers[at] ?? 0;
    // HdrHistogram of three digits: 2,048 buckets of a microsecond, then 1,024 to a doubling.
    const doublings = Math.max(0, Math.floor(index / 1_024) - 1);
    const lowUs = (index - 1_024 * doublings) * 2 ** doublings;
    buckets.push({ lowUs, highUs: lowUs + 2 ** doublings - 1, count: numbers[at + 1] ?? 0 });
  }
  return buckets;
}

/** Nearest rank: the smallest value that a share of all do not exceed. */
function timesOf(buckets: ReadonlyMap<number, number>, failed: number): SqlTimes {
  const sorted = [...buckets].toSorted(([a], [b]) => a - b);
  const count = sorted.reduce((sum, [, here]) => sum + here, 0);
  const at = (percentile: number) => {
    let left = Math.max(1, Math.ceil((percentile * count) / 100 - 1e-9));
    for (const [highUs, here] of sorted) {
      left -= here;
      if (left <= 0) return highUs / 1_000;
    }
    return null;
  };
  return { count, p50Ms: at(50), p95Ms: at(95), p99Ms: at(99), failed };
}
