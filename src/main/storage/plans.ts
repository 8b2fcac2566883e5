import { z } from 'zod';
import { parsedJson, recordOf } from '../../contract/plan-data.ts';
import { PURPOSES } from '../../contract/run-state.ts';
import type { EpochMillis } from '../../contract/units.ts';
import { RunningCrc, rowSeal } from './crc.ts';
import {
  bytesIn,
  type Connection,
  numberIn,
  type Queries,
  queriesOf,
  type SqlRow,
  textIn,
  writing,
} from './database.ts';
import type { PlanFile, PlanListing, PlanStore } from './plan-record.ts';
import { keepThresholds, thresholdsOfPlan } from './plan-thresholds.ts';

/** Columns of `plans` under its seal: all but the row's number and the seal. */
const COLUMNS = ['plan_id', 'text', 'facts', 'revision', 'created_at', 'updated_at', 'deleted'] as const;

const DAMAGE = 'This plan was changed on disk; what is shown of it may be wrong.';
/** What can still be read of it: a damaged record is shown, not hidden. */
const factsSchema = z.object({
  name: z.string().catch(''),
  purpose: z.enum(PURPOSES).nullable().catch(null),
  load: z.string().catch(''),
  durationMs: z.number().nullable().catch(null),
  problems: z.number().catch(0),
});

interface PlanStoreOptions {
  readonly now?: () => EpochMillis;
}

/** Plans and their files. Every change is one transaction that takes the write lock at its start. */
export function createPlanStore(
  connection: Connection,
  { now = Date.now }: PlanStoreOptions = {},
): PlanStore {
  const queries = queriesOf(connection);
  const write = writing(connection);
  return {
    create: write(({ planId, text, facts }) => {
      const at = now();
      queries('INSERT INTO plans VALUES (NULL, ?, ?, ?, 1, ?, ?, 0, 0)').run(
        planId,
        text.toWellFormed(),
        JSON.stringify(facts),
        at,
        at,
      );
      seal(queries, planId);
    }),
    change: write((planId, { text, facts, revision }) => {
      const changed = queries(
        'UPDATE plans SET text = ?, facts = ?, revision = ?, updated_at = ? WHERE plan_id = ? AND revision = ?',
      ).run(text.toWellFormed(), JSON.stringify(facts), revision + 1, now(), planId, revision);
      if (changed.changes === 0) return null;
      seal(queries, planId);
      return revision + 1;
    }),
    list: (deleted = false) =>
      queries('SELECT * FROM plans WHERE deleted = ? ORDER BY updated_at DESC, plan DESC')
        .all(deleted ? 1 : 0)
        .map((row) => listingOf(row)),
    texts: () =>
      queries("SELECT text FROM plans UNION SELECT plan_text FROM run_plans WHERE plan_text LIKE '%secret%'")
        .all()
        .map((row) => textIn(row, 'text')),
    get: (planId) => {
      const row = rowOf(queries, planId);
      return row === undefined ? null : { ...listingOf(row), text: textIn(row, 'text') };
    },
    setDeleted: write((planId, deleted) => {
      queries('UPDATE plans SET deleted = ? WHERE plan_id = ?').run(deleted ? 1 : 0, planId);
      seal(queries, planId);
    }),
    files: (planId) =>
      queries('SELECT plan_files.* FROM plan_files JOIN plans USING (plan) WHERE plan_id = ? ORDER BY name')
        .all(planId)
        .flatMap(fileOf),
    putFile: write((planId, file) => {
      const name = file.name.toWellFormed();
      queries(
        `INSERT INTO plan_files (plan, name, bytes, seal) VALUES (?, ?, ?, ?)
         ON CONFLICT (plan, name) DO UPDATE SET bytes = excluded.bytes, seal = excluded.seal`,
      ).run(numberOf(queries, planId), name, file.bytes, fileSeal({ ...file, name }));
    }),
    thresholds: (planId) => thresholdsOfPlan(queries, numberOf(queries, planId)),
    keepThresholds: write((planId, set) => keepThresholds(queries, numberOf(queries, planId), set)),
    removeFile: write((planId, name) => {
      queries('DELETE FROM plan_files WHERE plan = ? AND name = ?').run(numberOf(queries, planId), name);
    }),
  };
}

function rowOf(queries: Queries, planId: string): SqlRow | undefined {
  return queries('SELECT * FROM plans WHERE plan_id = ?').get(planId);
}

/** @throws Error where there is no such plan: callers have asked before */
function numberOf(queries: Queries, planId: string): number {
  const row = rowOf(queries, planId);
  if (row === undefined) throw new Error(`no plan ${planId} in the database`);
  return numberIn(row, 'plan');
}

function seal(queries: Queries, planId: string): void {
  const row = rowOf(queries, planId);
  if (row !== undefined)
    queries('UPDATE plans SET seal = ? WHERE plan_id = ?').run(rowSeal(row, COLUMNS), planId);
}

function listingOf(row: SqlRow): PlanListing {
  const intact = rowSeal(row, COLUMNS) === row.seal;
  return {
    planId: textIn(row, 'plan_id'),
    facts: factsSchema.parse(recordOf(parsedJson(textIn(row, 'facts')))),
    revision: numberIn(row, 'revision'),
    createdAt: numberIn(row, 'created_at'),
    updatedAt: numberIn(row, 'updated_at'),
    deleted: row.deleted === 1,
    ...(intact ? {} : { damage: DAMAGE }),
  };
}

function fileOf(row: SqlRow): PlanFile[] {
  const file = { name: textIn(row, 'name'), bytes: bytesIn(row, 'bytes') ?? new Uint8Array() };
  return fileSeal(file) === row.seal ? [file] : [];
}

function fileSeal({ name, bytes }: PlanFile): number {
  const crc = new RunningCrc();
  crc.addText(name);
  crc.addNumber(bytes.byteLength);
  crc.addBytes(bytes);
  return crc.value;
}
