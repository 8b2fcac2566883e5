import type { RunHeadline } from '../../contract/run-headline.ts';
import type { RunSecond } from '../../contract/tick.ts';
import { type EpochMillis, MICROS_PER_SECOND } from '../../contract/units.ts';
import { rowSeal, sealOf } from './crc.ts';
import { type Connection, insertOf, numberIn, type Queries, queriesOf, textIn, writing } from './database.ts';
import { dropLease, factsNow, holdLease, leaseIsLive, leaseOf } from './lease.ts';
import { ownIdentity, type ProcessIdentity } from './process-identity.ts';
import { causesOf, keepCauses } from './run-causes.ts';
import { keepMarkers } from './run-markers.ts';
import { keepOutcome, WITH_OUTCOMES } from './run-outcomes.ts';
import type { Grading, NewRun, RunListing, RunRecord, RunStore } from './run-record.ts';
import { listingOf, NO_HEADLINE, PLAN_COLUMNS, RUN_COLUMNS, recordOf } from './run-rows.ts';
import { eachSecond, readSeconds, type StoredSeconds, writeSecond } from './seconds.ts';

export interface RunStoreOptions {
  readonly now?: () => EpochMillis;
  readonly self?: ProcessIdentity;
}

/**
 * Runs and their seconds in one database. Every change is one transaction that takes the write lock at its start, so
 * several processes may use the folder at once; every changed row is sealed again within it.
 */
export function createRunStore(connection: Connection, options: RunStoreOptions = {}): RunStore {
  const store = new SqliteRuns(connection, options);
  const write = writing(connection);
  return {
    create: write((run) => store.create(run)),
    appendSecond: write((runId, second, headline) => {
      const run = store.numberOf(runId);
      writeSecond(store.queries, run, second);
      store.advance(run, second, headline);
    }),
    finish: write((runId, end) => store.finish(store.numberOf(runId), end)),
    retell: write((runId, headline) => store.retell(store.numberOf(runId), headline)),
    addGrading: write((runId, grading) => store.addGrading(store.numberOf(runId), grading)),
    list: (limit, deleted) => store.list(limit, deleted),
    seals: () => store.seals(),
    listing: (runId) => store.listing(runId),
    get: (runId) => store.get(runId),
    seconds: (runId) => store.seconds(runId),
    eachSecond: (runId, from = 0, to = Number.POSITIVE_INFINITY) => store.eachSecond(runId, from, to),
    lastSecond: (runId) => store.lastSecond(runId),
    annotate: write((runId, change) => store.annotate(store.numberOf(runId), change)),
    causes: (runId) => causesOf(store.queries, store.numberOf(runId)),
    keepCauses: write((runId, causes) => keepCauses(store.queries, store.numberOf(runId), causes)),
    setDeleted: write((runId, deleted) => store.setDeleted(store.numberOf(runId), deleted)),
    repairInterrupted: () => store.repairInterrupted(),
    runningElsewhere: () => store.runningElsewhere(),
  };
}

class SqliteRuns {
  readonly queries: Queries;
  readonly #connection: Connection;
  readonly #now: () => EpochMillis;
  readonly #self: ProcessIdentity;

  constructor(connection: Connection, { now = Date.now, self = ownIdentity() }: RunStoreOptions) {
    this.#connection = connection;
    this.queries = queriesOf(connection);
    this.#now = now;
    this.#self = self;
  }

