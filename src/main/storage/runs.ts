import type { RunHeadline } from '../../contract/run-headline.ts';
import type { RunSecond } from '../../contract/tick.ts';
import { type EpochMillis, MICROS_PER_SECOND } from '../../contract/units.ts';
import { rowSeal } from './crc.ts';
import { type Connection, insertOf, numberIn, type Queries, queriesOf, textIn, writing } from './database.ts';
import { addGrading, chooseGrading, gradingsOf } from './gradings.ts';
import { heldRuns } from './held-runs.ts';
import { dropLease, factsNow, holdLease, leaseIsLive, leaseOf } from './lease.ts';
import { ownIdentity, type ProcessIdentity } from './process-identity.ts';
import { keepCapacity } from './run-capacity.ts';
import { causesOf, keepCauses } from './run-causes.ts';
import { keepFactsOf } from './run-figures.ts';
import { keepMarkers } from './run-markers.ts';
import { keepOutcome, WITH_OUTCOMES } from './run-outcomes.ts';
import { setPin } from './run-pins.ts';
import type { NewRun, RunStore } from './run-record.ts';
import { listingOf, NO_HEADLINE, PLAN_COLUMNS, RUN_COLUMNS, recordOf } from './run-rows.ts';
import { keepVerdict, verdictOf } from './run-verdicts.ts';
import { eachSecond, readSeconds, writeSecond } from './seconds.ts';

export interface RunStoreOptions {
  readonly now?: () => EpochMillis;
  readonly self?: ProcessIdentity;
}

type Columns = Readonly<Record<string, string | number | null>>;

/**
 * Runs and their seconds in one database. Every change is one transaction that takes the write lock at its start, so
 * several processes may use the folder at once; every changed row is sealed again within it.
 */
export function createRunStore(connection: Connection, options: RunStoreOptions = {}): RunStore {
  const store = new RunRows(connection, options);
  const write = writing(connection);
  const { queries } = store;
  const lastSecond = (runId: string) =>
    numberIn(queries('SELECT last_second FROM runs WHERE run_id = ?').get(runId) ?? {}, 'last_second');
  // One that is being emptied from the bin is there no more.
  const rowOf = (runId: string) => queries(`${WITH_OUTCOMES} WHERE run_id = ? AND deleted < 2`).get(runId);
  return {
    create: write((run) => store.create(run)),
    appendSecond: write((runId, second, headline) => {
      const run = store.numberOf(runId);
      writeSecond(queries, run, second);
      store.advance(run, second, headline);
    }),
    finish: write((runId, end) => store.finish(store.numberOf(runId), end)),
    retell: write((runId, headline) => store.tell(store.numberOf(runId), {}, headline)),
    ...keptBeside(store, write),
    list: (limit, deleted = false) =>
      queries(`${WITH_OUTCOMES} WHERE deleted = ? ORDER BY started_at DESC, run DESC LIMIT ?`)
        .all(deleted ? 1 : 0, limit)
        .map(listingOf),
    seals() {
      const rows = queries(
        `SELECT run_id, runs.seal + COALESCE(run_markers.seal, 0) + COALESCE(run_pins.seal, 0)
             + COALESCE(grading_choices.seal, 0) AS seal
           FROM runs LEFT JOIN run_markers USING (run) LEFT JOIN run_pins USING (run)
             LEFT JOIN grading_choices USING (run) WHERE deleted < 2`,
      ).all();
      return new Map(rows.map((row) => [textIn(row, 'run_id'), numberIn(row, 'seal')]));
    },
    listing(runId) {
      const row = rowOf(runId);
      return row === undefined ? null : listingOf(row);
    },
    get(runId) {
      const row = rowOf(runId);
      if (row === undefined) return null;
      const plans = queries('SELECT * FROM run_plans WHERE run = ?').get(numberIn(row, 'run'));
      const record = recordOf(listingOf(row), plans ?? {});
      const gradings = gradingsOf(queries, numberIn(row, 'run'));
      return gradings.gradings.length === 0 ? record : { ...record, gradings };
    },
    seconds: (runId) => readSeconds(queries, store.numberOf(runId), lastSecond(runId)),
    *eachSecond(runId, from = 0, to = Number.POSITIVE_INFINITY) {
      yield* eachSecond(queries, store.numberOf(runId), { from, to: Math.min(to, lastSecond(runId)) });
    },
    lastSecond,
    causes: (runId) => causesOf(queries, store.numberOf(runId)),
    keepCauses: write((runId, causes) => keepCauses(queries, store.numberOf(runId), causes)),
    verdict: (runId) => verdictOf(queries, store.numberOf(runId)),
    keepVerdict: write((runId, baseline, verdict) =>
      keepVerdict(queries, store.numberOf(runId), { baseline, verdict }),
    ),
    annotate: write((runId, { name, notes, tags, purpose, markers }) => {
      const run = store.numberOf(runId);
      store.set(run, {
        ...(name !== undefined && { name: name.toWellFormed() }),
        ...(notes !== undefined && { notes: notes.toWellFormed() }),
        ...(tags !== undefined && { tags: JSON.stringify(tags) }),
        ...(purpose !== undefined && { purpose }),
      });
      if (markers !== undefined) keepMarkers(queries, run, markers);
    }),
    setDeleted: write((runId, deleted) => store.set(store.numberOf(runId), { deleted: deleted ? 1 : 0 })),
    repairInterrupted: () => store.repairInterrupted(),
    runningElsewhere: () => store.runningElsewhere(),
  };
}

