import { z } from 'zod';
import { overridesSchema } from '../../contract/plan.ts';
import { listOf, parsedJson } from '../../contract/plan-data.ts';
import { SERIES_LOOKS, SERIES_STATES } from '../../contract/run-series.ts';
import { SERIES_SIDES, seriesCellKeySchema } from '../../contract/series-verdict.ts';
import type { EpochMillis } from '../../contract/units.ts';
import { rowSeal, sealOf } from './crc.ts';
import {
  type Connection,
  insertOf,
  numberIn,
  numberOrNullIn,
  type Queries,
  queriesOf,
  type SqlRow,
  textIn,
  writing,
} from './database.ts';
import { factsNow, leaseIsLive, leaseOf } from './lease.ts';
import { ownIdentity, type ProcessIdentity } from './process-identity.ts';
import type { RunStoreOptions } from './runs.ts';
import type {
  SeriesListing,
  SeriesRunRecord,
  SeriesSettings,
  SeriesSideRecord,
  SeriesStore,
} from './series-record.ts';

/** Columns of `run_series` under its seal. */
const COLUMNS = [
  'series_id',
  'name',
  'state',
  'created_at',
  'ended_at',
  'end_reason',
  'labels',
  'settings',
  'sides',
  'lead',
  'deleted',
] as const;
const RUN_COLUMNS = ['run_id', 'side', 'slot', 'left_out', 'filled'] as const;
const LISTED = `SELECT series, ${COLUMNS.join(', ')}, seal FROM run_series`;
const DAMAGE =
  'The record of this series was changed on disk; its runs are still there, and it cannot be continued.';
const GONE =
  'Plimsoll exited unexpectedly; the runs that were finished are kept, and the series can be continued.';

const settingsSchema: z.ZodType<SeriesSettings> = z.object({
  looks: z.enum(SERIES_LOOKS),
  runsPerSide: z.number(),
  pauseMs: z.number(),
  discard: z.number(),
  primary: seriesCellKeySchema.nullable(),
  minChangePercent: z.number(),
  force: z.boolean(),
});
const UNKNOWN_SETTINGS: SeriesSettings = {
  looks: 'open',
  runsPerSide: 0,
  pauseMs: 0,
  discard: 0,
  primary: null,
  minChangePercent: 3,
  force: false,
};
const sidesSchema: z.ZodType<SeriesSideRecord[]> = z.array(
  z.object({
    label: z.string(),
    planName: z.string(),
    planText: z.string(),
    overrides: z.object(overridesSchema.shape),
    onSamples: z.boolean(),
    plannedMs: z.number(),
    planFolder: z.string().nullable(),
    planId: z.string().nullable(),
  }),
);

/** Series in one database. Every change is one transaction that takes the write lock at its start. */
export function createSeriesStore(connection: Connection, options: RunStoreOptions = {}): SeriesStore {
  const rows = new SeriesRows(connection, options);
  const write = writing(connection);
  const { queries } = rows;
  return {
    create: write((series) => {
      const { seriesId, name, createdAt, labels, settings, sides } = series;
      const texts = [labels, settings, sides].map((part) => JSON.stringify(part));
      const values = [seriesId, name.toWellFormed(), 'running', createdAt, null, '', ...texts, '', 0];
      queries(insertOf('run_series', [...COLUMNS, 'seal'])).run(...values, 0);
      rows.hold(seriesId);
      rows.seal(seriesId);
    }),
    addRun: write((seriesId, run) => {
      rows.addRun(rows.numberOf(seriesId), run);
      rows.hold(seriesId);
    }),
    decide: write((seriesId, runId, { leftOut, isFilled }) => {
      const series = rows.numberOf(seriesId);
      queries('UPDATE series_runs SET left_out = ?, filled = ? WHERE series = ? AND run_id = ?').run(
        leftOut.toWellFormed(),
        isFilled ? 1 : 0,
        series,
        runId,
      );
      rows.sealRun(series, runId);
    }),
    end: write((seriesId, { state, reason }) => {
      rows.set(seriesId, { state, ended_at: rows.now(), end_reason: reason.toWellFormed() });
      rows.release(seriesId);
    }),
    resume: write((seriesId, settings) => {
      const row = queries('SELECT * FROM run_series WHERE series_id = ?').get(seriesId);
      if (row === undefined || (row.state === 'running' && rows.isLive(row))) return false;
      rows.set(seriesId, {
        state: 'running',
        ended_at: null,
        end_reason: '',
        settings: JSON.stringify(settings),
      });
      rows.hold(seriesId);
      return true;
    }),
    setLead: write((seriesId, lead) => rows.set(seriesId, { lead: lead.toWellFormed() })),
    beat: write((seriesId) => rows.hold(seriesId)),
    setDeleted: write((seriesId, deleted) => rows.set(seriesId, { deleted: deleted ? 1 : 0 })),
    ...seriesReads(rows),
    repairInterrupted: write(() =>
      rows
        .running()
        .filter((row) => !rows.isLive(row))
        .map((row) => rows.interrupt(textIn(row, 'series_id'))),
    ),
  };
}