  create(run: NewRun): void {
    const head = { ...startingRow(run), ...headlineColumns(NO_HEADLINE) };
    this.queries(insertOf('runs', [...RUN_COLUMNS, 'seal'])).run(
      ...RUN_COLUMNS.map((column) => head[column]),
      0,
    );
    const number = this.numberOf(run.runId);
    const texts = [
      JSON.stringify(run.plan),
      run.planText.toWellFormed(),
      JSON.stringify(run.overrides),
      JSON.stringify(run.environment),
    ];
    this.queries('INSERT INTO run_plans VALUES (?, ?, ?, ?, ?, 0)').run(number, ...texts);
    holdLease(this.queries, number, { ...this.#self, heartbeatAt: this.#now() });
    this.#seal(number, 'runs');
    this.#seal(number, 'run_plans');
  }

  /**
   * After a second: heartbeat, headline, and how far the data reaches. Whoever writes seconds lives, so a run that was
   * taken for interrupted (on another host, after long silence) is running again.
   */
  advance(run: number, { second, lengthUs }: RunSecond, headline: RunHeadline): void {
    holdLease(this.queries, run, { ...this.#self, heartbeatAt: this.#now() });
    this.#set(run, {
      duration_ms: (second * MICROS_PER_SECOND + lengthUs) / 1_000,
      last_second: second,
      state: 'running',
      ...headlineColumns(headline),
    });
    keepOutcome(this.queries, run, headline);
  }

  seconds(runId: string): StoredSeconds {
    const row = this.queries('SELECT run, last_second FROM runs WHERE run_id = ?').get(runId);
    if (row === undefined) throw new Error(`no run ${runId} in the database`);
    return readSeconds(this.queries, numberIn(row, 'run'), numberIn(row, 'last_second'));
  }

  *eachSecond(runId: string, from: number, to: number): Generator<RunSecond> {
    const last = Math.min(to, this.lastSecond(runId));
    yield* eachSecond(this.queries, this.numberOf(runId), { from, to: last });
  }

  lastSecond(runId: string): number {
    const row = this.queries('SELECT last_second FROM runs WHERE run_id = ?').get(runId);
    if (row === undefined) throw new Error(`no run ${runId} in the database`);
    return numberIn(row, 'last_second');
  }

  finish(run: number, end: Parameters<RunStore['finish']>[1]): void {
    this.#set(run, {
      state: end.state,
      ended_at: end.endedAt,
      duration_ms: end.durationMs,
      end_reason: end.reason.toWellFormed(),
      ...headlineColumns(end.headline),
    });
    keepOutcome(this.queries, run, end.headline);
    this.queries('UPDATE run_plans SET environment = ? WHERE run = ?').run(
      JSON.stringify(end.environment),
      run,
    );
    this.#seal(run, 'run_plans');
    dropLease(this.queries, run);
  }

  addGrading(run: number, grading: Grading): void {
    const { gradedAt, thresholdsVersion } = grading;
    const values = [
      gradedAt,
      thresholdsVersion,
      JSON.stringify(grading.thresholds),
      JSON.stringify(grading.grades),
    ];
    const columns = ['run', 'graded_at', 'thresholds_version', 'thresholds', 'grades', 'seal'];
    this.queries(insertOf('gradings', columns)).run(run, ...values, sealOf(values));
  }

  retell(run: number, headline: RunHeadline): void {
    this.#set(run, headlineColumns(headline));
    keepOutcome(this.queries, run, headline);
  }

  list(limit: number, deleted = false): RunListing[] {
    return this.queries(`${WITH_OUTCOMES} WHERE deleted = ? ORDER BY started_at DESC, run DESC LIMIT ?`)
      .all(deleted ? 1 : 0, limit)
      .map(listingOf);
  }

  seals(): ReadonlyMap<string, number> {
    const rows = this.queries(
      `SELECT run_id, runs.seal + COALESCE(run_markers.seal, 0) AS seal
         FROM runs LEFT JOIN run_markers USING (run)`,
    ).all();
    return new Map(rows.map((row) => [textIn(row, 'run_id'), numberIn(row, 'seal')]));
  }

  listing(runId: string): RunListing | null {
    const row = this.queries(`${WITH_OUTCOMES} WHERE run_id = ?`).get(runId);
    return row === undefined ? null : listingOf(row);
  }

  get(runId: string): RunRecord | null {
    const listing = this.listing(runId);
    if (listing === null) return null;
    const plans = this.queries('SELECT * FROM run_plans WHERE run = ?').get(this.numberOf(runId));
    return recordOf(listing, plans ?? {});
  }

