import { listOf, parsedJson, recordOf } from '../../contract/plan-data.ts';
import type { EpochMillis } from '../../contract/units.ts';
import { rowSeal } from './crc.ts';
import {
  type Connection,
  numberIn,
  numberOrNullIn,
  queriesOf,
  type SqlRow,
  textIn,
  writing,
} from './database.ts';

/** Runs that were taken one after another: a series, or one run alone. */
export interface StoredSession {
  /** Of the series it was; null: a run alone. */
  readonly seriesId: string | null;
  readonly runIds: readonly string[];
}

export interface StoredBaseline {
  /** Name of the plan whose runs it holds. */
  readonly plan: string;
  readonly name: string;
  readonly sessions: readonly StoredSession[];
  readonly setAt: EpochMillis;
  /** Null: it stands. */
  readonly removedAt: EpochMillis | null;
  /** It no longer agrees with its seal. */
  readonly isDamaged: boolean;
}

/** Baselines by plan and name; those that were removed stay, and say so. */
export interface BaselineStore {
  /** By plan, then by name. */
  list(): StoredBaseline[];
  /** In the place of one of that plan and name, removed or not. */
  set(baseline: Pick<StoredBaseline, 'plan' | 'name' | 'sessions'>, at: EpochMillis): void;
  /** @param at null: it stands again */
  setRemoved(plan: string, name: string, at: EpochMillis | null): void;
}

/** Columns under the seal: all but the row's number and the seal. */
const COLUMNS = ['plan', 'name', 'sessions', 'set_at', 'removed_at'] as const;

/** Every change is one transaction that takes the write lock at its start. */
export function createBaselineStore(connection: Connection): BaselineStore {
  const queries = queriesOf(connection);
  const write = writing(connection);
  const seal = (plan: string, name: string) => {
    const row = queries('SELECT * FROM baselines WHERE plan = ? AND name = ?').get(plan, name);
    if (row === undefined) return;
    const update = queries('UPDATE baselines SET seal = ? WHERE plan = ? AND name = ?');
    update.run(rowSeal(row, COLUMNS), plan, name);
  };
  return {
    list: () => queries('SELECT * FROM baselines ORDER BY plan, name').all().map(baselineOf),
    set: write(({ sessions, ...named }, at) => {
      const [plan, name] = [named.plan.toWellFormed(), named.name.toWellFormed()];
      queries(
        `INSERT INTO baselines VALUES (NULL, ?, ?, ?, ?, NULL, 0)
         ON CONFLICT (plan, name) DO UPDATE
           SET sessions = excluded.sessions, set_at = excluded.set_at, removed_at = NULL`,
      ).run(plan, name, JSON.stringify(sessions), at);
      seal(plan, name);
    }),
    setRemoved: write((plan, name, at) => {
      queries('UPDATE baselines SET removed_at = ? WHERE plan = ? AND name = ?').run(at, plan, name);
      seal(plan, name);
    }),
  };
}

function baselineOf(row: SqlRow): StoredBaseline {
  return {
    plan: textIn(row, 'plan'),
    name: textIn(row, 'name'),
    sessions: listOf(parsedJson(textIn(row, 'sessions'))).map(sessionOf),
    setAt: numberIn(row, 'set_at'),
    removedAt: numberOrNullIn(row, 'removed_at'),
    isDamaged: row.seal !== rowSeal(row, COLUMNS),
  };
}

function sessionOf(value: unknown): StoredSession {
  const { seriesId, runIds } = recordOf(value);
  return {
    seriesId: typeof seriesId === 'string' ? seriesId : null,
    runIds: listOf(runIds).map(String),
  };
}