/** What is asked without a change. */
function seriesReads(
  rows: SeriesRows,
): Pick<SeriesStore, 'list' | 'listing' | 'get' | 'seals' | 'runningElsewhere' | 'heldHere'> {
  const { queries } = rows;
  return {
    list: (deleted = false) =>
      queries(`${LISTED} WHERE deleted = ? ORDER BY created_at DESC, series DESC`)
        .all(deleted ? 1 : 0)
        .map((row) => listingOf(row, rows.runsOf(row))),
    listing: (seriesId) => rows.listing(seriesId),
    get: (seriesId) => {
      const row = queries(`${LISTED} WHERE series_id = ?`).get(seriesId);
      if (row === undefined) return null;
      const listing = listingOf(row, rows.runsOf(row));
      const sides = sidesSchema.safeParse(parsedJson(textIn(row, 'sides')));
      return { ...listing, sides: sides.data ?? [], ...(sides.success ? {} : { damage: DAMAGE }) };
    },
    seals: () => {
      const sums = queries(
        `SELECT series_id, run_series.seal + COALESCE(SUM(series_runs.seal), 0) AS seal
           FROM run_series LEFT JOIN series_runs USING (series) GROUP BY series`,
      ).all();
      return new Map(sums.map((row) => [textIn(row, 'series_id'), numberIn(row, 'seal')]));
    },
    runningElsewhere: () =>
      rows
        .running()
        .filter((row) => rows.isLive(row) && !rows.isOwn(row))
        .map((row) => textIn(row, 'series_id')),
    heldHere: () =>
      rows
        .running()
        .filter((row) => rows.isOwn(row))
        .map((row) => textIn(row, 'series_id')),
  };
}

/** Rows of series by their ids. The caller holds the transaction. */
class SeriesRows {
  readonly queries: Queries;
  readonly now: () => EpochMillis;
  readonly #self: ProcessIdentity;

  constructor(connection: Connection, { now = Date.now, self = ownIdentity() }: RunStoreOptions) {
    this.queries = queriesOf(connection);
    this.now = now;
    this.#self = self;
  }

  /** @throws Error where there is no such series: callers have asked before */
  numberOf(seriesId: string): number {
    const row = this.queries('SELECT series FROM run_series WHERE series_id = ?').get(seriesId);
    if (row === undefined) throw new Error(`no series ${seriesId} in the database`);
    return numberIn(row, 'series');
  }

  listing(seriesId: string): SeriesListing | null {
    const row = this.queries(`${LISTED} WHERE series_id = ?`).get(seriesId);
    return row === undefined ? null : listingOf(row, this.runsOf(row));
  }

  /** Those of a row, in the order they were taken. One that was changed on disk is left out. */
  runsOf(row: SqlRow): SeriesRunRecord[] {
    return this.queries('SELECT * FROM series_runs WHERE series = ? ORDER BY nth')
      .all(numberIn(row, 'series'))
      .flatMap(runOf);
  }