  annotate(run: number, change: Parameters<RunStore['annotate']>[1]): void {
    this.#set(run, {
      ...(change.name === undefined ? {} : { name: change.name.toWellFormed() }),
      ...(change.notes === undefined ? {} : { notes: change.notes.toWellFormed() }),
      ...(change.tags === undefined ? {} : { tags: JSON.stringify(change.tags) }),
      ...(change.purpose === undefined ? {} : { purpose: change.purpose }),
    });
    if (change.markers !== undefined) keepMarkers(this.queries, run, change.markers);
  }

  setDeleted(run: number, deleted: boolean): void {
    this.#set(run, { deleted: deleted ? 1 : 0 });
  }

  repairInterrupted(): string[] {
    const runs = this.#leased().filter(({ live }) => !live);
    if (runs.length === 0) return [];
    // Judged again under the write lock: its process may have finished it meanwhile.
    return this.#connection
      .transaction(() => this.#leased().flatMap((leased) => this.#repair(leased)))
      .immediate();
  }

  runningElsewhere(): string[] {
    return this.#leased()
      .filter(({ live, own }) => live && !own)
      .map(({ runId }) => runId);
  }

  /** @throws Error where there is no such run: callers have asked before */
  numberOf(runId: string): number {
    const row = this.queries('SELECT run FROM runs WHERE run_id = ?').get(runId);
    if (row === undefined) throw new Error(`no run ${runId} in the database`);
    return numberIn(row, 'run');
  }

  #repair({ run, runId, live, heartbeatAt }: LeasedRun): string[] {
    if (live) return [];
    this.#set(run, {
      state: 'interrupted',
      ended_at: heartbeatAt,
      end_reason: 'Plimsoll exited unexpectedly; everything up to the last stored second is here.',
    });
    dropLease(this.queries, run);
    return [runId];
  }

  /** Runs in state `running`, and whether the process behind each lives; one without a lease has none. */
  #leased(): LeasedRun[] {
    const facts = factsNow(this.#self, this.#now());
    return this.queries(
      `SELECT runs.run, run_id, host, pid, process_start, heartbeat_at, started_at + duration_ms AS covered_to
         FROM runs LEFT JOIN leases USING (run) WHERE state = 'running'`,
    )
      .all()
      .map((row) => {
        const lease = row.pid === null ? null : leaseOf(row);
        return {
          run: numberIn(row, 'run'),
          runId: textIn(row, 'run_id'),
          live: lease !== null && leaseIsLive(lease, facts),
          own: lease?.pid === this.#self.pid && lease.host === this.#self.host,
          heartbeatAt: lease?.heartbeatAt ?? numberIn(row, 'covered_to'),
        };
      });
  }

  #set(run: number, columns: Readonly<Record<string, string | number | null>>): void {
    const names = Object.keys(columns);
    if (names.length === 0) return;
    const assignments = names.map((name) => `${name} = ?`).join(', ');
    this.queries(`UPDATE runs SET ${assignments} WHERE run = ?`).run(...Object.values(columns), run);
    this.#seal(run, 'runs');
  }

  #seal(run: number, table: 'runs' | 'run_plans'): void {
    const row = this.queries(`SELECT * FROM ${table} WHERE run = ?`).get(run) ?? {};
    const columns = table === 'runs' ? RUN_COLUMNS : PLAN_COLUMNS;
    this.queries(`UPDATE ${table} SET seal = ? WHERE run = ?`).run(rowSeal(row, columns), run);
  }
}

interface LeasedRun {
  readonly run: number;
  readonly runId: string;
  readonly live: boolean;
  readonly own: boolean;
  readonly heartbeatAt: EpochMillis;
}

type HeadlineColumn = 'requests' | 'errors' | 'p95_ms' | 'overall_grade' | 'passed' | 'trust';

function startingRow(
  run: NewRun,
): Record<Exclude<(typeof RUN_COLUMNS)[number], HeadlineColumn>, string | number | null> {
  return {
    run_id: run.runId,
    name: run.name.toWellFormed(),
    purpose: run.purpose,
    state: 'running',
    started_at: run.startedAt,
    ended_at: null,
    duration_ms: 0,
    planned_duration_ms: run.plan.durationMs,
    last_second: -1,
    notes: '',
    tags: '[]',
    end_reason: '',
    deleted: 0,
  };
}

function headlineColumns(headline: RunHeadline): Record<HeadlineColumn, string | number | null> {
  return {
    requests: headline.requests,
    errors: headline.errors,
    p95_ms: headline.p95Ms,
    overall_grade: headline.overallGrade,
    passed: headline.passed ? 1 : 0,
    trust: headline.trust,
  };
}