type Beside = 'addGrading' | 'gradings' | 'chooseGrading' | 'setPinned' | 'hasMarked' | 'held' | 'ofPlan';

/** What is kept beside a run once it is over, and how long it stays. */
function keptBeside(store: RunRows, write: ReturnType<typeof writing>): Pick<RunStore, Beside> {
  const { queries } = store;
  return {
    addGrading: write((runId, grading) => addGrading(queries, store.numberOf(runId), grading)),
    gradings: (runId) => {
      const row = queries('SELECT run FROM runs WHERE run_id = ? AND deleted < 2').get(runId);
      return row === undefined ? null : gradingsOf(queries, numberIn(row, 'run'));
    },
    chooseGrading: write((runId, grading) =>
      chooseGrading(queries, store.numberOf(runId), grading, store.now()),
    ),
    setPinned: write((runId, pinned) => setPin(queries, store.numberOf(runId), pinned ? store.now() : null)),
    hasMarked: () => queries('SELECT 1 FROM runs WHERE deleted = 2 LIMIT 1').get() !== undefined,
    held: () => heldRuns(queries),
    ofPlan: (name) =>
      queries(
        `SELECT run_id FROM runs JOIN run_plans USING (run)
          WHERE deleted = 0 AND json_valid(plan) AND plan ->> '$.name' = ? ORDER BY started_at, run`,
      )
        .all(name)
        .map((row) => textIn(row, 'run_id')),
  };
}

/** Rows of `runs` by their numbers. The caller holds the transaction. */
class RunRows {
  readonly queries: Queries;
  readonly #connection: Connection;
  readonly now: () => EpochMillis;
  readonly #self: ProcessIdentity;

  constructor(connection: Connection, { now = Date.now, self = ownIdentity() }: RunStoreOptions) {
    this.#connection = connection;
    this.queries = queriesOf(connection);
    this.now = now;
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
    keepFactsOf(this.queries, number);
    holdLease(this.queries, number, { ...this.#self, heartbeatAt: this.now() });
    this.#seal(number, 'runs');
    this.#seal(number, 'run_plans');
  }

  /**
   * After a second: heartbeat, headline, and how far the data reaches. Whoever writes seconds lives, so a run that was
   * taken for interrupted (on another host, after long silence) is running again.
   */
  advance(run: number, { second, lengthUs }: RunSecond, headline: RunHeadline): void {
    holdLease(this.queries, run, { ...this.#self, heartbeatAt: this.now() });
    const durationMs = (second * MICROS_PER_SECOND + lengthUs) / 1_000;
    this.tell(run, { duration_ms: durationMs, last_second: second, state: 'running' }, headline);
  }

  /** How the run stands. @param columns what else is new */
  tell(run: number, columns: Columns, headline: RunHeadline): void {
    this.set(run, { ...columns, ...headlineColumns(headline) });
    keepOutcome(this.queries, run, headline);
    if (headline.capacity !== undefined) keepCapacity(this.queries, run, headline.capacity);
  }

  finish(run: number, end: Parameters<RunStore['finish']>[1]): void {
    const { state, endedAt, durationMs, headline } = end;
    const reason = end.reason.toWellFormed();
    this.tell(run, { state, ended_at: endedAt, duration_ms: durationMs, end_reason: reason }, headline);
    this.queries('UPDATE run_plans SET environment = ? WHERE run = ?').run(
      JSON.stringify(end.environment),
      run,
    );
    this.#seal(run, 'run_plans');
    dropLease(this.queries, run);
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
    this.set(run, {
      state: 'interrupted',
      ended_at: heartbeatAt,
      end_reason: 'Plimsoll exited unexpectedly; everything up to the last stored second is here.',
    });
    dropLease(this.queries, run);
    return [runId];
  }

  /** Runs in state `running`, and whether the process behind each lives; one without a lease has none. */
  #leased(): LeasedRun[] {
    const facts = factsNow(this.#self, this.now());
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

  /** Changes some columns of a run, or none, and seals it again. */
  set(run: number, columns: Columns): void {
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