  addRun(series: number, { runId, side, slot }: Pick<SeriesRunRecord, 'runId' | 'side' | 'slot'>): void {
    const last = this.queries('SELECT MAX(nth) AS nth FROM series_runs WHERE series = ?').get(series);
    const nth = (numberOrNullIn(last ?? {}, 'nth') ?? 0) + 1;
    const values = [runId, side, slot, null, 0];
    this.queries(insertOf('series_runs', ['series', 'nth', ...RUN_COLUMNS, 'seal'])).run(
      series,
      nth,
      ...values,
      sealOf(values),
    );
  }

  set(seriesId: string, columns: Readonly<Record<string, string | number | null>>): void {
    const assignments = Object.keys(columns).map((name) => `${name} = ?`);
    this.queries(`UPDATE run_series SET ${assignments.join(', ')} WHERE series_id = ?`).run(
      ...Object.values(columns),
      seriesId,
    );
    this.seal(seriesId);
  }

  seal(seriesId: string): void {
    const row = this.queries('SELECT * FROM run_series WHERE series_id = ?').get(seriesId) ?? {};
    this.queries('UPDATE run_series SET seal = ? WHERE series_id = ?').run(rowSeal(row, COLUMNS), seriesId);
  }

  sealRun(series: number, runId: string): void {
    const row = this.queries('SELECT * FROM series_runs WHERE series = ? AND run_id = ?').get(series, runId);
    this.queries('UPDATE series_runs SET seal = ? WHERE series = ? AND run_id = ?').run(
      rowSeal(row ?? {}, RUN_COLUMNS),
      series,
      runId,
    );
  }

  /** Held by this process, which lives now. */
  hold(seriesId: string): void {
    const { host, pid, start } = this.#self;
    this.queries(
      'UPDATE run_series SET host = ?, pid = ?, process_start = ?, heartbeat_at = ? WHERE series_id = ?',
    ).run(host, pid, start, this.now(), seriesId);
  }

  release(seriesId: string): void {
    this.queries(
      'UPDATE run_series SET host = NULL, pid = NULL, process_start = NULL, heartbeat_at = NULL WHERE series_id = ?',
    ).run(seriesId);
  }

  running(): SqlRow[] {
    return this.queries("SELECT * FROM run_series WHERE state = 'running'").all();
  }

  /** Whether the process that holds it lives. */
  isLive(row: SqlRow): boolean {
    return row.pid !== null && leaseIsLive(leaseOf(row), factsNow(this.#self, this.now()));
  }

  isOwn({ pid, host }: SqlRow): boolean {
    return pid === this.#self.pid && host === this.#self.host;
  }

  interrupt(seriesId: string): string {
    this.set(seriesId, { state: 'interrupted', ended_at: this.now(), end_reason: GONE });
    this.release(seriesId);
    return seriesId;
  }
}

function listingOf(row: SqlRow, runs: readonly SeriesRunRecord[]): SeriesListing {
  const isWhole = rowSeal(row, COLUMNS) === row.seal;
  const settings = settingsSchema.safeParse(parsedJson(textIn(row, 'settings')));
  return {
    seriesId: textIn(row, 'series_id'),
    name: textIn(row, 'name'),
    state: SERIES_STATES.find((state) => state === row.state) ?? 'interrupted',
    createdAt: numberIn(row, 'created_at'),
    endedAt: numberOrNullIn(row, 'ended_at'),
    endReason: textIn(row, 'end_reason'),
    labels: listOf(parsedJson(textIn(row, 'labels'))).map(String),
    settings: settings.data ?? UNKNOWN_SETTINGS,
    lead: textIn(row, 'lead'),
    deleted: row.deleted === 1,
    runs,
    ...(isWhole && settings.success ? {} : { damage: DAMAGE }),
  };
}

function runOf(row: SqlRow): SeriesRunRecord[] {
  const side = SERIES_SIDES.find((one) => one === row.side);
  if (side === undefined || rowSeal(row, RUN_COLUMNS) !== row.seal) return [];
  return [
    {
      nth: numberIn(row, 'nth'),
      runId: textIn(row, 'run_id'),
      side,
      slot: numberIn(row, 'slot'),
      leftOut: row.left_out === null ? null : textIn(row, 'left_out'),
      isFilled: row.filled === 1,
    },
  ];
}
